"""A program for test_backup.py, run in a process of its own on the database in DATABASE_URL:

python -m tests.exchange.copying load FILE     two processes write without a pause while a backup is made
python -m tests.exchange.copying look          whether everything agrees, and what is said

The last line of the output is a report as JSON.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from practices.exchange.backup import back_up  # noqa: E402
from practices.models import Practice, PracticeText  # noqa: E402
from practices.workflow.publication import publish  # noqa: E402
from tests import factories  # noqa: E402
from tests.workflow import labour  # noqa: E402

HAMMERED, OTHER = "hammered", "other"
ENOUGH, LONGEST = 5, 120.0
"""Acts of each process before the backup begins, and seconds to wait for them."""


def load(file: Path) -> dict[str, Any]:
    """What was acknowledged before the backup began, and when it was over."""
    practice, experts, (carl, _) = labour.prepare()
    other = factories.published(OTHER)
    connections.close_all()
    workers = [
        _started(lambda out: labour.work(practice, experts, carl, 1, out)),
        _started(lambda out: _publish_forever(other, out)),
    ]
    before = [_said(reading, ENOUGH) for _, reading in workers]
    back_up(file)
    after = [_said(reading, 1) for _, reading in workers]
    for pid, _ in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return {"before": before, "after": after}


def _started(work: Any) -> tuple[int, int]:
    """A process that writes a line for each thing it has done, and the end of the pipe to read them from."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        work(writing)
    os.close(writing)
    return pid, reading


def _publish_forever(practice: Practice, out: int) -> None:
    try:
        for n in range(1_000_000):
            text = PracticeText.objects.get(practice=practice)
            text.body = factories.body(f"the work of v{n}v")
            publish(text, by=None, note=f"v{n}v")
            os.write(out, f"v{n}v .\n".encode())
            time.sleep(0.3)  # SQLite has one writer, and no queue for the others
    finally:
        os._exit(1)


def _said(reading: int, enough: int) -> list[str]:
    """The word of each act, once there are so many."""
    said, until = list[str](), time.monotonic() + LONGEST
    while len(said) < enough and time.monotonic() < until:
        time.sleep(0.05)
        try:
            lines = os.read(reading, 1 << 16).decode().splitlines()
        except BlockingIOError:
            continue
        said += [line.split()[-2] for line in lines if line.endswith(" .")]
    return said


def look() -> dict[str, Any]:
    practice = Practice.objects.get(slug=HAMMERED)
    other = Practice.objects.get(slug=OTHER)
    numbers = list(other.revisions.order_by("number").values_list("number", flat=True))
    found = labour.problems(practice)
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"the numbers of the other have gaps: {numbers}")
    if other.texts.get().live_revision != other.revisions.last():
        found.append("the newest revision of the other is not the live one")
    call_command("check", "--database", "default", "--fail-level", "WARNING")
    said = [labour.WORD.findall(practice.texts.get().body), list(other.revisions.values_list("note", flat=True))]
    return {"problems": found, "said": said}


if __name__ == "__main__":
    print(json.dumps(load(Path(sys.argv[2])) if sys.argv[1] == "load" else look()))  # noqa: T201
