"""What somebody offers before it is a proposal: what keeps it from being one, and whether it is one already."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from practices.models import Credit, Practice, PracticeText, Proposal, ProposalKind, ProposalState, Revision
from practices.rendering.guard import TooComplex, check
from practices.rendering.structure import KEY_MESSAGE_WORDS, count_words
from practices.workflow.lookup import filed_today
from practices.workflow.merging import Content, changes

SHORTEST_REASON = 10
TWICE_WITHIN = timedelta(minutes=10)


@dataclass
class Offer:
    """What somebody filled in. ``content`` is shaped like a revision's; for a remark it is the base unchanged.

    ``name`` and ``affiliation`` are for guests; those of others stand in their accounts.
    """

    kind: ProposalKind
    content: Content
    reason: str
    practice: Practice | None = None
    base_revision: Revision | None = None
    summary: str = ""
    interest: str = ""
    is_minor: bool = False
    credit: Credit = Credit.FULL
    name: str = ""
    affiliation: str = ""
    new_sources: list[dict[str, str]] = field(default_factory=list)


def problems(offer: Offer) -> dict[str, str]:
    """What keeps the offer from being submitted, by field."""
    found: dict[str, str] = {}
    if len(offer.reason.strip()) < SHORTEST_REASON:
        found["reason"] = "Say why you propose this, in at least a few words."
    if offer.kind in (ProposalKind.EDIT, ProposalKind.NEW):
        found |= _text_problems(offer)
    if offer.kind == ProposalKind.EDIT and not found and offer.base_revision and not offer.new_sources:
        live = (
            PracticeText.objects.live().filter(practice=offer.practice, language=offer.base_revision.language).first()
        )
        if not changes(filed_today(offer.base_revision.content), filed_today(offer.content)):
            found["body"] = "Nothing is changed yet: change the text, or send a remark instead."
        elif live and live.live_revision and _same(live.live_revision.content, offer.content):
            found["body"] = "The practice already says this."
    return found


def _same(one: Content, other: Content) -> bool:
    """A theme that was renamed meanwhile is the same theme."""
    return one == other or filed_today(one) == filed_today(other)


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


def twin_of(offer: Offer) -> Proposal | None:
    """An open proposal that offers just the same."""
    others = Proposal.objects.open().filter(practice=offer.practice, kind=offer.kind)
    if offer.kind != ProposalKind.EDIT:
        others = others.filter(reason=offer.reason)
    return next((other for other in others if other.text and _same(other.text.content, offer.content)), None)


def says_the_same(row: Proposal, offer: Offer) -> bool:
    """Whether what waits for a curator is just this already, as when a button is pressed twice."""
    if row.state == ProposalState.CHANGES_REQUESTED or row.text is None:
        return False
    fields = ("summary", "reason", "interest", "is_minor", "credit", "new_sources")
    by_whom = (row.proposer_name, row.affiliation) == (offer.name, offer.affiliation) or not row.is_guest
    rest = all(getattr(row, name) == getattr(offer, name) for name in fields)
    return by_whom and rest and _same(row.text.content, offer.content)


def sent_just_now(offer: Offer, email: str) -> Proposal | None:
    """The same from the same guest, moments ago: a button pressed twice."""
    since = timezone.now() - TWICE_WITHIN
    rows = Proposal.objects.filter(state=ProposalState.UNCONFIRMED, email__iexact=email, created_at__gt=since)
    same = rows.filter(kind=offer.kind, practice=offer.practice, reason=offer.reason)
    return next((row for row in same if row.text and _same(row.text.content, offer.content)), None)
