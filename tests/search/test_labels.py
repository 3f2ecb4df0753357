"""Labels are kept in memory, and never when they have changed."""

from typing import Any

import pytest

from practices.models import Concept, SearchWord
from practices.search import labels, store
from practices.search.analysis import LABELS
from practices.search.labels import stamp
from practices.search.store import Label
from practices.workflow.indexing import index_record, rebuild

pytestmark = pytest.mark.django_db

ZEBRA = Label("zebra cross", "en", "zebra crossing", "concept0zebra", [["quagga"]], pervasive=False)


def written() -> int:
    return SearchWord.objects.get(language="en", word=LABELS).entries


def test_the_stamp_differs_with_the_labels_and_not_with_their_order() -> None:
    other = ZEBRA._replace(name="zebra")
    assert stamp([ZEBRA, other]) == stamp([other, ZEBRA]) != stamp([ZEBRA]) != stamp([other])
    assert stamp([]) > 0


def test_they_are_read_once_for_each_stamp(django_assert_num_queries: Any) -> None:
    kept = labels.current(written())
    with django_assert_num_queries(0):
        assert labels.current(kept.stamp) is kept
    with django_assert_num_queries(1):
        assert labels.current(kept.stamp + 1).by_key == kept.by_key
    with django_assert_num_queries(1):
        labels.current(None)


def test_a_change_is_told_by_another_stamp_in_every_language() -> None:
    before = written()
    index_record(Concept.objects.create(slug="zebra", name="zebras", labels=["striped horse"]))
    after = written()
    assert after != before
    assert after == stamp(store.labels())
    assert set(SearchWord.objects.filter(word=LABELS).values_list("entries", flat=True)) == {after}
    assert "stripe hors" in labels.current(after).by_key


def test_a_rebuilt_index_has_the_stamp_too() -> None:
    SearchWord.objects.filter(word=LABELS).delete()
    rebuild()
    assert written() == stamp(store.labels())


def test_labels_that_hold_some_terms_are_those_of_the_language() -> None:
    known = labels.Labels.of([ZEBRA, ZEBRA._replace(language="fr")])
    assert known.holding(["cross"], "en") == [ZEBRA]
    assert known.holding(["cross", "zebra"], "en") == [ZEBRA]
    assert known.holding(["cross", "okapi"], "en") == known.holding(["okapi"], "en") == []
