"""What the proposer does: offer, confirm, change, reply, withdraw, reopen. Every submitted text is kept."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from practices.models import (
    Credit,
    Practice,
    PracticeText,
    Proposal,
    ProposalComment,
    ProposalKind,
    ProposalState,
    ProposalVersion,
    Revision,
    User,
)
from practices.models.proposal import CONFIRM_WITHIN, EDITABLE, EXPIRES_AFTER, OPEN, REOPEN_WITHIN
from practices.permissions import can_propose, can_review
from practices.rendering.guard import TooComplex, check
from practices.rendering.structure import KEY_MESSAGE_WORDS, count_words
from practices.workflow.errors import Refused
from practices.workflow.log import record
from practices.workflow.merging import Content, changes
from practices.workflow.outbox import owe, tell_proposer
from practices.workflow.people import hash_of

SHORTEST_REASON = 10
MOST_OPEN_GUEST = 5


@dataclass
class Offer:
    """What somebody filled in. ``content`` is shaped like a revision's; for a remark it is the base unchanged."""

    kind: ProposalKind
    content: Content
    reason: str
    practice: Practice | None = None
    base_revision: Revision | None = None
    summary: str = ""
    interest: str = ""
    is_minor: bool = False
    credit: Credit = Credit.FULL
    new_sources: list[dict[str, str]] = field(default_factory=list)


def problems(offer: Offer) -> dict[str, str]:
    """What keeps the offer from being submitted, by field."""
    found: dict[str, str] = {}
    if len(offer.reason.strip()) < SHORTEST_REASON:
        found["reason"] = "Say why you propose this, in at least a few words."
    if offer.kind in (ProposalKind.EDIT, ProposalKind.NEW):
        found |= _text_problems(offer)
    if offer.kind == ProposalKind.EDIT and not found and offer.base_revision:
        live = (
            PracticeText.objects.live().filter(practice=offer.practice, language=offer.base_revision.language).first()
        )
        if not changes(offer.base_revision.content, offer.content) and not offer.new_sources:
            found["body"] = "Nothing is changed yet: change the text, or send a remark instead."
        elif live and live.live_revision and live.live_revision.content == offer.content:
            found["body"] = "The practice already says this."
    return found


def _text_problems(offer: Offer) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, label in (("title", "a title"), ("key_message", "a key message"), ("body", "a text")):
        if not str(offer.content.get(name, "")).strip():
            found[name] = f"Give {label}."
    words = count_words(str(offer.content.get("key_message", "")))
    if words > KEY_MESSAGE_WORDS:
        found["key_message"] = f"The key message has {words} words; the most is {KEY_MESSAGE_WORDS}."
    try:
        check(str(offer.content.get("body", "")))
    except TooComplex as error:
        found["body"] = str(error)
    return found


def _fill(proposal: Proposal, offer: Offer, by: User | None) -> None:
    proposal.kind, proposal.practice, proposal.base_revision = offer.kind, offer.practice, offer.base_revision
    proposal.summary, proposal.reason, proposal.interest = offer.summary[:120], offer.reason, offer.interest
    proposal.is_minor, proposal.credit, proposal.new_sources = offer.is_minor, offer.credit, offer.new_sources
    if by:
        proposal.proposer, proposal.proposer_name = by, str(by)
        proposal.credit_line = credit_line(by, offer.credit)


def credit_line(user: User, credit: Credit) -> str:
    """The person as they chose to be named for this proposal."""
    chosen = User(name=user.name, affiliation=user.affiliation, credit=credit)
    return chosen.credit_line


@transaction.atomic
def save_draft(offer: Offer, *, by: User, proposal: Proposal | None = None) -> Proposal:
    """Keep what has been typed, complete or not."""
    if not can_propose(by):
        raise Refused("Your account may not propose changes yet. Ask an administrator.")
    row = _own(proposal, by) if proposal else Proposal(proposer=by)
    if row.pk and row.state != ProposalState.DRAFT:
        raise Refused("This proposal has been submitted: change it on its own page.")
    _fill(row, offer, by)
    row.draft = offer.content
    row.save()
    return row


@transaction.atomic
def submit(offer: Offer, *, by: User, proposal: Proposal | None = None) -> Proposal:
    """Hand the offer to the curators: a new proposal, a draft, or a further version of one that is open."""
    if not can_propose(by):
        raise Refused("Your account may not propose changes yet. Ask an administrator.")
    row = _own(proposal, by) if proposal else Proposal(proposer=by)
    return _submit(row, offer, by)


def _submit(row: Proposal, offer: Offer, by: User | None) -> Proposal:
    found = problems(offer)
    if found:
        raise Refused(found.values())
    if row.pk and row.state not in EDITABLE:
        raise Refused("This proposal has been decided on. Reopen it, or make a new one.")
    first = not row.pk or row.state == ProposalState.DRAFT
    if first and _twin(offer):
        raise Refused("Somebody has already proposed exactly this, and it waits for a curator.")
    _fill(row, offer, by)
    row.version += 1
    row.draft = {}
    row.overlaps = False
    if row.state != ProposalState.UNCONFIRMED:
        _move(row, ProposalState.SUBMITTED)
    row.submitted_at = row.submitted_at or timezone.now()
    row.save()
    ProposalVersion.objects.create(
        proposal=row, number=row.version, base_revision=offer.base_revision, content=offer.content
    )
    record(
        "submit" if first else "resubmit", "proposal", str(row.pk), by=by,
        actor_name="" if by else "guest", after={"version": row.version},
    )  # fmt: skip
    return row


def _twin(offer: Offer) -> bool:
    """Whether an open proposal offers just the same."""
    if offer.kind != ProposalKind.EDIT:
        return False
    for other in Proposal.objects.open().filter(practice=offer.practice, kind=offer.kind):
        text = other.text
        if text and text.content == offer.content:
            return True
    return False


def _move(row: Proposal, state: ProposalState) -> None:
    row.state, row.state_since = state, timezone.now()


def _own(proposal: Proposal, by: User) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.proposer_id != by.pk:
        raise Refused("This is somebody else's proposal.")
    return row


@transaction.atomic
def submit_as_guest(offer: Offer, *, name: str, email: str, address: Any) -> Proposal:
    """Kept until the address is confirmed by the link in a mail. ``address`` makes a link of a token."""
    waiting = Proposal.objects.filter(email__iexact=email, state__in=(*OPEN, ProposalState.UNCONFIRMED)).count()
    if waiting >= MOST_OPEN_GUEST:
        raise Refused("Several of your proposals are open already. Wait for an answer before you send more.")
    confirm = secrets.token_urlsafe(32)
    row = Proposal(
        is_guest=True, email=email, proposer_name=name, credit_line=name, state=ProposalState.UNCONFIRMED,
        confirm_hash=hash_of(confirm),
    )  # fmt: skip
    _submit(row, offer, None)
    owe("confirm", f"confirm-{row.pk}", "Confirm your proposal", email=email, url=address(confirm))
    return row


@transaction.atomic
def confirm(token: str, *, address: Any) -> tuple[Proposal, str]:
    """The guest opened the link: the proposal goes to the curators. Returns it and the token it is followed by."""
    row = Proposal.objects.select_for_update().filter(confirm_hash=hash_of(token)).first()
    if row is None or row.state != ProposalState.UNCONFIRMED or timezone.now() > row.created_at + CONFIRM_WITHIN:
        raise Refused("This link has been used or has expired.")
    follow = secrets.token_urlsafe(32)
    row.confirm_hash, row.token_hash = "", hash_of(follow)
    _move(row, ProposalState.SUBMITTED)
    row.save()
    record("confirm", "proposal", str(row.pk), by=None, actor_name="guest")
    owe(
        "received",
        f"received-{row.pk}",
        f"Proposal {row.pk} received",
        email=row.email,
        url=address(follow),
        number=row.pk,
    )
    return row, follow


@transaction.atomic
def drop_unconfirmed() -> int:
    """What nobody confirmed within seven days goes, and the address with it."""
    rows = Proposal.objects.filter(state=ProposalState.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN)
    gone, _ = rows.delete()
    return gone


@transaction.atomic
def expire() -> int:
    """Changes that were asked for and did not come in time."""
    late = timezone.now() - EXPIRES_AFTER
    rows = Proposal.objects.select_for_update().filter(state=ProposalState.CHANGES_REQUESTED, state_since__lt=late)
    for row in rows:
        _move(row, ProposalState.EXPIRED)
        row.save()
        record("expire", "proposal", str(row.pk), by=None, actor_name="time")
    return len(rows)


def followed(token: str) -> Proposal | None:
    """The proposal a guest follows by this secret token."""
    return Proposal.objects.filter(token_hash=hash_of(token)).exclude(token_hash="").first()


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User | None) -> None:
    """By the proposer, as long as nothing is decided. It stays in the record."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if by is not None and row.proposer_id != by.pk:
        raise Refused("This is somebody else's proposal.")
    if row.state not in EDITABLE:
        raise Refused("This proposal has been decided on.")
    if row.state == ProposalState.DRAFT:
        row.delete()
        return
    _move(row, ProposalState.WITHDRAWN)
    row.save()
    record("withdraw", "proposal", str(row.pk), by=by, actor_name="" if by else "guest")


@transaction.atomic
def reopen(proposal: Proposal, *, by: User | None, message: str) -> None:
    """Within thirty days of a refusal, with a reply that says why."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if by is not None and row.proposer_id != by.pk:
        raise Refused("This is somebody else's proposal.")
    if row.state not in (ProposalState.DECLINED, ProposalState.EXPIRED, ProposalState.WITHDRAWN):
        raise Refused("Only a proposal that was not taken up, withdrawn or expired can be opened again.")
    if timezone.now() > row.state_since + REOPEN_WITHIN:
        raise Refused("It is more than thirty days ago. Make a new proposal.")
    if not message.strip():
        raise Refused("Say why it should be looked at again.")
    _move(row, ProposalState.SUBMITTED)
    row.save()
    _say(row, message, by=by)
    record("reopen", "proposal", str(row.pk), by=by, actor_name="" if by else "guest")


@transaction.atomic
def comment(
    proposal: Proposal, text: str, *, by: User | None, internal: bool = False, paragraph: int | None = None
) -> ProposalComment:
    """A line in the thread. Curators may write for each other only; the other side is told by mail."""
    if not text.strip():
        raise Refused("Write something first.")
    curates = by is not None and can_review(by)
    if internal and not curates:
        raise Refused("Only curators write internal notes.")
    if by is not None and not curates and proposal.proposer_id != by.pk:
        raise Refused("Only the proposer and curators take part in this thread.")
    said = _say(proposal, text, by=by, internal=internal, paragraph=paragraph)
    if not internal and curates and proposal.proposer_id != (by.pk if by else None):
        tell_proposer(proposal, "comment", f"comment-{said.pk}", f"A comment on proposal {proposal.pk}", message=text)
    return said


def _say(
    proposal: Proposal, text: str, *, by: User | None, internal: bool = False, paragraph: int | None = None
) -> ProposalComment:
    return ProposalComment.objects.create(
        proposal=proposal,
        author=by,
        author_name=str(by) if by else (proposal.proposer_name or "Guest"),
        is_internal=internal,
        paragraph=paragraph,
        text=text,
    )
