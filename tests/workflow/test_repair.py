"""Rows corrected by hand leave a line with what was and what is."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from practices.models import LogEntry, Practice, PracticeText, Source, Theme
from practices.workflow import repair
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_correction_is_noted_with_before_and_after(ada: Any) -> None:
    theme = factories.theme()
    before = repair.stored(theme)
    theme.name = "Better name"
    repair.save(theme)
    repair.note(theme, before, by=ada)
    entry = LogEntry.objects.about("theme", "test-theme").get(action="repair")
    assert (entry.before["name"], entry.after["name"]) == ("Test theme", "Better name")


def test_nothing_is_noted_when_nothing_changed(ada: Any) -> None:
    theme = factories.theme()
    repair.note(theme, repair.stored(theme), by=ada)
    assert not LogEntry.objects.about("theme", "test-theme").exists()


def test_a_new_row_is_noted_as_added(ada: Any) -> None:
    theme = Theme(slug="new", name="New", hue="cs", summary="New.")
    repair.save(theme)
    repair.note(theme, None, by=ada)
    assert LogEntry.objects.about("theme", "new").get().action == "add"


def test_the_places_of_a_source_are_part_of_what_is_noted(ada: Any) -> None:
    source = factories.source()
    before = repair.stored(source)
    source.passages.filter(label="¶1").update(text="Other words.")
    repair.note(source, before, by=ada)
    after = LogEntry.objects.about("source", "test-source").get().after
    assert [passage["text"] for passage in after["passages"]] == ["Other words.", "Passage 2."]


def test_a_row_that_breaks_a_rule_is_not_saved() -> None:
    theme = factories.theme()
    theme.parent = Theme.objects.get(slug="staff-and-trust")
    with pytest.raises(ValidationError, match="nest one level"):
        repair.save(theme)
    assert Theme.objects.get(slug="test-theme").parent is None


def test_a_password_is_never_noted(ada: Any) -> None:
    assert "password" not in (repair.stored(ada) or {})


def test_only_what_nothing_refers_to_can_be_deleted(ada: Any) -> None:
    repair.delete(factories.theme("unused"), by=ada)
    assert LogEntry.objects.about("theme", "unused").get().action == "delete"
    factories.published()
    with pytest.raises(ProtectedError):
        repair.delete(Source.objects.get(slug="test-source"), by=ada)
    assert not LogEntry.objects.about("source", "test-source").exists()


def test_a_corrected_stage_makes_a_new_version_of_the_live_text(ada: Any) -> None:
    practice = factories.published()
    Practice.objects.filter(pk=practice.pk).update(phase="release")
    repair.republish(practice, by=ada, reason="")
    revision = practice.revisions.get(number=2)
    assert (revision.content["phase"], revision.is_minor, revision.author) == ("release", True, ada)
    repair.republish(practice, by=ada, reason="")
    assert practice.revisions.count() == 2


def test_problems_are_told_before_trying() -> None:
    text = factories.text()
    assert repair.problems(text) == []
    text.key_message = "word " * 61
    assert repair.problems(text) == [f"{text.practice.code}: the key message has 61 words; the most is 60"]


def test_things_are_named_as_people_name_them() -> None:
    practice = factories.published()
    assert repair.name_of(practice) == practice.code
    assert repair.name_of(practice.primary_theme) == "test-theme"
    assert repair.name_of(PracticeText.objects.get(practice=practice)).isdecimal()
