"""What was looked for in vain is counted, without anything about who looked."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError

from practices.models import FailedSearch
from practices.workflow import searches
from practices.workflow.searches import LONGEST, note_failed

pytestmark = pytest.mark.django_db


def kept() -> dict[str, int]:
    return dict(FailedSearch.objects.values_list("query", "times"))


def test_a_query_has_one_row_however_it_is_written_and_however_often() -> None:
    for query in ("Zebra crossing", "zebra  CROSSING ", "zebra crossing"):
        note_failed(query)
    assert kept() == {"zebra crossing": 3}


def test_only_words_days_and_a_number_are_stored() -> None:
    assert {field.name for field in FailedSearch._meta.concrete_fields} == {
        "id",
        "query",
        "times",
        "first_on",
        "last_on",
    }


def test_the_first_and_the_last_day_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    note_failed("zebra")
    FailedSearch.objects.update(first_on=date(2026, 1, 2), last_on=date(2026, 1, 2))
    monkeypatch.setattr(searches.timezone, "localdate", lambda: date(2026, 3, 4))
    note_failed("zebra")
    row = FailedSearch.objects.get()
    assert (row.first_on, row.last_on) == (date(2026, 1, 2), date(2026, 3, 4))


@pytest.mark.parametrize(
    "query",
    [
        "jo@example.org",
        "write to jo@example",
        "12345678",
        "case 2024 smith",
        "passport X1234567",
        "+44 20 79 46 00",
        "06 12 34 56",
        "(020) 7946",
        "12.03.1985",
        "1-2-3-4",
        "https://example.org/x",
        "http://example.org",
        "www.example.org",
        "x" * (LONGEST + 1),
        "",
        "   ",
    ],
)
def test_what_may_hold_personal_data_is_not_kept(query: str) -> None:
    note_failed(query)
    assert kept() == {}


@pytest.mark.parametrize("query", ["rule 43", "3 zebras and 12 quaggas", "vera-2r", "x" * LONGEST, "斑马"])
def test_ordinary_words_and_small_numbers_are_kept(query: str) -> None:
    note_failed(query)
    assert kept() == {query: 1}


def test_there_is_an_end_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_ROWS", 2)
    for query in ("one zebra", "two zebras", "a quagga", "one zebra"):
        note_failed(query)
    assert kept() == {"one zebra": 2, "two zebras": 1}


def test_a_busy_database_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **fields: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(FailedSearch.objects.all().__class__, "update", busy)
    note_failed("zebra")
    monkeypatch.undo()
    assert kept() == {}
