"""The page on which a curator decides. Whatever happens, what they typed comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from practices.forms.deciding import VerdictForm
from practices.models import Proposal, Revision
from practices.views.access import curators_only, person
from practices.views.curation import review_page, verdicts
from practices.views.curation.queue import queue_filter
from practices.views.curation.verdicts import typed
from practices.views.keeping import forget, kept
from practices.workflow import decisions, proposals
from practices.workflow.errors import Refused, Stale
from practices.workflow.looking import looked
from practices.workflow.rebasing import live_revision


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    sent = request.method == "POST"
    back: Any = None if sent else kept(request)
    if back is not None:
        request.POST = back  # shown as if it had been sent to be looked at again; it was not sent
    live = live_revision(proposal)
    form = VerdictForm(request.POST if request.POST else None, initial=_seen(proposal, live))
    answer = _do(request, proposal, form) if sent else 200
    if isinstance(answer, HttpResponse):
        return answer
    context = review_page.page(request, proposal, form, live_revision(proposal) if sent else live)
    context["is_back"] = back is not None
    if sent and answer == 200 and request.POST.get("do") in ("comment", "note"):
        context |= {"comment": "", "place": ""}
    return render(request, "proposals/review.html", context | {"status": answer}, status=answer)


@curators_only
@require_POST
def review_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The result alone, for the script that asks for it while the curator chooses and writes."""
    proposal = _proposal(request, pk)
    found = review_page.matter(request, proposal, live_revision(proposal))
    return render(request, "proposals/_result_preview.html", review_page.result(request, found))


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    sent = Proposal.objects.visible_to(request.user).sent().with_last_look(person(request))
    return get_object_or_404(sent.select_related("practice__primary_theme", "assignee", "proposer"), pk=pk)


def _seen(proposal: Proposal, live: Revision | None) -> dict[str, Any]:
    due = proposal.practice.review_by if proposal.practice else None
    number = live.number if live else 0
    return {"version": proposal.version, "live": number, "review_by": due, "is_minor": proposal.is_minor}


def _do(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> HttpResponse | int:
    """Where to go next, or the status with which the page is shown again, with all that was typed."""
    do = request.POST.get("do", "")
    if do in ("preview", "choose") or "about" in request.POST:
        return 200
    try:
        if do in ACTS:
            ACTS[do](request, proposal)
        elif form.is_valid():
            verdicts.decide(request, proposal, form)
            proposal.refresh_from_db()
            looked(proposal, by=person(request))
            forget(request)
            messages.success(request, f"Your decision on proposal {proposal.pk} is sent.")
            return redirect(reverse("practices:queue") + queue_filter(request).links()["filters"])
        else:
            return 400
    except Stale as stale:
        messages.error(request, f"{stale} What you typed is still here; look again before you decide.")
        proposal.refresh_from_db()
        _look_again(form, proposal)
        return 409
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return 400
    proposal.refresh_from_db()
    forget(request)
    if not verdicts.has_work(request):
        return redirect(request.get_full_path())
    messages.success(request, "Done. Your decision is not sent yet.")
    return 200


def _claim(request: HttpRequest, proposal: Proposal) -> None:
    decisions.claim(proposal, by=person(request))


def _assign(request: HttpRequest, proposal: Proposal) -> None:
    decisions.claim(proposal, by=person(request), to=verdicts.colleague(request))


def _release(request: HttpRequest, proposal: Proposal) -> None:
    decisions.release(proposal, by=person(request))


def _comment(request: HttpRequest, proposal: Proposal) -> None:
    place = typed(request, "place")
    quote = review_page.quote_of(request, proposal, place) if place else ""
    proposals.comment(
        proposal, typed(request, "comment"), by=person(request), internal=request.POST["do"] == "note",
        place=place if quote else "", quote=quote,
    )  # fmt: skip
    if place and not quote:
        messages.warning(request, "What your comment was about is not there any more: it stands with the whole.")
    _read(request, proposal)


def _read(request: HttpRequest, proposal: Proposal) -> None:
    looked(proposal, by=person(request))


ACTS = {
    "claim": _claim,
    "assign": _assign,
    "release": _release,
    "comment": _comment,
    "note": _comment,
    "read": _read,
}


def _look_again(form: VerdictForm, proposal: Proposal) -> None:
    """From here on the form is about what is true now, which is what the page shows."""
    now = _seen(proposal, live_revision(proposal))
    form.data = dict(form.data.items()) | {name: str(now[name]) for name in ("version", "live")}
