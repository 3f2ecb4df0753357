"""Looking after practices, one or many: all or nothing, and only what was shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import LogEntry, Practice, Theme, User
from practices.workflow.errors import Refused, Stale
from practices.workflow.upkeep import BulkChange, change_many, confirm, fingerprint, look_after, plan
from practices.workflow.withdrawal import withdraw
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def three() -> list[Practice]:
    return [factories.published(slug) for slug in ("one", "two", "three")]


@pytest.fixture
def other() -> Theme:
    return factories.theme("other-theme")


def planned(practices: list[Practice], change: BulkChange) -> Any:
    rows = Practice.objects.filter(pk__in=[row.pk for row in practices]).order_by("number")
    return plan(rows.prefetch_related("themes"), change)


def do(practices: list[Practice], change: BulkChange, by: User) -> int:
    seen = fingerprint(planned(practices, change))
    return change_many([row.number for row in practices], change, by=by, seen=seen)


def line(practice: Practice) -> LogEntry:
    return LogEntry.objects.about("practice", practice.code)[0]


def test_confirming_moves_both_dates_and_leaves_a_line(three: list[Practice], carl: User) -> None:
    due = confirm(three[0], by=carl)
    three[0].refresh_from_db()
    today = timezone.localdate()
    assert (three[0].last_reviewed, three[0].review_by, due) == (today, due, today + timedelta(days=365))
    assert (line(three[0]).action, line(three[0]).actor) == ("review", carl)


def test_only_what_is_published_is_confirmed_and_only_by_a_curator(three: list[Practice], carl: User) -> None:
    with pytest.raises(Refused, match="curator"):
        confirm(three[0], by=cast.esra())
    withdraw(three[0], reason="Wrong.", by=carl)
    with pytest.raises(Refused, match="not published"):
        confirm(three[0], by=carl)


def test_owner_and_date_are_set_with_what_was_before(three: list[Practice], carl: User) -> None:
    look_after(three[0], owner_role="Prison team", review_by=date(2027, 1, 1), by=carl)
    look_after(three[0], owner_role="Prison team", review_by=None, by=carl)
    three[0].refresh_from_db()
    assert (three[0].owner_role, three[0].review_by) == ("Prison team", None)
    assert (line(three[0]).before, line(three[0]).after) == ({"review_by": "2027-01-01"}, {"review_by": ""})
    count = LogEntry.objects.count()
    look_after(three[0], owner_role="Prison team", review_by=None, by=carl)
    assert LogEntry.objects.count() == count


def test_planning_changes_nothing(three: list[Practice], other: Theme) -> None:
    items = planned(three, BulkChange(add_theme=other, owner_role="Prison team"))
    assert [item.rows for item in items] == [
        [("Themes", "Test theme", "Other theme, Test theme"), ("Looked after by", "", "Prison team")]
    ] * 3
    assert not Practice.objects.filter(owner_role="Prison team").exists()
    assert not Practice.objects.filter(themes=other).exists()


def test_many_are_changed_at_once_each_with_a_version_and_a_line(
    three: list[Practice], other: Theme, carl: User
) -> None:
    assert do(three, BulkChange(add_theme=other, review_by=date(2027, 1, 1), note="Refiled."), carl) == 3
    for practice in three:
        live = offers.live(practice)
        assert (live.number, live.is_minor, live.note) == (2, True, "Refiled.")
        assert live.content["themes"] == ["other-theme", "test-theme"]
        assert (line(practice).action, line(practice).after) == (
            "upkeep", {"themes": "Other theme, Test theme", "review_by": "2027-01-01"},
        )  # fmt: skip
    do(three, BulkChange(remove_theme=other), carl)
    assert not Practice.objects.filter(themes=other).exists()


def test_owner_and_date_make_no_version(three: list[Practice], carl: User) -> None:
    do(three, BulkChange(owner_role="Prison team"), carl)
    assert [offers.live(practice).number for practice in three] == [1, 1, 1]


def test_the_main_theme_stays_and_a_withdrawn_practice_too(three: list[Practice], carl: User) -> None:
    withdraw(three[1], reason="Wrong.", by=carl)
    items = planned(three, BulkChange(remove_theme=factories.theme(), owner_role="Prison team"))
    assert [(item.rows, item.hindrance) for item in items] == [
        ([], "This is its main theme, which it keeps."),
        ([], "It is withdrawn."),
        ([], "This is its main theme, which it keeps."),
    ]


def test_nothing_is_done_when_the_plan_would_be_another_now(three: list[Practice], carl: User) -> None:
    change = BulkChange(owner_role="Prison team")
    seen = fingerprint(planned(three, change))
    look_after(three[2], owner_role="Somebody else", review_by=None, by=carl)
    with pytest.raises(Stale, match="preview"):
        change_many([row.number for row in three], change, by=carl, seen=seen)
    assert not Practice.objects.filter(owner_role="Prison team").exists()


def test_one_that_cannot_be_published_stops_all(three: list[Practice], other: Theme, carl: User) -> None:
    text = three[2].texts.get()
    text.body = "No sections."
    text.save()
    with pytest.raises(Refused):
        do(three, BulkChange(add_theme=other, owner_role="Prison team"), carl)
    assert not Practice.objects.filter(owner_role="Prison team").exists()
    assert [practice.revisions.count() for practice in three] == [1, 1, 1]


def test_nothing_to_do_is_said_and_an_expert_does_nothing(three: list[Practice], carl: User) -> None:
    with pytest.raises(Refused, match="Nothing would change"):
        do(three, BulkChange(), carl)
    with pytest.raises(Refused, match="curator"):
        do(three, BulkChange(owner_role="Prison team"), cast.esra())
