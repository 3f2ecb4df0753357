"""Following a proposal: one's own, by account or by secret link, and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.models import Proposal, User
from practices.rendering.diff import compare_words
from practices.views.access import person, signed_in
from practices.workflow import outbox, proposals
from practices.workflow.errors import Refused
from practices.workflow.merging import changes


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
    base = text.base_revision.content if text and text.base_revision else None
    found = changes(base, text.content) if text and base else []
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
    proposal = get_object_or_404(Proposal.objects.by(person(request)), pk=pk)
    gone = _act(request, proposal, person(request))
    return redirect("practices:proposal-list") if gone else redirect(proposal)


def _act(request: HttpRequest, proposal: Proposal, by: User | None) -> bool:
    """Do what the button said; True when the proposal is gone, as a discarded draft is."""
    do, words = request.POST.get("do", ""), request.POST.get("message", "")[:10_000]
    was_draft = not proposal.submitted_at
    try:
        if do == "reply":
            proposals.comment(proposal, words, by=by)
            messages.success(request, "Your reply is sent.")
        elif do == "withdraw":
            proposals.withdraw(proposal, by=by)
            messages.success(request, "The proposal is withdrawn.")
            return was_draft
        elif do == "reopen":
            proposals.reopen(proposal, by=by, message=words)
            messages.success(request, "The proposal is open again.")
    except Refused as refused:
        messages.error(request, str(refused))
    return False


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's page, by the secret link."""
    proposal = proposals.followed(token)
    if proposal is None:
        return render(request, "proposals/link_over.html", status=404)
    if request.method == "POST":
        _act(request, proposal, None)
        return redirect("practices:proposal-follow", token=token)
    return render(request, "proposals/proposal_detail.html", proposal_context(proposal, mine=True, token=token))


@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a button; a mail program's one-click POST needs no page."""
    if request.method == "POST":
        found = outbox.unsubscribe(token)
        return render(request, "proposals/unsubscribe.html", {"done": found is not None}, status=200 if found else 404)
    return render(request, "proposals/unsubscribe.html", {"done": None})
