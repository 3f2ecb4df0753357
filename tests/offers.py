"""Proposals for tests, made as people make them."""

from typing import Any

from practices.models import Practice, PracticeText, Proposal, ProposalKind, Revision, User
from practices.workflow.decisions import Verdict, accept
from practices.workflow.offers import Offer
from practices.workflow.proposals import confirm, submit, submit_as_guest
from practices.workflow.rebasing import live_revision
from tests import factories

REASON = "The source says it otherwise."


def live(practice: Practice) -> Revision:
    found = PracticeText.objects.get(practice=practice).live_revision
    assert found
    return found


def changed(practice: Practice, old: str = "with care", new: str = "with great care", **fields: Any) -> dict[str, Any]:
    """What is live, with one run of words replaced in the text, and fields given otherwise."""
    content = dict(live(practice).content)
    assert old in content["body"]
    return content | {"body": content["body"].replace(old, new, 1)} | fields


def offer(practice: Practice, content: dict[str, Any] | None = None, **fields: Any) -> Offer:
    kind = fields.pop("kind", ProposalKind.EDIT)
    base = fields.pop("base_revision", live(practice))
    wanted = content or (changed(practice) if kind == ProposalKind.EDIT else dict(base.content))
    return Offer(kind, wanted, fields.pop("reason", REASON), practice, base, **fields)


def new_practice(slug: str = "a-new-one", **fields: Any) -> Offer:
    factories.source()
    content = {
        "title": "Do a new thing", "key_message": "It is new.", "body": factories.body("a new thing"), "slug": slug,
        "primary_theme": factories.theme().slug, "themes": [factories.theme().slug], "phase": "custody", "actors": [],
        "basis": "not-assessed", "related": [],
    }  # fmt: skip
    return Offer(ProposalKind.NEW, content | fields, REASON)


def submitted(by: User, practice: Practice | None = None, content: dict[str, Any] | None = None, **fields: Any) -> Any:
    return submit(offer(practice or factories.published(), content, **fields), by=by)


def from_guest(practice: Practice, content: dict[str, Any] | None = None, **fields: Any) -> tuple[Proposal, str]:
    """Confirmed; with the token it is followed by."""
    tokens: list[str] = []

    def address(token: str) -> str:
        tokens.append(token)
        return f"https://portal.example.org/{token}/"

    given = offer(practice, content, **{"name": "Gerd Guest"} | fields)
    submit_as_guest(given, email="gerd@example.org", address=address)
    return confirm(tokens[0], address=address)


def verdict(proposal: Proposal, **fields: Any) -> Verdict:
    """By somebody who sees how things are now."""
    now = Proposal.objects.get(pk=proposal.pk)
    revision = live_revision(now)
    return Verdict(now.version, revision.number if revision else 0, **fields)


def accepted(proposal: Proposal, by: User, **fields: Any) -> Proposal:
    accept(proposal, by=by, verdict=verdict(proposal, **fields))
    return Proposal.objects.get(pk=proposal.pk)
