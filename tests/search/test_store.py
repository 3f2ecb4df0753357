"""The plain SQL behind a search: the same rows on both engines, and no statement where there is nothing to ask."""

from typing import Any

import pytest

from practices.models import EntryKind, SearchEntry, SearchFacet
from practices.search import store
from tests import factories

pytestmark = pytest.mark.django_db


def ids(*numbers: int) -> list[int]:
    rows = SearchEntry.objects.filter(kind=EntryKind.PRACTICE, language="en", number__in=numbers)
    return [pk for _, pk in sorted(rows.values_list("number", "pk"))]


def test_frequencies_leave_out_what_stands_nowhere() -> None:
    found = store.frequencies(["prison", "academi", "xyzzy", ""], "en")
    assert set(found) == {"prison", ""}
    assert 0 < found["prison"] <= found[""] == SearchEntry.objects.filter(kind=EntryKind.PRACTICE).count()
    assert store.frequencies(["prison"], "fr") == {}


def test_words_between_are_the_most_frequent_ones() -> None:
    found = store.words_between("prison", "prisoo", "en", 2)
    assert [stem for stem, _ in found] == ["prison", "prison"]
    assert found[0][1] >= found[1][1]


def test_labels_by_key_and_by_a_term_they_hold() -> None:
    (label,) = store.labels(["imam"])
    assert (label.language, label.token[:8]) == ("en", "concept0")
    assert all(isinstance(phrase, list) for phrase in label.words)
    held = store.labels_holding([("fr", "fr0prison"), ("es", "es0prision")])
    assert {label.language for label in held} == {"fr", "es"}


def test_a_number_leads_to_the_entry_of_its_language() -> None:
    assert [store.practice_with_number(7, "en")] == ids(7)
    assert store.practice_with_number(7, "fr") is None
    assert store.practice_with_number(999_999, "en") is None


def test_what_is_shown_and_what_is_weighed_is_as_stored() -> None:
    practice = factories.published("zebra")
    (pk,) = ids(practice.number)
    entry = SearchEntry.objects.get(pk=pk)
    shown = store.shown([pk])[pk]
    for name in ("kind", "number", "slug", "url", "title", "summary", "shown", "paragraphs"):
        assert getattr(shown, name) == getattr(entry, name)
    (candidate,) = store.candidates([pk])
    for name in ("id", "kind", "length", "terms_title", "terms_labels", "terms_summary", "terms_asked", "terms_body"):
        assert getattr(candidate, name) == getattr(entry, name)


def test_order_is_by_the_columns_named() -> None:
    three = ids(1, 2, 3)
    assert store.in_order(three[::-1], ("number",)) == three
    titles = dict(SearchEntry.objects.filter(pk__in=three).values_list("pk", "title"))
    assert [titles[pk] for pk in store.in_order(three, ("title", "number"))] == sorted(titles.values())


def test_facets_of_some_entries() -> None:
    some = ids(1, 2, 3)
    rows = SearchFacet.objects.filter(entry__in=some, facet="phase").values_list("facet", "value", "label", "entry")
    assert sorted(store.facet_holders(some, ["phase"])) == sorted(rows)
    counted = store.facet_counts(some, ["phase"])
    assert {facet for facet, *_ in counted} == {"theme", "actor", "source", "basis"}
    assert sum(number for facet, _, _, number in counted if facet == "basis") == 3
    assert "phase" in {facet for facet, *_ in store.facet_counts(some, [])}


def test_nothing_asked_is_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert store.frequencies([], "en") == store.shown([]) == {}
        assert (
            store.labels([])
            == store.labels_holding([])
            == store.candidates([])
            == store.in_order([], ("number",))
            == []
        )
        assert store.facet_holders([], ["phase"]) == store.facet_holders([1], []) == store.facet_counts([], []) == []
