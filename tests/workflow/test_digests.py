"""What waits for curators, once a day; and how long answers take."""

from datetime import date, timedelta
from typing import Any

import pytest

from practices.models import Decision, OutboxMessage, Practice, Proposal, Rhythm, User
from practices.workflow.decisions import decline
from practices.workflow.digests import LISTED, owe_digests, promise
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def practice() -> Practice:
    return factories.published()


def test_each_curator_gets_one_a_day_about_what_waits(carl: User, practice: Practice) -> None:
    ada = cast.ada()
    cast.otto()
    offers.submitted(cast.esra(), practice, summary="More care")
    assert owe_digests(MONDAY) == 2
    assert owe_digests(MONDAY) == 2
    assert {mail.user for mail in OutboxMessage.objects.all()} == {ada, carl}
    assert OutboxMessage.objects.count() == 2
    mail = OutboxMessage.objects.get(user=carl)
    assert mail.subject == "1 proposal to look at"
    assert "More care" in mail.body
    owe_digests(TUESDAY)
    assert OutboxMessage.objects.filter(user=carl).count() == 2


def test_nothing_is_sent_about_nothing_nor_about_ones_own(carl: User, practice: Practice) -> None:
    assert owe_digests(MONDAY) == 0
    offers.submitted(carl, practice)
    assert owe_digests(MONDAY) == 0


def test_guests_count_and_their_words_are_left_out(carl: User, practice: Practice) -> None:
    proposal, _ = offers.from_guest(practice, summary="See https://evil.example.org/")
    OutboxMessage.objects.all().delete()
    owe_digests(MONDAY)
    body = OutboxMessage.objects.get().body
    assert f"{proposal.pk}, {practice.code}: Edit, from a guest" in body
    assert "evil" not in body


@pytest.mark.parametrize("state", ["draft", "unconfirmed", "changes-requested", "accepted", "declined", "spam"])
def test_what_waits_for_nobody_is_left_out(state: str, carl: User, practice: Practice) -> None:
    offers.submitted(cast.esra(), practice)
    Proposal.objects.update(state=state)
    assert owe_digests(MONDAY) == 0


@pytest.mark.parametrize(
    ("rhythm", "days"), [(Rhythm.EACH, 2), (Rhythm.DAILY, 2), (Rhythm.WEEKLY, 1), (Rhythm.NEVER, 0)]
)
def test_the_rhythm_is_the_curators(rhythm: Rhythm, days: int, carl: User, practice: Practice) -> None:
    User.objects.filter(pk=carl.pk).update(rhythm=rhythm)
    offers.submitted(cast.esra(), practice)
    assert owe_digests(MONDAY) + owe_digests(TUESDAY) == days


def test_a_long_list_is_cut_and_says_so(carl: User, practice: Practice) -> None:
    esra = cast.esra()
    for n in range(LISTED + 2):
        offers.submitted(esra, practice, offers.changed(practice, new=f"with care {n}"))
    owe_digests(MONDAY)
    mail = OutboxMessage.objects.get()
    assert mail.subject == f"{LISTED + 2} proposals to look at"
    assert mail.body.count(practice.code) == LISTED
    assert "and more." in mail.body


def test_the_promise_stands_beside_the_true_median(carl: User, practice: Practice, settings: Any) -> None:
    settings.ANSWER_DAYS = 9
    assert promise() == {"days": 9, "median": None}
    for n, days in enumerate((1, 3, 8)):
        row = offers.submitted(cast.esra() if not n else User.objects.get(name="Esra Expert"), practice,
                               offers.changed(practice, new=f"with care {n}"))  # fmt: skip
        decline(row, by=carl, verdict=offers.verdict(row, message="No."))
        decided = Decision.objects.get(proposal=row).created_at
        Proposal.objects.filter(pk=row.pk).update(submitted_at=decided - timedelta(days=days))
    assert promise() == {"days": 9, "median": 3.0}
