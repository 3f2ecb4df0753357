"""Things of the collection as plain data."""

import pytest

from practices.exchange.collection import BASE, KINDS, documents, fingerprint, plain, read
from practices.models import (
    Actor,
    Concept,
    Edition,
    Practice,
    PracticeQuestion,
    PracticeText,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
)
from practices.workflow.records import MODELS

BY_NAME = {kind.name: kind for kind in KINDS}


def test_a_collection_holds_every_table_that_people_write_but_editions() -> None:
    held = {model for kind in KINDS for model in (kind.model, *kind.parts.values())}
    assert held == set(MODELS) - {Edition}
    assert held >= {Theme, Actor, Source, SourcePassage, Term, TermLabel, Concept}
    assert held >= {Practice, PracticeText, PracticeQuestion}


@pytest.mark.django_db
def test_a_practice_has_all_that_makes_its_page() -> None:
    (found,) = [one for one in documents(BY_NAME["practices"]) if one["number"] == 33]
    assert list(found) == BY_NAME["practices"].names
    assert (found["slug"], found["status"], found["successor"]) == ("robust-aftercare", "published", None)
    assert found["themes"] == sorted(found["themes"])
    assert all(isinstance(question, str) for question in found["questions"])
    assert list(found["texts"][0]) == ["language", "title", "key_message", "body", "related"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_base_is_that_of_the_document_whatever_the_order_of_its_parts(kind: object) -> None:
    for found in documents(kind):  # type: ignore[arg-type]
        turned = {name: value[::-1] if isinstance(value, list) and name in kind.parts else value  # type: ignore[attr-defined]
                  for name, value in found.items()}  # fmt: skip
        assert found[BASE] == fingerprint(kind, turned)  # type: ignore[arg-type]
        assert found[BASE] != fingerprint(kind, found | {"slug": "other"})  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_asking_takes_no_more_queries_for_more(kind: object, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        list(documents(kind))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "document", "reason"),
    [
        ("themes", {"slug": "a", "former_slugs": "b"}, "former_slugs: a list of texts is needed"),
        ("themes", {"slug": 7}, "slug: it cannot be read"),
        ("themes", {"slug": "a", "base": 7}, "base: a text is needed"),
        ("practices", {"number": True}, "number: it cannot be read"),
        ("practices", {"number": 1, "questions": [7]}, "questions: a list of texts is needed"),
        ("practices", {"number": 1, "texts": ["x"]}, "texts: a list is needed, each with body, key_message"),
        ("practices", {"number": 1, "texts": [{"colour": "x"}]}, "texts: unknown field colour"),
        ("sources", {"slug": "a", "passages": {}}, "passages: a list is needed"),
    ],
)
def test_a_document_without_form_is_refused(name: str, document: dict[str, object], reason: str) -> None:
    assert any(f"there: {reason}" in problem for problem in read(BY_NAME[name], "there", document)[1])


def test_names_within_json_have_one_order_on_every_engine() -> None:
    assert list(plain({"reason": 1, "kind": 2, "to": 3})) == ["to", "kind", "reason"]
