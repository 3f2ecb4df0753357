"""Outgoing links, as they are stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from practices.models import LinkCheck, LinkState

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 1, 8, tzinfo=UTC)


def test_an_address_stands_once_and_is_in_a_known_state() -> None:
    LinkCheck.objects.create(url="https://example.org/a")
    for fields in ({"url": "https://example.org/a"}, {"url": "https://example.org/b", "state": "odd"}, {"url": " "}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkCheck.objects.create(**fields)


@pytest.mark.parametrize(("failures", "days", "long"), [(4, 7, True), (3, 30, False), (4, 6.9, False), (0, 0, False)])
def test_both_the_number_and_the_time_count(failures: int, days: float, long: bool) -> None:
    since = NOW - timedelta(days=days) if failures else None
    assert LinkCheck(url="x", failures=failures, failing_since=since).has_failed_long_enough(NOW) is long


def test_the_dead_come_first_then_those_that_have_failed_longest() -> None:
    for number, state in enumerate(["fine", "moved", "failing", "failing", "dead", "new"]):
        since = NOW - timedelta(days=number) if state == "failing" else None
        LinkCheck.objects.create(url=f"https://example.org/{number}", state=state, failing_since=since)
    assert [check.url[-1] for check in LinkCheck.objects.troubled()] == ["4", "3", "2", "1"]
    assert str(LinkCheck(url="x")) == "x"
    assert LinkCheck(url="x", state=LinkState.DEAD).is_dead
