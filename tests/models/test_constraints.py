"""Rules the database holds, whatever code writes to it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from practices.models import (
    Edition,
    FormerSlug,
    LogEntry,
    Practice,
    PracticeLink,
    PracticeText,
    Source,
    TermLabel,
    Theme,
)
from practices.models.constraints import filled, listed
from practices.models.vocabulary import Phase
from tests import factories

pytestmark = pytest.mark.django_db

BROKEN: tuple[tuple[type[Model], dict[str, Any]], ...] = (
    (Theme, {"name": ""}),
    (Theme, {"summary": "  "}),
    (Source, {"kind": "rumour"}),
    (Source, {"title": " "}),
    (TermLabel, {"text": ""}),
    (TermLabel, {"kind": "odd"}),
    (TermLabel, {"language": "xx"}),
    (Practice, {"phase": "someday"}),
    (Practice, {"status": "lost"}),
    (Practice, {"basis": "hearsay"}),
    (Practice, {"number": 0}),
    (Practice, {"status": "withdrawn"}),
    (PracticeText, {"title": ""}),
    (PracticeText, {"body": " "}),
    (PracticeText, {"language": "xx"}),
    (PracticeLink, {"kind": "odd"}),
    (Edition, {"number": 0}),
    (Edition, {"title": ""}),
)


@pytest.mark.parametrize(("model", "values"), BROKEN, ids=lambda value: getattr(value, "__name__", str(value)))
def test_the_database_refuses_what_breaks_a_rule(model: type[Model], values: dict[str, Any]) -> None:
    rows = model._default_manager.filter(pk=model._default_manager.values("pk").first()["pk"])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


def test_a_line_of_the_log_says_what_was_done() -> None:
    with pytest.raises(IntegrityError, match="action"), transaction.atomic():
        LogEntry.objects.create(action="", object_kind="practice", object_key="P-01")


def test_a_source_does_not_end_before_it_starts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(slug="hague-2011").update(end_date="2011-01-01")


def test_a_theme_is_not_its_own_parent_nor_a_practice_its_own_successor() -> None:
    theme, practice = factories.theme(), factories.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(parent=theme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=practice.pk).update(successor=practice)


def test_an_old_slug_belongs_to_one_thing_of_its_kind() -> None:
    FormerSlug.objects.create(kind="theme", slug="once", object_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerSlug.objects.create(kind="theme", slug="once", object_id=2)


def test_names_of_constraints_tell_model_and_field() -> None:
    assert [constraint.name for constraint in filled("theme", "slug", "name")] == [
        "theme_slug_filled",
        "theme_name_filled",
    ]
    assert listed("practice", "phase", Phase).name == "practice_phase_listed"
