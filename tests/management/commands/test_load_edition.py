"""load_edition. What it refuses is in tests/test_fixtures.py."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from practices.models import PracticeText, Revision

pytestmark = pytest.mark.django_db


def test_an_edition_that_is_there_is_left_alone_with_all_edits(capsys: pytest.CaptureFixture[str]) -> None:
    PracticeText.objects.filter(practice__number=1).update(title="Edited since")
    before = Revision.objects.count()
    call_command("load_edition")
    assert "First edition is already loaded; nothing to do." in capsys.readouterr().out
    assert PracticeText.objects.get(practice__number=1).title == "Edited since"
    assert Revision.objects.count() == before


def test_check_says_how_much_could_be_loaded_and_loads_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = Revision.objects.count()
    call_command("load_edition", "--check")
    assert "records can be loaded." in capsys.readouterr().out
    assert Revision.objects.count() == before


def test_check_refuses_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- nothing", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.yaml, record 1: a record has a model and fields"):
        call_command("load_edition", tmp_path, "--check")
