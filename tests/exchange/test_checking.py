"""Rules that records are held to beside those of their fields (test_fixture.py has those)."""

from typing import Any

import pytest
from django.db.models import Model

from practices.exchange.checking import Collection
from practices.models import Concept, Practice, PracticeText, Source, SourcePassage, Theme
from practices.workflow.records import Record
from tests import factories

pytestmark = pytest.mark.django_db
THEME = {"slug": "t", "name": "T", "hue": "cs", "summary": "T."}
SOURCE = {"slug": "s", "kind": "guidance", "title": "S", "short_title": "S", "summary": "S."}
PRACTICE = {"number": 900, "slug": "p", "primary_theme": ["aftercare"], "themes": [["aftercare"]], "phase": "custody"}
PASSAGE = {"source": ["hague-2011"], "label": "x", "anchor": "p1", "text": "x"}
CONCEPT = {"slug": "c", "name": "c", "labels": ["x"]}


def problems(*rows: tuple[type[Model], dict[str, Any]]) -> list[str]:
    return Collection([Record(f"here {n}", model, fields) for n, (model, fields) in enumerate(rows, 1)]).problems()


@pytest.mark.parametrize(
    ("model", "fields", "reason"),
    [
        (Theme, THEME | {"name": "  "}, "name: This field cannot be blank."),
        (Theme, THEME | {"name": "a\0b"}, "name: it has a character that cannot be stored"),
        (Theme, THEME | {"elsewhere": [{"theme": "aftercare", "words": "\ud800"}]}, "elsewhere: it has a character"),
        (Theme, THEME | {"parent": ["t"]}, "parent: themes nest one level"),
        (Source, SOURCE | {"start_date": "2026-02-01", "end_date": "2026-01-01"}, "end_date: it ends before it starts"),
        (Practice, PRACTICE | {"number": 0}, "number: numbers begin with 1"),
        (Practice, PRACTICE | {"status": "withdrawn"}, "status: a withdrawn practice has withdrawn_on"),
        (Practice, PRACTICE | {"successor": [900]}, "successor: a practice does not replace itself"),
        (Practice, PRACTICE | {"primary_theme": None}, "primary_theme is missing"),
        (Concept, CONCEPT | {"words": [7]}, "words: a list of texts is needed"),
        (Concept, CONCEPT | {"practices": ["1"]}, "practices: a list of numbers is needed"),
        (Concept, CONCEPT | {"practices": [999]}, "practices: there is no practice 999"),
    ],
)
def test_a_rule_that_is_broken_is_named(model: type[Model], fields: dict[str, Any], reason: str) -> None:
    assert any(reason in line for line in problems((model, fields)))


@pytest.mark.parametrize(
    ("model", "fields"),
    [(Theme, THEME), (Source, SOURCE), (Practice, PRACTICE), (SourcePassage, PASSAGE), (Concept, CONCEPT)],
)
def test_what_keeps_the_rules_passes(model: type[Model], fields: dict[str, Any]) -> None:
    assert problems((model, fields)) == []


@pytest.mark.parametrize("slug", [None, "", "two words", "a/b", ["p"]])
def test_a_practice_without_an_address_that_others_link_to_is_named(slug: Any) -> None:
    fields = PRACTICE | {"slug": slug, "status": "published"}
    body = factories.body(source_slug="hague-2011").replace("¶1", "¶6").replace("¶2", "¶6")
    text = {"practice": [901], "language": "en", "title": "T", "key_message": "K.", "body": f"{body}\nSee [[p]].\n"}
    own = {"practice": [900], "language": "en", "title": "T", "key_message": "K.", "body": f"{body}\nSee [[q]].\n"}
    other = PRACTICE | {"number": 901, "slug": "q", "status": "published"}
    found = problems((Practice, fields), (Practice, other), (PracticeText, own), (PracticeText, text))
    assert any("here 1 (practice 900): slug" in line for line in found)
    assert any("here 4" in line and "unknown practice: p" in line for line in found)


def test_what_only_one_can_have_is_not_given_to_two() -> None:
    found = problems((SourcePassage, PASSAGE), (SourcePassage, PASSAGE | {"label": "y"}))
    assert found == ["here 2 (sourcepassage hague-2011 y): anchor: p1 is taken by here 1 (sourcepassage hague-2011 x)"]


def test_a_draft_may_be_unfinished() -> None:
    text = {"practice": [900], "language": "en", "title": "T", "key_message": "K.", "body": "Only this."}
    assert problems((Practice, PRACTICE | {"status": "draft"}), (PracticeText, text)) == []
    assert problems((Practice, PRACTICE | {"status": "published"}), (PracticeText, text))
