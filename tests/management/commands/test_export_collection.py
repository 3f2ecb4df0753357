"""The command that writes the collection to files."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def export(*words: object) -> str:
    out = StringIO()
    call_command("export_collection", *map(str, words), stdout=out)
    return out.getvalue()


def test_the_form_follows_from_the_name_or_is_said(tmp_path: Path) -> None:
    assert "Wrote 309 things" in export(tmp_path / "one.json")
    assert "Wrote 309 things" in export(tmp_path / "folder")
    assert "Wrote 41 practices" in export(tmp_path / "list.csv")
    export(tmp_path / "odd.txt", "--format", "json")
    assert (tmp_path / "odd.txt").read_bytes() == (tmp_path / "one.json").read_bytes()
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["number"] for row in csv.DictReader(file)][:2] == ["P-01", "P-02"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Say with --format"):
        export(tmp_path / "odd.txt")
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "none" / "one.json")
    (tmp_path / "letter.txt").touch()
    with pytest.raises(CommandError, match="something else than a collection"):
        export(tmp_path)
