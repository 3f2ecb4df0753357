"""The line every act leaves, and how words are taken out of one."""

from typing import Any

import pytest

from practices.models import LogEntry, User
from practices.models.log import REDACTED
from practices.workflow.errors import Refused
from practices.workflow.log import record, redact
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_line_names_the_person_and_keeps_the_name_when_the_person_goes(ada: Any) -> None:
    entry = record("publish", "practice", "P-01", by=ada, before={"a": 1}, after={"a": 2}, note="Why.")
    ada.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name) == (None, "Ada Admin")
    assert (entry.before, entry.after, entry.note) == ({"a": 1}, {"a": 2}, "Why.")


@pytest.mark.parametrize(("given", "kept"), [("", "command"), ("nightly job", "nightly job")])
def test_without_a_person_the_line_names_the_command(given: str, kept: str) -> None:
    assert record("load", "collection", "fixtures", by=None, actor_name=given).actor_name == kept


def test_a_person_without_a_name_is_a_number_and_never_an_address(ada: Any) -> None:
    ada.name = ""
    assert record("x", "y", "z", by=ada).actor_name == f"person {ada.pk}"


@pytest.fixture
def line() -> LogEntry:
    return record("try", "practice", "P-07", by=None, before={"said": "by X"}, after={"said": "by Y"}, note="Call X.")


def test_words_are_taken_out_and_that_leaves_a_line(ada: User, line: LogEntry) -> None:
    left = redact(line, ["note", "after", "actor_name"], by=ada, why="It named a detainee.")
    line.refresh_from_db()
    assert (line.note, line.before, line.after) == (REDACTED, {"said": "by X"}, REDACTED)
    assert (line.actor_name, line.action) == ("command", "try")
    assert (left.action, left.object_kind, left.object_key) == ("redact", "practice", "P-07")
    assert (left.actor, left.note) == (ada, "It named a detainee.")
    assert left.after == {"line": line.pk, "parts": ["note", "after"]}


@pytest.mark.parametrize(
    ("parts", "why", "reason"),
    [(["note"], " ", "why"), ([], "Named.", "Choose"), (["action", "actor_name"], "Named.", "Choose")],
)
def test_a_redaction_needs_a_part_and_a_reason(
    parts: list[str], why: str, reason: str, ada: User, line: LogEntry
) -> None:
    with pytest.raises(Refused, match=reason):
        redact(line, parts, by=ada, why=why)
    line.refresh_from_db()
    assert line.note == "Call X."


def test_the_same_words_are_not_taken_out_twice(ada: User, line: LogEntry) -> None:
    redact(line, ["note"], by=ada, why="Named.")
    with pytest.raises(Refused, match="Choose"):
        redact(line, ["note"], by=ada, why="Named.")


def test_a_curator_takes_nothing_out(line: LogEntry) -> None:
    with pytest.raises(Refused, match="administrator"):
        redact(line, ["note"], by=cast.carl(), why="Named.")
