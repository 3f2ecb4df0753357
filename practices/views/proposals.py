"""Following a proposal: one's own, by account or by secret link, and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.forms.proposing import WITH_TEXT
from practices.models import Decision, Proposal, ProposalState, ProposalVersion, User
from practices.models.proposal import DECIDED, OPEN
from practices.rendering.diff import compare_words
from practices.views.access import person, signed_in
from practices.views.keeping import forget, kept, network, within
from practices.workflow import outbox, proposals
from practices.workflow.digests import promise
from practices.workflow.errors import Refused
from practices.workflow.lookup import alike
from practices.workflow.merging import EMPTY, Content, changes
from practices.workflow.rebasing import live_revision

LIMITS = {"reply-network": "30/h/key"}
"""How often somebody with a secret link may write."""
STANDING = {
    "draft": "Only you can see it.",
    "submitted": "It waits for a curator.",
    "in-review": "A curator is looking at it.",
    "changes-requested": "It waits for you: change it as asked, or reply.",
    "accepted": "It is part of what is published.",
    "accepted-modified": "It is part of what is published, in the curator’s words.",
    "accepted-in-part": "A part of it is published.",
    "declined": "Nothing was changed.",
    "superseded": "Another proposal took its place.",
    "withdrawn": "Its proposer took it back.",
    "expired": "The changes that were asked for did not come in time.",
}
GROUPS = (
    ("Drafts", (ProposalState.DRAFT,)),
    ("Open", OPEN),
    ("Closed", (*DECIDED, ProposalState.WITHDRAWN, ProposalState.EXPIRED)),
)


@signed_in
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    mine = list(Proposal.objects.by(person(request)).select_related("practice__primary_theme").order_by("-created_at"))
    groups = [(name, [proposal for proposal in mine if proposal.state in states]) for name, states in GROUPS]
    return render(request, "proposals/proposal_list.html", {"groups": [group for group in groups if group[1]]})


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Proposal.objects.visible_to(request.user).select_related("practice__primary_theme", "superseded_by")
    proposal = get_object_or_404(visible, pk=pk)
    mine = request.user.is_authenticated and proposal.proposer_id == request.user.pk
    back = kept(request) if mine else None
    context = _context(request, proposal, mine=mine)
    if back is not None:
        context |= {"typed": back.get("message", ""), "place": back.get("place", "")}
    return render(request, "proposals/proposal_detail.html", context)


def _context(request: HttpRequest, proposal: Proposal, *, mine: bool, token: str = "") -> dict[str, Any]:
    """The thread is for the proposer alone here; curators have it on the review page."""
    versions = list(proposal.versions.select_related("base_revision"))
    decisions = list(proposal.decisions.select_related("revision__practice"))
    return {
        "proposal": proposal,
        "standing": STANDING.get(proposal.state, ""),
        "promise": promise() if proposal.is_open else None,
        "text": versions[-1] if versions else None,
        "versions": versions,
        "decisions": decisions,
        **_comparison(request, proposal, versions, decisions),
        "comments": proposal.comments.filter(is_internal=False) if mine else [],
        "places": _places(proposal) if mine else {},
        "mine": mine,
        "token": token,
        "here": reverse("practices:proposal-follow", args=[token]) if token else proposal.get_absolute_url(),
        "act": reverse("practices:proposal-follow" if token else "practices:proposal-act", args=[token or proposal.pk]),
        "edit": reverse(
            "practices:proposal-follow-edit" if token else "practices:proposal-edit", args=[token or proposal.pk]
        ),
    }


Pair = tuple[Content, Content]


def _places(proposal: Proposal) -> dict[str, str]:
    """What a reply can be about, with the words that stood there: what curators have spoken about."""
    about = proposal.comments.filter(is_internal=False).exclude(place="")
    return dict(about.values_list("place", "quote"))


def _comparison(
    request: HttpRequest, proposal: Proposal, versions: list[ProposalVersion], decisions: list[Decision]
) -> dict[str, Any]:
    """?show= says which two texts are compared; ?old= and ?new= name two versions of the proposal instead."""
    pairs = _pairs(proposal, versions, decisions)
    show = request.GET.get("show", "")
    show = show if show in pairs else "proposed"
    by_number = {str(version.number): version for version in versions}
    old, new = by_number.get(request.GET.get("old", "")), by_number.get(request.GET.get("new", ""))
    pair = (old.content, new.content) if old and new else pairs.get(show)
    found = changes(*alike(*pair)) if pair else []
    return {
        "shows": [(name, label, name == show and not (old and new)) for name, label in SHOWS.items() if name in pairs],
        "show": show,
        "old": old,
        "new": new,
        "is_compared": pair is not None,
        "changes": [(change, compare_words(change.old, change.new)) for change in found],
    }


SHOWS = {
    "proposed": "What was proposed",
    "published": "What was published otherwise",
    "since": "What has changed since",
}


def _pairs(proposal: Proposal, versions: list[ProposalVersion], decisions: list[Decision]) -> dict[str, Pair]:
    """The text before and after, for each of SHOWS that there is."""
    if not versions or proposal.kind not in WITH_TEXT:
        return {}
    text = versions[-1]
    base = text.base_revision.content if text.base_revision else EMPTY
    pairs: dict[str, Pair] = {"proposed": (base, text.content)}
    taken = next((decision for decision in reversed(decisions) if decision.revision), None)
    if taken and taken.revision:
        decided = next((version for version in versions if version.number == taken.version), text)
        pairs["published"] = (decided.content, taken.revision.content)
    start = taken.revision if taken else text.base_revision
    live = live_revision(proposal) if start else None
    if start and live and live.pk != start.pk:
        pairs["since"] = (start.content, live.content)
    return pairs


@signed_in
@require_POST
def proposal_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply, withdraw or reopen one's own proposal."""
    mine = Proposal.objects.by(person(request)).select_related("practice__primary_theme", "superseded_by")
    return _act(request, get_object_or_404(mine, pk=pk), person(request))


def _act(request: HttpRequest, proposal: Proposal, by: User | None, token: str = "") -> HttpResponse:
    """Do what the button said. What is refused is shown again with what was typed."""
    do, words, place = (request.POST.get(name, "").replace("\0", "") for name in ("do", "message", "place"))
    was_draft = proposal.state == ProposalState.DRAFT
    try:
        if token and not within(request, LIMITS, {"reply-network": network(request)}):
            raise Refused("Much has come from your network within the hour. Wait a while and send it once more.")
        if do == "reply":
            quote = _places(proposal).get(place, "")
            proposals.comment(proposal, words, by=by, place=place if quote else "", quote=quote)
            messages.success(request, "Your reply is sent.")
        elif do == "withdraw":
            proposals.withdraw(proposal, by=by)
            messages.success(request, "The draft is gone." if was_draft else "The proposal is withdrawn.")
            if was_draft:
                return redirect("practices:proposal-list")
        elif do == "reopen":
            proposals.reopen(proposal, by=by, message=words)
            messages.success(request, "The proposal is open again.")
        else:
            raise Refused("Choose what to do.")
    except Refused as refused:
        proposal.refresh_from_db()
        context = _context(request, proposal, mine=True, token=token)
        context |= {"typed": words, "place": place, "errors": [("message", reason) for reason in refused.reasons]}
        return render(request, "proposals/proposal_detail.html", context, status=400)
    forget(request)
    return redirect("practices:proposal-follow", token=token) if token else redirect(proposal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's page, by the secret link."""
    proposal = proposals.followed(token)
    if proposal is None:
        return render(request, "proposals/link_over.html", status=404)
    if request.method == "POST":
        return _act(request, proposal, None, token)
    return render(request, "proposals/proposal_detail.html", _context(request, proposal, mine=True, token=token))


@csrf_exempt  # A mail program has no cookie (RFC 8058). The token is signed, and says whose mail stops.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a button; a mail program's one-click POST needs no page."""
    if request.method == "POST":
        found = outbox.unsubscribe(token)
        return render(request, "proposals/unsubscribe.html", {"done": found is not None}, status=200 if found else 404)
    return render(request, "proposals/unsubscribe.html", {"done": None})
