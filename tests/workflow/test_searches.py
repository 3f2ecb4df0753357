"""What was looked for in vain is counted, without anything about who looked."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError

from practices.models import FailedSearch, LogEntry
from practices.workflow import searches
from practices.workflow.errors import Refused
from practices.workflow.searches import LONGEST, forget, note_failed
from tests import cast

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


def test_there_is_an_end_to_it_and_what_was_wanted_least_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_ROWS", 2)
    for query in ("one zebra", "two zebras", "one zebra", "a quagga"):
        note_failed(query)
    assert kept() == {"one zebra": 2, "a quagga": 1}


def test_among_those_wanted_least_the_longest_ago_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for query, day in (("two zebras", 9), ("one zebra", 3), ("a quagga", 6)):
        note_failed(query)
        FailedSearch.objects.filter(query=query).update(last_on=date(2026, 1, day))
    monkeypatch.setattr(searches, "MOST_ROWS", 2)
    note_failed("an okapi")
    assert kept() == {"two zebras": 1, "an okapi": 1}


def test_curators_forget_some_and_the_log_says_how_many() -> None:
    for query in ("one zebra", "two zebras", "a quagga"):
        note_failed(query)
    ids = list(FailedSearch.objects.filter(query__contains="zebra").values_list("pk", flat=True))
    carl = cast.carl()
    assert forget([*ids, 999_999], by=carl) == 2
    assert kept() == {"a quagga": 1}
    line = LogEntry.objects.first()
    assert line is not None
    assert (line.action, line.actor, line.before) == ("forget", carl, {"rows": 2})
    assert "zebra" not in str([line.object_key, line.note, line.after])


def test_forgetting_what_is_gone_leaves_no_line() -> None:
    lines = LogEntry.objects.count()
    assert forget([999_999], by=cast.carl()) == 0
    assert LogEntry.objects.count() == lines


def test_nobody_else_forgets() -> None:
    note_failed("one zebra")
    with pytest.raises(Refused):
        forget([FailedSearch.objects.get().pk], by=cast.esra())
    assert kept() == {"one zebra": 1}


def test_a_busy_database_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **fields: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(FailedSearch.objects.all().__class__, "update", busy)
    note_failed("zebra")
    monkeypatch.undo()
    assert kept() == {}
