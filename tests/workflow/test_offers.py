"""What keeps an offer from being a proposal, and an offer that is made twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import OutboxMessage, Practice, PracticeText, Proposal, ProposalKind, User
from practices.workflow.errors import Refused
from practices.workflow.offers import TWICE_WITHIN, problems
from practices.workflow.proposals import submit, submit_as_guest
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def esra() -> User:
    return cast.esra()


@pytest.fixture
def practice() -> Practice:
    return factories.published()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reason": " short "}, "Say why you propose this"),
        ({"content": {"title": " "}}, "Give a title"),
        ({"content": {"body": ""}}, "Give a text"),
        ({"content": {"key_message": "word " * 61}}, "has 61 words"),
        ({"content": {"body": "x" * 20_001}}, "20,000|20000"),
        ({"content": "same"}, "Nothing is changed yet"),
    ],
    ids=str,
)
def test_an_offer_that_lacks_something_is_refused(
    esra: User, practice: Practice, change: dict[str, Any], reason: str
) -> None:
    content = dict(offers.live(practice).content)
    if change.get("content") != "same":
        content = offers.changed(practice) | change.get("content", {})
    fields = {name: value for name, value in change.items() if name != "content"}
    with pytest.raises(Refused, match=reason):
        submit(offers.offer(practice, content, **fields), by=esra)
    assert not Proposal.objects.exists()


def test_what_the_practice_says_already_is_refused(esra: User, practice: Practice) -> None:
    old = offers.live(practice)
    text = PracticeText.objects.get(practice=practice)
    text.title = "A new title"
    publish(text, by=None, note="New title.")
    same = offers.live(practice).content
    with pytest.raises(Refused, match="already says this"):
        submit(offers.offer(practice, same, base_revision=old), by=esra)


def test_a_new_source_alone_is_worth_a_proposal(esra: User, practice: Practice) -> None:
    source = {"title": "A report", "place": "p. 1", "url": "https://example.org/"}
    offer = offers.offer(practice, dict(offers.live(practice).content), new_sources=[source])
    assert submit(offer, by=esra).new_sources == [source]


def test_the_same_offer_twice_is_one_proposal(esra: User, practice: Practice) -> None:
    submit(offers.offer(practice), by=esra)
    otto = cast.otto()
    with pytest.raises(Refused, match="already proposed exactly this"):
        submit(offers.offer(practice), by=otto)
    with pytest.raises(Refused, match="already proposed exactly this"):
        submit(offers.offer(practice, reason="For another reason."), by=esra)
    for kind in (ProposalKind.REMARK, ProposalKind.WITHDRAW):
        submit(offers.offer(practice, kind=kind), by=esra)
        with pytest.raises(Refused, match="already proposed exactly this"):
            submit(offers.offer(practice, kind=kind), by=otto)
        submit(offers.offer(practice, kind=kind, reason="For another reason."), by=esra)


def test_a_button_pressed_twice_makes_one_proposal_and_one_version(esra: User, practice: Practice) -> None:
    first = submit(offers.offer(practice), by=esra)
    assert submit(offers.offer(practice), by=esra) == first
    assert submit(offers.offer(practice), by=esra, proposal=first).version == 1
    assert submit(offers.offer(practice, summary="Said better"), by=esra, proposal=first).version == 2


def test_a_guest_who_presses_twice_gets_one_mail(practice: Practice) -> None:
    def send() -> Proposal:
        return submit_as_guest(offers.offer(practice, name="G"), email="g@example.org", address=lambda token: token)

    first = send()
    assert send() == first
    assert OutboxMessage.objects.count() == 1
    Proposal.objects.update(created_at=timezone.now() - TWICE_WITHIN - timedelta(seconds=1))
    assert send() != first


def test_problems_are_told_by_field(practice: Practice) -> None:
    found = problems(offers.offer(practice, {"title": "", "key_message": "", "body": ""}, reason=""))
    assert set(found) == {"title", "key_message", "body", "reason"}


def test_nothing_is_offered_for_a_practice_that_was_withdrawn_meanwhile(esra: User, practice: Practice) -> None:
    offer = offers.offer(practice)
    withdraw(Practice.objects.get(pk=practice.pk), reason="It was wrong.", by=None)
    with pytest.raises(Refused, match="withdrawn meanwhile"):
        submit(offer, by=esra)
