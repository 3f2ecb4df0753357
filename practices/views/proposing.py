"""Offering a change: one page for an edit, a new practice, a remark, or the wish to withdraw one."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from practices.forms import GuestForm, OfferForm, ProposalForm
from practices.models import Credit, FormerSlug, Practice, PracticeText, Proposal, ProposalKind, Revision
from practices.rendering.guard import TooComplex
from practices.rendering.markdown import render as render_markdown
from practices.views.access import open_to_guests, person, signed_in
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE
from practices.workflow import proposals
from practices.workflow.digests import promise
from practices.workflow.errors import Refused
from practices.workflow.lookup import DatabaseLookup
from practices.workflow.proposals import Offer

TEMPLATE_BODY = "## The practice\n\n\n\n## Why it matters\n\n\n\n## How to apply it\n\n\n\n## Limits and cautions\n\n"
GUEST_LIMIT = "6/h/ip"
WITH_TEXT = (ProposalKind.EDIT, ProposalKind.NEW)


@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """?kind= is edit (the default), remark or withdraw."""
    allowed = Practice.objects.visible_to(request.user).published().select_related("primary_theme")
    try:
        practice = find(request, allowed, slug, FormerSlug.Kind.PRACTICE)
    except Moved as moved:
        return moved.redirect
    text = get_object_or_404(
        PracticeText.objects.live().select_related("live_revision"), practice=practice, language=READING_LANGUAGE
    )
    kind = request.GET.get("kind", "edit")
    if kind not in ("edit", "remark", "withdraw") or text.live_revision is None:
        raise Http404(kind)
    return _page(request, ProposalKind(kind), practice, text.live_revision)


@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def propose_new(request: HttpRequest) -> HttpResponse:
    return _page(request, ProposalKind.NEW, None, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft taken up again, or a further version of what was submitted."""
    proposal = get_object_or_404(
        Proposal.objects.by(person(request)).select_related("practice", "base_revision"), pk=pk
    )
    if not proposal.is_editable:
        messages.warning(request, "This proposal has been decided on.")
        return redirect(proposal)
    return _page(request, ProposalKind(proposal.kind), proposal.practice, proposal.base_revision, proposal)


def _page(
    request: HttpRequest,
    kind: ProposalKind,
    practice: Practice | None,
    base: Revision | None,
    proposal: Proposal | None = None,
) -> HttpResponse:
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    start = _start(base, proposal)
    text_form = ProposalForm(data, initial=ProposalForm.initial_from(start), is_new=kind == ProposalKind.NEW)
    offer_form = OfferForm(data, initial=_offer_start(request, proposal))
    guest_form = None if request.user.is_authenticated else GuestForm(data, initial={"started": GuestForm.now()})
    errors: list[str] = []
    preview = ""
    if data is not None:
        valid = offer_form.is_valid() & (kind not in WITH_TEXT or text_form.is_valid())
        valid &= guest_form is None or do == "preview" or guest_form.is_valid()
        if do == "preview":
            preview = preview_html(request.POST.get("body", ""))
        elif valid or (do == "draft" and guest_form is None):
            content = text_form.content() if kind in WITH_TEXT and text_form.is_valid() else start
            try:
                offer = _offer(kind, practice, base, content, offer_form)
                if guest_form is not None:
                    return _keep_for_guest(request, offer, guest_form)
                return _keep(request, do, offer, proposal)
            except Refused as refused:
                errors = refused.reasons
    context = {
        "kind": kind,
        "practice": practice,
        "base": base,
        "proposal": proposal,
        "text_form": text_form if kind in WITH_TEXT else None,
        "offer_form": offer_form,
        "guest_form": guest_form,
        "promise": promise(),
        "errors": errors,
        "preview": preview or preview_html(str(text_form["body"].value() or "")),
        "neighbours": _neighbours(practice, proposal),
    }
    bad = data is not None and do != "preview"
    return render(request, "proposals/propose.html", context, status=400 if bad else 200)


def _start(base: Revision | None, proposal: Proposal | None) -> dict[str, Any]:
    if proposal and proposal.draft:
        return dict(proposal.draft)
    if proposal and proposal.text:
        return dict(proposal.text.content)
    if base:
        return dict(base.content)
    empty = {"title": "", "key_message": "", "primary_theme": "", "themes": [], "phase": "custody", "actors": []}
    return empty | {"basis": "not-assessed", "related": [], "body": TEMPLATE_BODY, "slug": ""}


def _offer_start(request: HttpRequest, proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"credit": person(request).credit if request.user.is_authenticated else Credit.FULL}
    source = proposal.new_sources[0] if proposal.new_sources else {}
    return {
        "summary": proposal.summary,
        "reason": proposal.reason,
        "interest": proposal.interest,
        "is_minor": "1" if proposal.is_minor else "",
        "credit": proposal.credit,
        **{f"source_{name}": value for name, value in source.items()},
    }


def _offer(
    kind: ProposalKind, practice: Practice | None, base: Revision | None, content: dict[str, Any], form: OfferForm
) -> Offer:
    data = form.cleaned_data
    credit = data.get("credit") or Credit.FULL
    return Offer(
        kind=kind,
        practice=practice,
        base_revision=base,
        content=content,
        summary=data.get("summary", ""),
        reason=str(data.get("reason") or form.data.get("reason") or ""),
        interest=data.get("interest", ""),
        is_minor=bool(data.get("is_minor")),
        credit=Credit(credit),
        new_sources=form.new_sources() if form.is_valid() else [],
    )


def _keep(request: HttpRequest, do: str, offer: Offer, proposal: Proposal | None) -> HttpResponse:
    if do == "draft":
        kept = proposals.save_draft(offer, by=person(request), proposal=proposal)
        messages.success(request, "Your draft is saved. Only you can see it.")
        return redirect("practices:proposal-edit", pk=kept.pk)
    sent = proposals.submit(offer, by=person(request), proposal=proposal)
    messages.success(request, f"Your reference is {sent.pk}. A curator will answer by e-mail.")
    return redirect(sent)


def _keep_for_guest(request: HttpRequest, offer: Offer, form: GuestForm) -> HttpResponse:
    if not ratelimit.consume(request, action="propose", config=GUEST_LIMIT):
        raise Refused("Many proposals came from your network within the hour. Wait a while and send it once more.")

    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("practices:proposal-confirm", args=[token]))

    data = form.cleaned_data
    proposals.submit_as_guest(offer, name=data["name"], email=data["email"], address=address)
    return render(request, "proposals/guest_sent.html", {"email": data["email"]})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail opens. Opening it changes nothing; the button does."""
    if request.method != "POST":
        return render(request, "proposals/confirm.html")

    def address(follow: str) -> str:
        return request.build_absolute_uri(reverse("practices:proposal-follow", args=[follow]))

    try:
        _, follow = proposals.confirm(token, address=address)
    except Refused:
        return render(request, "proposals/link_over.html", status=404)
    messages.success(
        request, "Thank you. Your proposal is with the curators. Keep this address: it is how you follow it."
    )
    return redirect("practices:proposal-follow", token=follow)


def _neighbours(practice: Practice | None, proposal: Proposal | None) -> list[Proposal]:
    """Other open proposals for the same practice, so that people know what is under way."""
    if practice is None:
        return []
    others = Proposal.objects.open().filter(practice=practice)
    return list(others.exclude(pk=proposal.pk) if proposal else others)


def preview_html(text: str) -> str:
    """The text as it will look, by the renderer that publishes it; or why it cannot be shown."""
    try:
        return render_markdown(text, DatabaseLookup([text], READING_LANGUAGE)).html
    except TooComplex as error:
        return str(error)


@signed_in
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the editor; without script the page itself is asked."""
    html = preview_html(request.POST.get("body", ""))
    return render(request, "proposals/_preview.html", {"preview": html})
