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
