"""Many rows at once."""

import pytest

from practices.models import SearchWord
from practices.search import rows

pytestmark = pytest.mark.django_db


def test_all_rows_are_written_over_several_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 3)
    SearchWord.objects.all().delete()
    wanted = [("en", f"word {n}", "100 %", n) for n in range(8)]
    rows.insert(SearchWord, ("language", "word", "term", "entries"), iter(wanted))
    assert sorted(SearchWord.objects.values_list("language", "word", "term", "entries")) == wanted


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        rows.insert(SearchWord, ("language", "word", "term", "entries"), [])


def test_rows_that_are_there_get_other_values_and_keep_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 2)
    columns, key = ("language", "word", "term", "entries"), ("language", "word")
    first = rows.upsert(SearchWord, columns, key, [("en", f"word {n}", "100 %", n) for n in (1, 2, 3)])
    again = rows.upsert(SearchWord, columns, key, [("en", f"word {n}", "word", 10 * n) for n in (4, 3, 1)])
    found = {row.pk: (row.word, row.term, row.entries) for row in SearchWord.objects.filter(pk__in=[*first, *again])}
    assert [again[2], again[1]] == [first[0], first[2]]
    assert [found[pk] for pk in again] == [("word 4", "word", 40), ("word 3", "word", 30), ("word 1", "word", 10)]
    assert found[first[1]] == ("word 2", "100 %", 2)
