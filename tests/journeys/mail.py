"""The mail of a journey, read from the folder that the server puts it in."""

import email
import os
import re
import time
from pathlib import Path

from tests.journeys.conftest import PATIENCE


def mail_to(recipient: str, words: str) -> str:
    """The text of the newest mail to somebody that holds these words."""
    folder, deadline = Path(os.environ["PORTAL_DATA_DIR"]) / "mail", time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True):
            mail = email.message_from_bytes(file.read_bytes())
            text = mail.get_payload(decode=True)
            assert isinstance(text, bytes)
            if mail["To"] == recipient and words in text.decode():
                return text.decode()
        time.sleep(0.1)
    raise AssertionError(f"no mail to {recipient} with {words!r}")


def link_in(recipient: str, words: str) -> str:
    """The address in that mail which stands on a line of its own."""
    found = re.search(r"(?m)^http://\S+$", mail_to(recipient, words))
    assert found
    return found[0]
