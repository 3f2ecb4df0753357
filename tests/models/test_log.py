"""The log is only added to: by the program, and by whoever else reaches the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from practices.models import LogEntry
from practices.models.log import FORMER, REDACTED
from practices.workflow.log import record
from tests import cast

pytestmark = pytest.mark.django_db

TABLE = "practices_logentry"


@pytest.fixture
def line() -> LogEntry:
    return record("try", "practice", "P-07", by=cast.esra(), before={"a": 1}, after={"a": 2}, note="Esra said so.")


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_line_is_neither_changed_nor_removed() -> None:
    entry = LogEntry.objects.all()[0]
    entry.note = "Changed."
    for act in (
        entry.save,
        entry.delete,
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.update(note=""),
        lambda: LogEntry.objects.bulk_update([entry], ["note"]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            act()


@pytest.mark.parametrize(
    "change",
    ["note = 'Other.'", "note = ''", "action = 'other'", "object_key = 'P-08'", "object_kind = 'theme'",
     "actor_name = 'Somebody'", "actor_name = '[redacted]'", "at = '2020-01-01 00:00:00+00:00'", "id = 999999",
     "actor_id = 999999", "before = '{}'", "after = NULL", "after = '\"other\"'"],
)  # fmt: skip
def test_the_database_refuses_a_change(line: LogEntry, change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        sql(f"UPDATE {TABLE} SET {change} WHERE id = %s", line.pk)  # noqa: S608


def test_the_database_refuses_a_removal(line: LogEntry) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        sql(f"DELETE FROM {TABLE} WHERE id = %s", line.pk)  # noqa: S608
    assert LogEntry.objects.filter(pk=line.pk).exists()


def test_postgresql_refuses_to_empty_the_table() -> None:
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="append-only"):
            sql(f"TRUNCATE {TABLE}")


def test_words_can_be_replaced_by_the_mark(line: LogEntry) -> None:
    LogEntry.objects.filter(pk=line.pk).redact(["note", "before"])
    line.refresh_from_db()
    assert (line.note, line.before, line.after) == (REDACTED, REDACTED, {"a": 2})


def test_who_has_left_can_be_forgotten(line: LogEntry) -> None:
    assert line.actor
    line.actor.log_entries.all().forget_name()
    line.actor.delete()
    line.refresh_from_db()
    assert (line.actor, line.actor_name, line.note) == (None, FORMER, "Esra said so.")


def test_a_line_says_when_what_and_about_what() -> None:
    entry = LogEntry.objects.filter(action="publish", object_key="P-07").first()
    assert str(entry).endswith("publish practice P-07")


def test_the_newest_line_stands_first() -> None:
    times = list(LogEntry.objects.values_list("at", flat=True))
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"a_b": 1, "c": [1]}, {"a_b": 2, "c": [1]}, [("a b", "1", "2")]),
        (None, {"themes": ["x", "y"]}, [("themes", "", "x, y")]),
        ({"gone": "x"}, None, [("gone", "x", "")]),
        (REDACTED, {"a": 2}, [("", REDACTED, ""), ("a", "", "2")]),
        (None, None, []),
    ],
)
def test_a_line_tells_what_differs(before: object, after: object, said: list[tuple[str, str, str]]) -> None:
    assert record("try", "practice", "P-07", by=None, before=before, after=after).changes == said
