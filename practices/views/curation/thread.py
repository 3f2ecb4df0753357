"""What was said about a proposal and what was decided on it, in one line of time."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, CharField, F, TextField, Value

from practices.models import Proposal, ProposalState


class Line(NamedTuple):
    """``outcome`` is empty for what was only said."""

    created_at: datetime
    name: str
    text: str
    author: int | None
    is_internal: bool
    place: str
    quote: str
    outcome: str

    @property
    def decision(self) -> str:
        return ProposalState(self.outcome).label if self.outcome else ""


def thread(proposal: Proposal) -> list[Line]:
    """One query, the oldest first."""
    empty = Value("", CharField())
    said = proposal.comments.order_by().values_list(
        *("created_at", "author_name", "text", "author_id", "is_internal", "place", "quote"), empty
    )
    decided = proposal.decisions.order_by().values_list(
        "created_at", F("curator_name"), F("message"), F("curator_id"),
        Value(False, BooleanField()), empty, Value("", TextField()), F("outcome"),
    )  # fmt: skip
    return sorted((Line(*row) for row in said.union(decided, all=True)), key=lambda line: line.created_at)
