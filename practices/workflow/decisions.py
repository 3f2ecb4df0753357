"""What the curator does with a proposal. The form a decision was made on is checked against the truth, under a lock."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from practices.models import (
    Decision,
    Practice,
    PracticeText,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalVersion,
    Revision,
    User,
)
from practices.models.proposal import CLAIM_LASTS, OPEN
from practices.permissions import can_review
from practices.workflow.errors import Refused, Stale
from practices.workflow.log import record
from practices.workflow.lookup import alike, filed_today
from practices.workflow.merging import Content, Merge, Resolutions, changes, merge, only, words_changed
from practices.workflow.outbox import owe, tell_proposer
from practices.workflow.proposals import locked
from practices.workflow.publication import new_practice, publish, write_content
from practices.workflow.rebasing import live_revision, merged_today
from practices.workflow.tokens import hash_of
from practices.workflow.withdrawal import withdraw

SAID = {
    ProposalState.ACCEPTED: "accepted",
    ProposalState.ACCEPTED_MODIFIED: "accepted with changes",
    ProposalState.ACCEPTED_IN_PART: "accepted in part",
    ProposalState.DECLINED: "not taken up",
    ProposalState.SUPERSEDED: "superseded",
    ProposalState.CHANGES_REQUESTED: "waiting for changes from you",
}


@dataclass
class Verdict:
    """What a curator filled in. ``version`` and ``live`` say what they had before their eyes."""

    version: int
    live: int
    message: str = ""
    note: str = ""
    is_minor: bool = False
    review_by: date | None = None
    chosen: Collection[str] | None = None
    resolutions: Resolutions = field(default_factory=dict)
    edited: Content | None = None
    successor: Practice | None = None
    keep_rest: bool = False


def _lock(proposal: Proposal, by: User) -> Proposal:
    if not can_review(by):
        raise Refused("Only a curator can do this.")
    return locked(proposal)


def _lock_for_decision(proposal: Proposal, by: User, verdict: Verdict) -> Proposal:
    row = _lock(proposal, by)
    if row.state not in OPEN:
        raise Stale(f"This proposal is {row.get_state_display().lower()} already.")
    if row.proposer_id == by.pk:
        raise Refused("Nobody decides on their own proposal.")
    live = live_revision(row)
    if (live.number if live else 0) != verdict.live:
        raise Stale("A new version of the practice has been published since you opened this page.")
    if row.version != verdict.version:
        raise Stale("The proposer has sent a newer version since you opened this page.")
    return row


def curators() -> list[User]:
    """Everybody to whom a proposal can be given."""
    people = (
        User.objects.filter(is_active=True, groups__permissions__codename="review").distinct().order_by("name", "pk")
    )
    return list(people)


@transaction.atomic
def claim(proposal: Proposal, *, by: User, to: User | None = None) -> None:
    """Take it on, or give it to another curator, who is told. It can be taken over; after seven days it is free."""
    row, to = _lock(proposal, by), to or by
    if row.state not in (ProposalState.SUBMITTED, ProposalState.IN_REVIEW):
        raise Refused("This proposal does not wait for a curator.")
    if not can_review(to) or row.proposer_id == to.pk:
        raise Refused(f"{to} cannot decide on this proposal.")
    row.assignee, row.claimed_at = to, timezone.now()
    _move(row, ProposalState.IN_REVIEW)
    row.save()
    line = record("claim", "proposal", str(row.pk), by=by, after={"assignee": to.pk})
    if to != by:
        subject = f"Proposal {row.pk} is given to you"
        path = reverse("practices:review", args=[row.pk])
        owe("assigned", f"assigned-{line.pk}", subject, to=to, proposal=row, path=path, by=str(by))


@transaction.atomic
def release(proposal: Proposal, *, by: User) -> None:
    row = _lock(proposal, by)
    if row.state != ProposalState.IN_REVIEW:
        raise Refused("This proposal is not claimed.")
    _release(row)
    record("release", "proposal", str(row.pk), by=by)


def _release(row: Proposal) -> None:
    row.assignee, row.claimed_at = None, None
    _move(row, ProposalState.SUBMITTED)
    row.save()


def release_forgotten() -> int:
    """Claims older than seven days are given back to the queue. Each is an act of its own."""
    late = timezone.now() - CLAIM_LASTS
    return sum(_release_forgotten(row, late) for row in Proposal.objects.unclaimed_since(late))


@transaction.atomic
def _release_forgotten(proposal: Proposal, late: datetime) -> bool:
    row = locked(proposal)
    if row.state != ProposalState.IN_REVIEW or row.claimed_at is None or row.claimed_at >= late:
        return False
    _release(row)
    record("release", "proposal", str(row.pk), by=None, actor_name="seven days")
    return True


def _move(row: Proposal, state: ProposalState) -> None:
    row.state, row.state_since = state, timezone.now()


@transaction.atomic
def ask_for_changes(proposal: Proposal, *, by: User, verdict: Verdict) -> None:
    _needs_message(verdict, "Say what should change.")
    row = _lock_for_decision(proposal, by, verdict)
    _move(row, ProposalState.CHANGES_REQUESTED)
    row.save()
    _decide(row, ProposalState.CHANGES_REQUESTED, by, verdict)


@transaction.atomic
def decline(proposal: Proposal, *, by: User, verdict: Verdict) -> None:
    _needs_message(verdict, "Say why it is not taken up.")
    row = _lock_for_decision(proposal, by, verdict)
    _move(row, ProposalState.DECLINED)
    row.save()
    _decide(row, ProposalState.DECLINED, by, verdict)


@transaction.atomic
def supersede(proposal: Proposal, *, by: User, verdict: Verdict, other: Proposal) -> None:
    _needs_message(verdict, "Say what replaces it.")
    row = _lock_for_decision(proposal, by, verdict)
    if other.pk == row.pk or other.superseded_by_id == row.pk:
        raise Refused("A proposal cannot replace itself.")
    if other.state in (ProposalState.DRAFT, ProposalState.UNCONFIRMED, ProposalState.SPAM):
        raise Refused("Give the number of the proposal that replaces this one.")
    row.superseded_by = other
    _move(row, ProposalState.SUPERSEDED)
    row.save()
    _decide(row, ProposalState.SUPERSEDED, by, verdict)


@transaction.atomic
def mark_spam(proposal: Proposal, *, by: User, verdict: Verdict) -> None:
    """Hidden from everybody but curators; nobody is written to."""
    row = _lock_for_decision(proposal, by, verdict)
    _move(row, ProposalState.SPAM)
    row.save()
    record("spam", "proposal", str(row.pk), by=by)


def _needs_message(verdict: Verdict, why: str) -> None:
    if not verdict.message.strip():
        raise Refused(why)


def _decide(
    row: Proposal,
    outcome: ProposalState,
    by: User,
    verdict: Verdict,
    revision: Revision | None = None,
    **context: object,
) -> Decision:
    decision = Decision.objects.create(
        proposal=row, version=row.version, outcome=outcome, curator=by, curator_name=str(by),
        message=verdict.message, revision=revision,
    )  # fmt: skip
    after = {"outcome": outcome.value, "revision": revision.number if revision else None}
    record("decide", "proposal", str(row.pk), by=by, after=after, note=verdict.message)
    subject = f"Proposal {row.pk}: {SAID[outcome]}"
    context |= {"said": SAID[outcome], "message": verdict.message, "revision": revision}
    tell_proposer(row, "decision", f"decision-{decision.pk}", subject, **context)
    return decision


def proposed_merge(proposal: Proposal, verdict: Verdict | None = None) -> Merge:
    """The proposal, or the chosen part of it, merged with what is live now."""
    text, live = proposal.text, live_revision(proposal)
    if text is None:
        raise Refused("This proposal has no text yet.")
    return merge_onto(live, text, verdict)


def merge_onto(live: Revision | None, text: ProposalVersion, verdict: Verdict | None = None) -> Merge:
    if text.base_revision is None or live is None:
        return Merge(dict(text.content))
    base, now, wanted = alike(text.base_revision.content, live.content, text.content)
    return merge_as_chosen(base, now, wanted, verdict)


def merge_as_chosen(base: Content, live: Content, wanted: Content, verdict: Verdict | None = None) -> Merge:
    """The three, with their themes under the same names, as the verdict would have them."""
    if verdict and verdict.chosen is not None:
        wanted = only(base, wanted, set(verdict.chosen))
    return merge(base, live, wanted, verdict.resolutions if verdict else None)


def sides(text: ProposalVersion) -> tuple[Content | None, Content]:
    """What the proposal began with and what it wants, with the themes under the names they have today."""
    if text.base_revision is None:
        return None, text.content
    base, wanted = alike(text.base_revision.content, text.content)
    return base, wanted


@transaction.atomic
def accept(proposal: Proposal, *, by: User, verdict: Verdict) -> Decision:
    """Publish what the proposal offers, or the chosen part of it, as exactly one new revision.

    The outcome follows from what was done: in part when changes were left out, modified when the curator's own words
    came in. All or nothing: revision, links, index, credit, log, mail, and the other open proposals.
    """
    row = _lock_for_decision(proposal, by, verdict)
    if row.kind == ProposalKind.REMARK or (row.new_sources and not verdict.edited and _only_names_sources(row)):
        return _close(row, ProposalState.ACCEPTED, by, verdict)
    if row.kind == ProposalKind.WITHDRAW:
        _needs_message(verdict, "Say why the practice is withdrawn.")
        withdraw(_practice(row), reason=verdict.message, successor=verdict.successor, by=by)
        return _close(row, ProposalState.ACCEPTED, by, verdict)
    merged = proposed_merge(row, verdict)
    if merged.conflicts:
        raise Refused("Settle first what is in conflict.")
    content = verdict.edited or merged.content
    live = live_revision(row)
    if live and not changes(filed_today(live.content), content):
        raise Refused("Nothing would change. Decline it, or tick what you take.")
    outcome = _outcome(row, verdict, content)
    if outcome == ProposalState.ACCEPTED_IN_PART and not verdict.keep_rest:
        _needs_message(verdict, "Say why the rest is not taken up, or keep it as a proposal of its own.")
    _move(row, outcome)  # before the publication, which looks again at all proposals that are open
    row.overlaps = False
    row.save()
    revision = _publish(row, content, by, verdict)
    row.save()
    kept: dict[str, object] = {}
    if outcome == ProposalState.ACCEPTED_IN_PART and verdict.keep_rest:
        kept = _keep_rest(row, revision, _offered(row) - set(verdict.chosen or ()))
    return _decide(row, outcome, by, verdict, revision, **kept)


def _only_names_sources(row: Proposal) -> bool:
    return row.kind == ProposalKind.EDIT and not _offered(row)


def _practice(row: Proposal) -> Practice:
    if row.practice is None:
        raise Refused("This proposal is about no practice.")
    return row.practice


def _offered(row: Proposal) -> set[str]:
    """The names of the changes that the proposal makes."""
    text = row.text
    base, wanted = sides(text) if text else (None, {})
    return {change.id for change in changes(base, wanted)} if base else set()


def _outcome(row: Proposal, verdict: Verdict, content: Content) -> ProposalState:
    if verdict.chosen is not None and _offered(row) - set(verdict.chosen):
        return ProposalState.ACCEPTED_IN_PART
    as_offered = Verdict(row.version, verdict.live)
    as_offered.resolutions = {conflict.id: conflict.proposed for conflict in proposed_merge(row).conflicts}
    taken = proposed_merge(row, as_offered).content
    return ProposalState.ACCEPTED if content == taken else ProposalState.ACCEPTED_MODIFIED


def _close(row: Proposal, outcome: ProposalState, by: User, verdict: Verdict) -> Decision:
    _move(row, outcome)
    row.save()
    return _decide(row, outcome, by, verdict)


def _publish(row: Proposal, content: Content, by: User, verdict: Verdict) -> Revision:
    practice = row.practice or new_practice(content)
    text = PracticeText.objects.filter(practice=practice, language=row.language).first()
    text = text or PracticeText(practice=practice, language=row.language)
    write_content(text, content, verdict.review_by)
    row.practice = practice
    note = verdict.note.strip() or row.summary or row.reason
    return publish(text, by=by, note=note, minor=verdict.is_minor, offered=row)


def _keep_rest(row: Proposal, revision: Revision, left_out: set[str]) -> dict[str, object]:
    """What was not taken becomes a proposal of its own, on the new revision where the two do not collide.

    Returns what the proposer's mail says of it; a guest gets an address to follow it by.
    """
    text = row.text
    if text is None or text.base_revision is None:
        return {}
    started, wanted = sides(text)
    base, rest = text.base_revision, only(started or {}, wanted, left_out)
    merged = merged_today(base.content, revision.content, rest)
    if merged.is_clean:
        base, rest = revision, merged.content
    left = changes(filed_today(base.content), rest)
    if not left:
        return {}
    token = secrets.token_urlsafe(32) if row.is_guest else ""
    child = Proposal.objects.create(
        kind=row.kind, practice=row.practice, language=row.language, base_revision=base, overlaps=not merged.is_clean,
        state=ProposalState.SUBMITTED, version=1, summary=row.summary, reason=row.reason, interest=row.interest,
        is_minor=row.is_minor, new_sources=row.new_sources, proposer=row.proposer, proposer_name=row.proposer_name,
        email=row.email, is_guest=row.is_guest, token_hash=hash_of(token) if token else "", credit=row.credit,
        credit_line=row.credit_line, affiliation=row.affiliation, parent=row, submitted_at=row.submitted_at,
        words=words_changed(left),
    )  # fmt: skip
    ProposalVersion.objects.create(proposal=child, number=1, base_revision=base, content=rest)
    record("keep-rest", "proposal", str(child.pk), by=None, actor_name="portal", after={"parent": row.pk})
    path = reverse("practices:proposal-follow", args=[token]) if token else child.get_absolute_url()
    return {"child": child, "child_url": settings.SITE_URL + path}
