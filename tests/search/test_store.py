"""The plain SQL behind a search: the same rows on both engines, and no statement where there is nothing to ask."""

from typing import Any

import pytest

from practices.models import EntryKind, SearchEntry
from practices.search import store
from practices.search.analysis import LABELS, term
from practices.search.backends import backend
from practices.search.backends.base import Match
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


def test_words_come_with_those_that_begin_so_and_the_stamp_of_the_labels() -> None:
    known, longer = store.words(["prison", "xyzzy"], "en", "fam", 3)
    assert set(known) == {"prison", LABELS}
    assert "famili" in longer
    assert list(longer.values()) == sorted(longer.values(), reverse=True)
    assert store.words(["prison"], "en") == ({"prison": known["prison"], LABELS: known[LABELS]}, {})


def test_labels_are_taken_apart() -> None:
    (label,) = [label for label in store.labels() if label.key == "imam"]
    assert (label.language, label.token[:8]) == ("en", "concept0")
    assert all(isinstance(phrase, list) for phrase in label.words)


def test_a_number_leads_to_the_entry_of_its_language() -> None:
    assert [store.practice_with_number(7, "en")] == ids(7)
    assert store.practice_with_number(7, "fr") is None
    assert store.practice_with_number(999_999, "en") is None


def test_what_is_shown_and_what_is_weighed_is_as_stored() -> None:
    practice = factories.published("zebra")
    (pk,) = ids(practice.number)
    entry = SearchEntry.objects.get(pk=pk)
    shown = store.shown([pk])[pk]
    candidate = store.candidates([pk])[pk]
    stored = {name: getattr(entry, name) for name in shown._fields} | {"facets": entry.facets.lines}
    for row in (shown, candidate):
        assert {name: stored[name] for name in row._fields} == row._asdict()


def test_entries_of_several_selections_are_read_at_once(django_assert_num_queries: Any) -> None:
    practice = factories.published("zebra", title="Mind the quagga")
    wanted = Match([([term("quagga")], [])])
    some = [backend().selection(wanted, practices=practices, limit=5, ranked=practices) for practices in (True, False)]
    with django_assert_num_queries(1):
        found = store.shown_matching(some)
    (pk,) = ids(practice.number)
    assert found == store.shown([pk])
    assert store.matching(some[0]) == [pk]
    assert store.matching(some[1]) == []


def test_order_is_by_the_columns_named() -> None:
    three = ids(1, 2, 3)
    assert store.in_order(three[::-1], ("number",)) == three
    titles = dict(SearchEntry.objects.filter(pk__in=three).values_list("pk", "title"))
    assert [titles[pk] for pk in store.in_order(three, ("title", "number"))] == sorted(titles.values())


def test_facets_of_some_entries() -> None:
    some = ids(1, 2, 3)
    lines = store.facet_lines(some)
    assert sorted(lines) == sorted(some)
    assert all(line.count("\t") == 2 for text in lines.values() for line in text.splitlines() if line)
    assert all("\nphase\t" in text for text in lines.values())


def test_nothing_asked_is_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert store.frequencies([], "en") == store.shown([]) == store.candidates([]) == store.facet_lines([]) == {}
        assert store.in_order([], ("number",)) == []
