"""What a proposal is, and what the database holds about it whatever code writes."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction

from practices.models import (
    Decision,
    Proposal,
    ProposalComment,
    ProposalKind,
    ProposalState,
    ProposalVersion,
)
from practices.models.proposal import DECIDED, EDITABLE, OPEN
from practices.querysets import DECIDED_STATES, OPEN_STATES
from practices.workflow.decisions import decline
from practices.workflow.proposals import comment
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    found: Proposal = offers.submitted(cast.esra())
    return found


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Proposal, {"state": "lost"}),
        (Proposal, {"kind": "odd"}),
        (Proposal, {"credit": "loud"}),
        (Proposal, {"practice": None}),
        (ProposalComment, {"text": " "}),
        (ProposalComment, {"author_name": ""}),
        (Decision, {"outcome": "perhaps"}),
    ],
    ids=str,
)
def test_the_database_refuses_what_breaks_a_rule(model: type[models.Model], values: Any, proposal: Proposal) -> None:
    comment(proposal, "Hello.", by=proposal.proposer)
    decline(proposal, by=cast.carl(), verdict=offers.verdict(proposal, message="No."))
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.update(**values)


def test_a_version_has_one_number(proposal: Proposal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalVersion.objects.create(proposal=proposal, number=1, content={})


def test_a_revision_comes_from_one_decision_only(proposal: Proposal) -> None:
    carl = cast.carl()
    revision = offers.accepted(proposal, carl).decisions.get().revision
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(proposal=proposal, version=1, outcome="accepted", revision=revision)


def test_nothing_that_was_decided_on_is_deleted(proposal: Proposal) -> None:
    decline(proposal, by=cast.carl(), verdict=offers.verdict(proposal, message="No."))
    with pytest.raises(models.ProtectedError):
        proposal.delete()


def test_people_leave_and_their_proposals_stay(proposal: Proposal) -> None:
    carl = cast.carl()
    comment(proposal, "Which page?", by=carl)
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    carl.delete()
    assert proposal.proposer
    proposal.proposer.delete()
    row = Proposal.objects.get(pk=proposal.pk)
    assert (row.proposer, row.credit_line) == (None, "Esra Expert")
    assert (row.decisions.get().curator, row.decisions.get().curator_name) == (None, "Carl Curator")
    assert (row.comments.get().author, row.comments.get().author_name) == (None, "Carl Curator")


def test_each_state_is_of_one_sort() -> None:
    assert set(OPEN) == set(OPEN_STATES)
    assert set(DECIDED) == set(DECIDED_STATES)
    assert not set(EDITABLE) & set(DECIDED)
    for state in ProposalState:
        row = Proposal(kind=ProposalKind.EDIT, state=state)
        assert (row.is_open, row.is_decided) == (state in OPEN, state in DECIDED)
        assert row.is_editable == (row.is_open or state == ProposalState.DRAFT)


def test_the_text_is_the_newest_version(proposal: Proposal) -> None:
    ProposalVersion.objects.create(proposal=proposal, number=2, content={"title": "Two"})
    assert proposal.text
    assert proposal.text.number == 2
    assert Proposal(kind=ProposalKind.NEW).is_open is False


def test_it_has_a_name_and_an_address(proposal: Proposal) -> None:
    text = proposal.text
    assert (str(proposal), str(text)) == (f"Proposal {proposal.pk}", f"Proposal {proposal.pk}, version 1")
    assert proposal.get_absolute_url() == f"/proposals/{proposal.pk}/"
    line = comment(proposal, "Hello.", by=proposal.proposer)
    assert str(line) == f"Esra Expert on Proposal {proposal.pk}"
    decline(proposal, by=cast.carl(), verdict=offers.verdict(proposal, message="No."))
    assert str(proposal.decisions.get()) == f"Proposal {proposal.pk}: declined"


@pytest.mark.parametrize("state", list(ProposalState))
def test_who_sees_it(state: ProposalState, proposal: Proposal) -> None:
    Proposal.objects.update(state=state)
    sees = {
        "anonymous": Proposal.objects.visible_to(AnonymousUser()).exists(),
        "otto": Proposal.objects.visible_to(cast.otto()).exists(),
        "esra": Proposal.objects.visible_to(proposal.proposer).exists(),  # type: ignore[arg-type]
        "carl": Proposal.objects.visible_to(cast.carl()).exists(),
    }
    public = state in DECIDED
    hidden_from_curators = state in (ProposalState.DRAFT, ProposalState.UNCONFIRMED)
    assert sees == {
        "anonymous": public,
        "otto": public,
        "esra": state != ProposalState.SPAM,
        "carl": not hidden_from_curators,
    }


def test_a_decided_proposal_on_a_draft_is_not_public(proposal: Proposal) -> None:
    Proposal.objects.update(state="declined")
    factories.Practice.objects.filter(slug="test-practice").update(status="draft")
    assert not Proposal.objects.visible_to(AnonymousUser()).exists()
