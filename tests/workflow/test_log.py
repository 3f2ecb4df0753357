"""The line every act leaves."""

from typing import Any

import pytest

from practices.workflow.log import record

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
