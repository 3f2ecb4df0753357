"""Backup and restore, with the commands themselves, on databases of their own."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from practices.exchange import backup
from practices.exchange.backup import MANIFEST, _sha256
from practices.workflow.errors import Refused
from tests.workflow.conftest import ROOT, database

ENGINE = os.environ["TEST_ENGINE"]
COPY = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}[ENGINE]
Run = Callable[..., str]


class Portal:
    """A database, empty at first, and commands on it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environment = os.environ | {
            "DATABASE_URL": database(folder),
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_LOG": "ERROR",
        }

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def manage(self, *words: str | Path) -> str:
        done = self.run("manage.py", *words)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3_000:]
        return done.stdout

    def refusal(self, *words: str | Path) -> str:
        done = self.run("manage.py", *words)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def program(self, *words: str | Path) -> dict[str, Any]:
        done = self.run("-m", "tests.exchange.copying", *words)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3_000:]
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A backup made while two processes wrote, and what they had said by then."""
    folder = tmp_path_factory.mktemp("loaded")
    portal = Portal(folder)
    portal.manage("migrate", "--verbosity", "0")
    file = folder / "portal.backup"
    report = portal.program("load", file)
    return file, report


def test_what_was_acknowledged_before_the_backup_is_in_it_and_all_of_it_agrees(
    loaded: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    file, report = loaded
    portal = Portal(tmp_path)
    assert "Put back" in portal.manage("restore", file)
    found = portal.program("look")
    assert found["problems"] == []
    for before, after, said in zip(report["before"], report["after"], found["said"], strict=True):
        assert before, "something was acknowledged before the backup"
        assert after, "and the work went on meanwhile"
        assert set(before) <= set(said)
    assert (file.stat().st_mode & 0o077) == 0, "the file holds people's data"


def test_a_database_with_something_in_it_is_replaced_only_on_request(
    loaded: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    file, _ = loaded
    portal = Portal(tmp_path)
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("load_edition")
    assert "not empty" in portal.refusal("restore", file)
    assert _numbers(portal) == 41
    portal.manage("restore", file, "--yes")
    assert _numbers(portal) == 2
    again = tmp_path / "again.backup"
    portal.manage("backup", again)
    assert _manifest(again)["rows"] == _manifest(file)["rows"]


def _numbers(portal: Portal) -> int:
    code = "from practices.models import Practice; print(Practice.objects.count())"
    return int(portal.manage("shell", "--verbosity", "0", "-c", code))


def _manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        found: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return found


def forged(file: Path, to: Path, copy: bytes | None = None, **fields: Any) -> Path:
    """The same backup, with another copy or manifest."""
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(to, "w") as out:
        out.writestr(MANIFEST, json.dumps(json.loads(archive.read(MANIFEST)) | fields))
        out.writestr(COPY, archive.read(COPY) if copy is None else copy)
    return to


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """A portal that every bad backup leaves as it was."""
    portal = Portal(tmp_path_factory.mktemp("other"))
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("load_edition")
    return portal


NOT_WHOLE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"format": 2}, "format 2"),
    ({"engine": "oracle"}, "of oracle"),
    ({"migrations": ["practices.9999_later"]}, "another version of the portal, with practices.9999_later"),
    ({"sha256": "0"}, "is damaged"),
    ({"colour": "red"}, "cannot be read as a backup"),
    ({"rows": {"practices_practice": 7}}, "does not hold"),
)


def test_a_backup_that_does_not_prove_whole_is_refused_and_nothing_changes(
    loaded: tuple[Path, dict[str, Any]], tmp_path: Path, other: Portal
) -> None:
    for fields, reason in NOT_WHOLE:
        file = forged(loaded[0], tmp_path / "forged", **fields)
        assert reason in other.refusal("restore", file, "--yes")
    with zipfile.ZipFile(loaded[0]) as archive:
        whole = archive.read(COPY)
    torn = tmp_path / "torn"
    torn.write_bytes(whole[: len(whole) // 2] + b"\xff" * 20_000 + whole[len(whole) // 2 + 20_000 :])
    file = forged(loaded[0], tmp_path / "forged", torn.read_bytes(), sha256=_sha256(torn))
    other.refusal("restore", file, "--yes")
    for content in (b"", b"no zip", b"PK\x03\x04"):
        file.write_bytes(content)
        assert "cannot be read as a backup" in other.refusal("restore", file, "--yes")
    assert "cannot be read as a backup" in other.refusal("restore", tmp_path / "none", "--yes")
    assert _numbers(other) == 41


def test_a_wrong_byte_is_refused_wherever_it_is_and_never_taken_for_content(
    loaded: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    whole, torn, copy = loaded[0].read_bytes(), tmp_path / "torn", tmp_path / COPY
    tail = range(len(whole) - 200, len(whole), 3)
    refused = 0
    for place in [*range(0, 200, 3), *range(200, len(whole), len(whole) // 100), *tail]:
        torn.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            manifest = backup._unpacked(torn, copy)
        except Refused:
            refused += 1
        else:  # a byte that says nothing of the content, such as the day in the zip's directory
            assert manifest == backup._unpacked(loaded[0], copy)
    assert refused > 100


def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path, other: Portal) -> None:
    assert "cannot be written" in other.refusal("backup", tmp_path / "no" / "such" / "folder")


def test_a_database_that_cannot_be_reached_is_said_in_clear_words(
    loaded: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    portal = Portal(tmp_path)
    portal.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    assert "Nothing was written. connection to server" in portal.refusal("backup", tmp_path / "portal.backup")
    assert not (tmp_path / "portal.backup").exists()
    if ENGINE == "postgresql":  # to SQLite every database can be reached
        assert "Nothing was changed. connection to server" in portal.refusal("restore", loaded[0])


def test_the_version_is_that_of_the_project() -> None:
    assert backup.portal_version().count(".") == 2


def test_a_collection_goes_out_outside_of_any_transaction_of_a_test(other: Portal, tmp_path: Path) -> None:
    """moment.py has its own transaction there."""
    assert re.search(r"Wrote [1-9]\d* things", other.manage("export_collection", tmp_path / "one.json"))
