"""What each curator has seen of a proposal, so that the page can say what is new since.

Recorded when a curator does something about it, and by their own word; opening a page writes nothing.
"""

from django.utils import timezone

from practices.models import LastLook, Proposal, User
from practices.permissions import can_review
from practices.workflow.errors import Refused
from practices.workflow.rebasing import live_revision


def looked(proposal: Proposal, *, by: User) -> None:
    """One row, of no concern to anybody else: no line in the audit trail."""
    if not can_review(by):
        raise Refused("Only a curator can do this.")
    live = live_revision(proposal)
    now = {"version": proposal.version, "live": live.number if live else 0, "at": timezone.now()}
    LastLook.objects.update_or_create(proposal=proposal, user=by, defaults=now)
