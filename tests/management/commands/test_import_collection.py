"""The command that brings a collection in."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from practices.management.commands import import_collection
from practices.models import Practice, Term
from tests.exchange.collections import changed, wipe, written

pytestmark = pytest.mark.django_db


def bring_in(*words: object) -> str:
    out = StringIO()
    call_command("import_collection", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = written(tmp_path)
    changed(place, "glossary", "disengagement", note="New.")
    return place


def note() -> str:
    return Term.objects.get(slug="disengagement").note


def test_the_plan_is_shown_and_nothing_changes_without_a_yes(place: Path) -> None:
    before = note()
    said = bring_in(place)
    assert "Changed: 1\n  one.json, glossary" in said
    assert "Unchanged: 308. Only here, and left alone: 0." in said
    assert "Nothing was changed. With --yes" in said
    assert note() == before


def test_with_a_yes_it_is_done(place: Path) -> None:
    assert "Done: 0 added, 1 changed." in bring_in(place, "--yes")
    assert note() == "New."
    assert "There is nothing to change." in bring_in(place, "--yes")


@pytest.mark.parametrize(("answer", "after"), [("y", "New."), ("yes ", "New."), ("", None), ("no", None)])
def test_on_a_terminal_it_asks(place: Path, answer: str, after: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = note()
    monkeypatch.setattr(import_collection.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    bring_in(place)
    assert note() == (after or before)


def test_a_long_plan_is_cut_unless_all_is_wanted(place: Path) -> None:
    wipe()
    assert "and 259 more; --verbosity 2 shows all" in bring_in(place)
    assert "practice P-41)" in bring_in(place, "--verbosity", "2")
    assert not Practice.objects.exists()


def test_every_reason_is_listed(place: Path) -> None:
    changed(place, "glossary", "disengagement", name="")
    changed(place, "practices", 33, phase="someday")
    with pytest.raises(CommandError, match=r"(?s)Nothing was changed\.\n- .*phase.*\n?") as error:
        bring_in(place, "--yes")
    assert str(error.value).count("\n- ") == 2
