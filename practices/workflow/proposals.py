"""What the proposer does: offer, confirm, change, reply, withdraw, reopen. Every submitted text is kept."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from practices.models import (
    Credit,
    OutboxMessage,
    Practice,
    Proposal,
    ProposalComment,
    ProposalState,
    ProposalVersion,
    User,
)
from practices.models.proposal import CONFIRM_WITHIN, EDITABLE, EXPIRES_AFTER, OPEN, REOPENABLE
from practices.permissions import can_propose, can_review
from practices.workflow.errors import Refused
from practices.workflow.log import record
from practices.workflow.offers import Offer, problems, says_the_same, sent_just_now, twin_of
from practices.workflow.outbox import owe, tell_proposer
from practices.workflow.rebasing import overlaps, size
from practices.workflow.tokens import hash_of

LONGEST_COMMENT = 10_000
MOST_OPEN_GUEST = 5
NOT_NOW = "Proposals are closed for now, so nothing new can be sent. Keep a copy of your text."
WITHDRAWN = "This practice has been withdrawn meanwhile, so it cannot be changed. Keep a copy of your text."
ACCOUNTS_ONLY = "Proposals are open to people with an account only. Sign in, then send it once more."


def _fill(proposal: Proposal, offer: Offer, by: User | None) -> None:
    proposal.kind, proposal.practice, proposal.base_revision = offer.kind, offer.practice, offer.base_revision
    proposal.summary, proposal.reason, proposal.interest = offer.summary[:120], offer.reason, offer.interest
    proposal.is_minor, proposal.credit, proposal.new_sources = offer.is_minor, offer.credit, offer.new_sources
    if by:
        proposal.proposer, proposal.proposer_name = by, str(by)
        proposal.credit_line = credit_line(by.name, by.affiliation, offer.credit)
    else:
        proposal.proposer_name, proposal.affiliation = offer.name, offer.affiliation
        proposal.credit_line = credit_line(offer.name, offer.affiliation, offer.credit)


def credit_line(name: str, affiliation: str, credit: Credit) -> str:
    """Somebody as they chose to be named for this proposal."""
    return User(name=name, affiliation=affiliation, credit=credit).credit_line


def may_begin(by: User | None) -> None:
    """Something new may be begun as the setting says. What has been submitted goes on, whatever it says."""
    if settings.GUEST_PROPOSALS == "closed":
        raise Refused(NOT_NOW)
    if by is None and settings.GUEST_PROPOSALS != "everybody":
        raise Refused(ACCOUNTS_ONLY)


def _may_propose(by: User) -> None:
    if not can_propose(by):
        raise Refused("Your account may not propose changes yet. Ask an administrator.")


@transaction.atomic
def save_draft(offer: Offer, *, by: User, proposal: Proposal | None = None) -> Proposal:
    """Keep what has been typed, complete or not."""
    _may_propose(by)
    if proposal is None:
        may_begin(by)
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
    _may_propose(by)
    row = _own(proposal, by) if proposal else Proposal(proposer=by)
    return _submit(row, offer, by)


@transaction.atomic
def resubmit_as_guest(offer: Offer, proposal: Proposal) -> Proposal:
    """A further version from whoever holds the secret link."""
    row = locked(proposal)
    if not row.is_guest or row.state not in OPEN:
        raise Refused("This proposal has been decided on. Reopen it, or make a new one.")
    return _submit(row, offer, None)


def _submit(row: Proposal, offer: Offer, by: User | None) -> Proposal:
    practice = _lock_practice(offer.practice.pk if offer.practice else None)
    found = problems(offer)
    if found:
        raise Refused(found.values())
    if row.pk and row.state not in EDITABLE:
        raise Refused("This proposal has been decided on. Reopen it, or make a new one.")
    first = not row.pk or row.state == ProposalState.DRAFT
    if first:
        may_begin(by)
        if practice and practice.is_withdrawn:
            raise Refused(WITHDRAWN)
        twin = twin_of(offer)
        if twin and by and twin.proposer_id == by.pk and not row.pk and says_the_same(twin, offer):
            return twin  # a button pressed twice
        if twin:
            raise Refused("Somebody has already proposed exactly this, and it waits for a curator.")
    elif says_the_same(row, offer):
        return row
    _fill(row, offer, by)
    row.version += 1
    row.draft = {}
    if row.state != ProposalState.UNCONFIRMED:
        _move(row, ProposalState.SUBMITTED)
    row.submitted_at = row.submitted_at or timezone.now()
    row.save()
    ProposalVersion.objects.create(
        proposal=row, number=row.version, base_revision=offer.base_revision, content=offer.content
    )
    _look_for_overlap(row)
    line = record(
        "submit" if first else "resubmit", "proposal", str(row.pk), by=by,
        actor_name="" if by else "guest", after={"version": row.version},
    )  # fmt: skip
    if not first:
        _tell_assignee(row, f"resubmit-{line.pk}", "sent a newer version of")
    return row


def _tell_assignee(row: Proposal, key: str, what: str) -> None:
    """Without the proposer's words, which may hold an address to follow."""
    if row.assignee:
        path = reverse("practices:review", args=[row.pk])
        owe(
            "reply",
            key,
            f"Proposal {row.pk}: news from the proposer",
            to=row.assignee,
            proposal=row,
            what=what,
            path=path,
        )


def _look_for_overlap(row: Proposal) -> None:
    """Something may have been published since the text was begun."""
    row.overlaps, row.words = overlaps(row), size(row)
    row.save(update_fields=["overlaps", "words"])


def _move(row: Proposal, state: ProposalState) -> None:
    row.state, row.state_since = state, timezone.now()


def locked(proposal: Proposal) -> Proposal:
    """As it is now, until the transaction ends. Practice first, proposal second, always, so that nobody's act waits
    for somebody's who waits for it; and nothing is published while a proposal is compared with what is live."""
    _lock_practice(proposal.practice_id)
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("practice", "proposer")
    row = rows.filter(pk=proposal.pk).first()
    if row is None:
        raise Refused("This proposal is not there any more.")
    return row


def _lock_practice(pk: int | None) -> Practice | None:
    """The practice as it is now."""
    return Practice.objects.select_for_update(no_key=True).get(pk=pk) if pk else None


def _own(proposal: Proposal, by: User) -> Proposal:
    row = locked(proposal)
    if row.proposer_id != by.pk:
        raise Refused("This is somebody else's proposal.")
    return row


@transaction.atomic
def submit_as_guest(offer: Offer, *, email: str, address: Callable[[str], str]) -> Proposal:
    """Kept until the address is confirmed by the link in a mail. ``address`` makes a link of a token."""
    may_begin(None)
    _lock_practice(offer.practice.pk if offer.practice else None)
    before = sent_just_now(offer, email)
    if before:
        return before
    waiting = Proposal.objects.filter(email__iexact=email, state__in=(*OPEN, ProposalState.UNCONFIRMED)).count()
    if waiting >= MOST_OPEN_GUEST:
        raise Refused("Several of your proposals are open already. Wait for an answer before you send more.")
    confirm = secrets.token_urlsafe(32)
    row = Proposal(
        is_guest=True, email=email, state=ProposalState.UNCONFIRMED, confirm_hash=hash_of(confirm),
    )  # fmt: skip
    _submit(row, offer, None)
    owe("confirm", f"confirm-{row.pk}", "Confirm your proposal", email=email, url=address(confirm))
    return row


@transaction.atomic
def confirm(token: str, *, address: Callable[[str], str]) -> tuple[Proposal, str]:
    """The guest opened the link: the proposal goes to the curators. Returns it and the token it is followed by."""
    found = Proposal.objects.filter(confirm_hash=hash_of(token)).first()
    row = locked(found) if found else None
    if row is None or row.state != ProposalState.UNCONFIRMED or timezone.now() > row.created_at + CONFIRM_WITHIN:
        raise Refused("This link has been used or has expired.")
    follow = secrets.token_urlsafe(32)
    row.confirm_hash, row.token_hash = "", hash_of(follow)
    row.submitted_at = timezone.now()
    _move(row, ProposalState.SUBMITTED)
    row.save()
    _look_for_overlap(row)
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
    """What nobody confirmed within seven days goes, and the address with it. Returns how many proposals went."""
    rows = Proposal.objects.filter(state=ProposalState.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN)
    numbers = list(rows.select_for_update().values_list("pk", flat=True))
    OutboxMessage.objects.filter(key__in=[f"confirm-{pk}" for pk in numbers]).delete()
    Proposal.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def expire() -> int:
    """Changes that were asked for and did not come in time. Each is an act of its own."""
    late = timezone.now() - EXPIRES_AFTER
    rows = Proposal.objects.filter(state=ProposalState.CHANGES_REQUESTED, state_since__lt=late)
    return sum(_expire(row, late) for row in rows)


@transaction.atomic
def _expire(proposal: Proposal, late: datetime) -> bool:
    row = locked(proposal)
    if row.state != ProposalState.CHANGES_REQUESTED or row.state_since >= late:
        return False
    _move(row, ProposalState.EXPIRED)
    row.save()
    line = record("expire", "proposal", str(row.pk), by=None, actor_name="time")
    subject = f"Proposal {row.pk} has expired"
    tell_proposer(row, "expired", f"expired-{line.pk}", subject, days=EXPIRES_AFTER.days)
    return True


def followed(token: str) -> Proposal | None:
    """The proposal a guest follows by this secret token."""
    found = Proposal.objects.filter(token_hash=hash_of(token), is_guest=True).exclude(state=ProposalState.SPAM)
    return found.select_related("practice__primary_theme", "superseded_by", "base_revision").first()


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User | None) -> None:
    """By the proposer, as long as nothing is decided. It stays in the record."""
    row = locked(proposal)
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
    row = locked(proposal)
    if by is not None and row.proposer_id != by.pk:
        raise Refused("This is somebody else's proposal.")
    if row.state not in REOPENABLE:
        raise Refused("Only a proposal that was not taken up, withdrawn or expired can be opened again.")
    if not row.may_be_reopened:
        raise Refused("It is more than thirty days ago. Make a new proposal.")
    if not message.strip():
        raise Refused("Say why it should be looked at again.")
    if len(message) > LONGEST_COMMENT:
        raise Refused(f"This has {len(message)} characters; the most is {LONGEST_COMMENT}.")
    row.assignee, row.claimed_at = None, None
    _move(row, ProposalState.SUBMITTED)
    row.save()
    _look_for_overlap(row)
    _say(row, message, by=by)
    record("reopen", "proposal", str(row.pk), by=by, actor_name="" if by else "guest")


@transaction.atomic
def comment(
    proposal: Proposal, text: str, *, by: User | None, internal: bool = False, place: str = "", quote: str = ""
) -> ProposalComment:
    """A line in the thread, about one change or paragraph where ``place`` names it and ``quote`` says what stood there.

    Curators may write for each other only; the other side is told by mail.
    """
    if not text.strip():
        raise Refused("Write something first.")
    if len(text) > LONGEST_COMMENT:
        raise Refused(f"This has {len(text)} characters; the most is {LONGEST_COMMENT}.")
    curates = by is not None and can_review(by)
    if internal and not curates:
        raise Refused("Only curators write internal notes.")
    if by is not None and not curates and proposal.proposer_id != by.pk:
        raise Refused("Only the proposer and curators take part in this thread.")
    said = _say(proposal, text, by=by, internal=internal, place=place, quote=quote)
    if not internal and curates and proposal.proposer_id != (by.pk if by else None):
        subject = f"A comment on proposal {proposal.pk}"
        tell_proposer(proposal, "comment", f"comment-{said.pk}", subject, message=text, quote=said.quote)
    elif not curates:
        _tell_assignee(proposal, f"comment-{said.pk}", "written a reply on")
    return said


def _say(
    proposal: Proposal, text: str, *, by: User | None, internal: bool = False, place: str = "", quote: str = ""
) -> ProposalComment:
    return ProposalComment.objects.create(
        proposal=proposal,
        author=by,
        author_name=str(by) if by else (proposal.proposer_name or "Guest"),
        is_internal=internal,
        place=place[:100],
        quote=quote[:200],
        text=text,
    )
