"""Following a proposal: one's own, by account or by secret link, and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.models import Proposal, ProposalState, User
from practices.rendering.diff import compare_words
from practices.views.access import person, signed_in
from practices.workflow import outbox, proposals
from practices.workflow.errors import Refused
from practices.workflow.merging import EMPTY, changes


@signed_in
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    mine = Proposal.objects.by(person(request)).select_related("practice__primary_theme").order_by("-created_at")
    return render(request, "proposals/proposal_list.html", {"proposals": mine})


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Proposal.objects.visible_to(request.user).select_related("practice__primary_theme", "superseded_by")
    proposal = get_object_or_404(visible, pk=pk)
    mine = request.user.is_authenticated and proposal.proposer_id == request.user.pk
    return render(request, "proposals/proposal_detail.html", proposal_context(proposal, mine=mine))


def proposal_context(proposal: Proposal, *, mine: bool, token: str = "") -> dict[str, Any]:
    """The thread is for the proposer alone here; curators have it on the review page."""
    text = proposal.text
    base = text.base_revision.content if text and text.base_revision else EMPTY
    found = changes(base, text.content) if text else []
    return {
        "proposal": proposal,
        "text": text,
        "changes": [(change, compare_words(change.old, change.new)) for change in found],
        "decisions": proposal.decisions.select_related("revision__practice"),
        "comments": proposal.comments.filter(is_internal=False) if mine else [],
        "mine": mine,
        "token": token,
    }


@signed_in
@require_POST
def proposal_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply, withdraw or reopen one's own proposal."""
    mine = Proposal.objects.by(person(request)).select_related("practice__primary_theme", "superseded_by")
    return _act(request, get_object_or_404(mine, pk=pk), person(request))


def _act(request: HttpRequest, proposal: Proposal, by: User | None, token: str = "") -> HttpResponse:
    """Do what the button said. What is refused is shown again with what was typed."""
    do, words = request.POST.get("do", ""), request.POST.get("message", "").replace("\0", "")
    was_draft = proposal.state == ProposalState.DRAFT
    try:
        if do == "reply":
            proposals.comment(proposal, words, by=by)
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
        context = proposal_context(proposal, mine=True, token=token) | {"typed": words, "errors": refused.reasons}
        return render(request, "proposals/proposal_detail.html", context, status=400)
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
    return render(request, "proposals/proposal_detail.html", proposal_context(proposal, mine=True, token=token))


@csrf_exempt  # A mail program has no cookie (RFC 8058). The token is signed, and says whose mail stops.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a button; a mail program's one-click POST needs no page."""
    if request.method == "POST":
        found = outbox.unsubscribe(token)
        return render(request, "proposals/unsubscribe.html", {"done": found is not None}, status=200 if found else 404)
    return render(request, "proposals/unsubscribe.html", {"done": None})
