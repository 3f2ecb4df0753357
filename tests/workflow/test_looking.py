"""What each curator has seen of a proposal."""

import pytest

from practices.models import LastLook
from practices.workflow.errors import Refused
from practices.workflow.looking import looked
from practices.workflow.proposals import submit
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


def test_the_last_look_takes_the_place_of_the_one_before() -> None:
    practice, carl, esra = factories.published(), cast.carl(), cast.esra()
    proposal = offers.submitted(esra, practice)
    looked(proposal, by=carl)
    newer = offers.offer(practice, offers.changed(practice, new="with all care"))
    looked(submit(newer, by=esra, proposal=proposal), by=carl)
    (look,) = LastLook.objects.all()
    assert (look.user, look.version, look.live) == (carl, 2, 1)
    assert str(look) == f"Carl Curator at Proposal {proposal.pk}, version 2"


def test_a_new_practice_has_nothing_published() -> None:
    proposal = submit(offers.new_practice(), by=cast.esra())
    looked(proposal, by=cast.carl())
    assert LastLook.objects.get().live == 0


def test_only_curators_look() -> None:
    otto = cast.otto()
    with pytest.raises(Refused, match="Only a curator"):
        looked(offers.submitted(cast.esra()), by=otto)
