"""The log is only added to."""

import pytest

from practices.models import LogEntry

pytestmark = pytest.mark.django_db


def test_a_line_is_neither_changed_nor_removed() -> None:
    entry = LogEntry.objects.all()[0]
    entry.note = "Changed."
    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()


def test_a_line_says_when_what_and_about_what() -> None:
    entry = LogEntry.objects.filter(action="publish", object_key="P-07").first()
    assert str(entry).endswith("publish practice P-07")


def test_the_newest_line_stands_first() -> None:
    times = list(LogEntry.objects.values_list("at", flat=True))
    assert times == sorted(times, reverse=True)
