"""What becomes of open proposals when something is published."""

from typing import Any

import pytest

from practices.models import OutboxMessage, Practice, PracticeText, Proposal, ProposalKind, User
from practices.workflow import publication
from practices.workflow.decisions import proposed_merge
from practices.workflow.proposals import comment, submit, withdraw
from practices.workflow.publication import publish, revert
from practices.workflow.rebasing import live_revision, overlaps
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice() -> Practice:
    return factories.published()


@pytest.fixture
def esra() -> User:
    return cast.esra()


def republish(practice: Practice, old: str, new: str, by: User | None = None) -> None:
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace(old, new, 1)
    publish(text, by=by, note="Meanwhile.")


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def overlap_mails() -> list[User | None]:
    return [mail.user for mail in OutboxMessage.objects.filter(topic="overlap")]


def test_a_clean_proposal_moves_its_base_silently_and_keeps_its_versions(esra: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice)
    republish(practice, "It helps", "It often helps")
    row = again(proposal)
    assert row.text
    assert (row.version, row.overlaps, row.base_revision) == (2, False, offers.live(practice))
    assert (row.text.is_rebase, row.text.base_revision) == (True, offers.live(practice))
    body = row.text.content["body"]
    assert "with great care" in body
    assert "It often helps" in body
    assert [version.is_rebase for version in row.versions.all()] == [False, True]
    assert not OutboxMessage.objects.exists()


def test_an_overlapping_one_is_flagged_kept_as_it_is_and_its_proposer_told_once(esra: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice)
    republish(practice, "with care", "with no care")
    republish(practice, "with no care", "with little care")
    row = again(proposal)
    assert row.text
    assert (row.overlaps, row.version, row.state) == (True, 1, "submitted")
    assert row.text.base_revision
    assert row.text.base_revision.number == 1
    assert overlap_mails() == [esra]
    (conflict,) = proposed_merge(row).conflicts
    assert ("with care" in conflict.base, "little" in conflict.live, "great" in conflict.proposed) == (True,) * 3


def test_the_flag_goes_when_the_collision_does(esra: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice)
    republish(practice, "with care", "with no care")
    republish(practice, "with no care", "with care")
    assert not again(proposal).overlaps


def test_a_guest_is_told_too(practice: Practice) -> None:
    offers.from_guest(practice)
    republish(practice, "with care", "with no care")
    assert OutboxMessage.objects.get(topic="overlap").email == "gerd@example.org"


def test_whoever_published_is_not_told_what_they_did(practice: Practice) -> None:
    carl = cast.carl()
    proposal = offers.submitted(carl, practice)
    republish(practice, "with care", "with no care", by=carl)
    assert (again(proposal).overlaps, overlap_mails()) == (True, [])


def test_every_open_proposal_is_looked_at_and_no_other(esra: User, practice: Practice) -> None:
    rows = {}
    states = (
        "submitted",
        "in-review",
        "changes-requested",
        "draft",
        "unconfirmed",
        "declined",
        "withdrawn",
        "accepted",
    )
    for n, state in enumerate(states):
        row = offers.submitted(esra, practice, offers.changed(practice, "helps people", f"helps {n} people"))
        Proposal.objects.filter(pk=row.pk).update(state=state)
        rows[state] = row
    elsewhere = offers.submitted(esra, factories.published("elsewhere"), None)
    republish(practice, "with care", "with great care")
    versions = {state: again(row).version for state, row in rows.items()}
    assert versions == dict.fromkeys(states, 1) | dict.fromkeys(states[:3], 2)
    assert again(elsewhere).version == 1


@pytest.mark.parametrize("kind", [ProposalKind.REMARK, ProposalKind.WITHDRAW])
def test_remarks_and_the_like_have_no_text_to_move(kind: ProposalKind, esra: User, practice: Practice) -> None:
    proposal = submit(offers.offer(practice, kind=kind), by=esra)
    republish(practice, "with care", "with great care")
    assert (again(proposal).version, overlaps(again(proposal))) == (1, False)


def test_a_revert_is_a_publication_like_any_other(esra: User, practice: Practice) -> None:
    carl = cast.carl()
    republish(practice, "with care", "with little care")
    proposal = offers.submitted(esra, practice, offers.changed(practice, "little care", "the utmost care"))
    revert(practice, "en", 1, by=carl)
    assert again(proposal).overlaps
    assert overlap_mails() == [esra]


def test_it_happens_in_the_transaction_of_the_publication(
    esra: User, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("after the proposals were looked at")

    proposal = offers.submitted(esra, practice)
    monkeypatch.setattr(publication, "record", fail)
    with pytest.raises(RuntimeError):
        republish(practice, "It helps", "It often helps")
    assert (again(proposal).version, practice.revisions.count()) == (1, 1)


def test_a_chain_of_publications_loses_nothing_of_a_waiting_proposal(esra: User, practice: Practice) -> None:
    proposal, carl = offers.submitted(esra, practice), cast.carl()
    for old, new in (("It helps", "It often helps"), ("Begin small", "Begin very small"), ("how long", "for how long")):
        republish(practice, old, new)
    comment(proposal, "Still waiting?", by=esra)
    assert offers.accepted(proposal, carl).state == "accepted"
    body = offers.live(practice).content["body"]
    assert all(words in body for words in ("great care", "often helps", "very small", "for how long"))


def test_what_is_live_is_found_and_nothing_where_there_is_none(esra: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice)
    assert live_revision(proposal) == offers.live(practice)
    new = submit(offers.new_practice(), by=esra)
    assert (live_revision(new), overlaps(new)) == (None, False)
    withdraw(new, by=esra)
