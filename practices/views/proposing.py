"""Offering a change: one page for an edit, a new practice, a remark, or the wish to withdraw one."""

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from practices.forms import GuestForm, OfferForm, ProposalForm
from practices.models import Credit, FormerSlug, Practice, PracticeText, Proposal, ProposalKind, Revision
from practices.rendering.guard import TooComplex
from practices.rendering.markdown import render as render_markdown
from practices.rendering.sanitise import detached
from practices.views.access import open_to_guests, person, signed_in
from practices.views.finding import Moved, find, whole_number
from practices.views.listing import READING_LANGUAGE
from practices.workflow import proposals
from practices.workflow.digests import promise
from practices.workflow.errors import Refused
from practices.workflow.lookup import DatabaseLookup
from practices.workflow.proposals import Offer

TEMPLATE_BODY = "## The practice\n\n\n\n## Why it matters\n\n\n\n## How to apply it\n\n\n\n## Limits and cautions\n\n"
LIMITS = {"propose-network": "6/h/key", "propose-everybody": "120/h/key"}
"""How many proposals guests may send: from one network, and all together."""
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
    mine = Proposal.objects.by(person(request)).select_related("practice__primary_theme", "base_revision")
    proposal = get_object_or_404(mine, pk=pk)
    if not proposal.is_editable and request.method != "POST":
        messages.warning(request, "This proposal has been decided on.")
        return redirect(proposal)
    return _page(request, ProposalKind(proposal.kind), proposal.practice, proposal.base_revision, proposal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_edit(request: HttpRequest, token: str) -> HttpResponse:
    """A further version from a guest, by the secret link."""
    proposal = proposals.followed(token)
    if proposal is None:
        return render(request, "proposals/link_over.html", status=404)
    if not proposal.is_open and request.method != "POST":
        messages.warning(request, "This proposal has been decided on.")
        return redirect("practices:proposal-follow", token=token)
    return _page(request, ProposalKind(proposal.kind), proposal.practice, proposal.base_revision, proposal, token)


def _page(
    request: HttpRequest,
    kind: ProposalKind,
    practice: Practice | None,
    base: Revision | None,
    proposal: Proposal | None = None,
    token: str = "",
) -> HttpResponse:
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    base = _written_against(request, practice, base)
    start = _start(base, proposal)
    text_form = ProposalForm(data, initial=ProposalForm.initial_from(start), is_new=kind == ProposalKind.NEW)
    offer_form = OfferForm(data, initial=_offer_start(request, proposal))
    is_guest = not request.user.is_authenticated and not token
    guest_form = GuestForm(data, initial={"started": GuestForm.now()}) if is_guest else None
    errors: list[str] = []
    preview = ""
    if do == "preview":
        preview = preview_html(request.POST.get("body", ""))
    elif data is not None:
        right = kind not in WITH_TEXT or text_form.is_valid()
        valid = offer_form.is_valid() and right and (guest_form is None or guest_form.is_valid())
        if valid or (do == "draft" and offer_form.only_lacks()):
            content = text_form.typed() if not right else text_form.content() if kind in WITH_TEXT else start
            try:
                offer = _offer(kind, practice, base, content, offer_form)
                return _keep(request, do, offer, proposal, guest_form, token)
            except Refused as refused:
                errors = refused.reasons
    context = {
        "kind": kind,
        "practice": practice,
        "base": base,
        "proposal": proposal,
        "token": token,
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


def _written_against(request: HttpRequest, practice: Practice | None, base: Revision | None) -> Revision | None:
    """The version that the form was filled in with. By now another may be live, or the proposal's base may have moved;
    taking that one for the base would undo in silence what was published meanwhile."""
    number = whole_number(request.POST.get("base", ""))
    if base is None or practice is None or number is None or number == base.number:
        return base
    known = Revision.objects.visible_to(request.user).filter(practice=practice, language=base.language)
    return get_object_or_404(known, number=number)


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
        reason=data.get("reason", ""),
        interest=data.get("interest", ""),
        is_minor=bool(data.get("is_minor")),
        credit=Credit(credit),
        new_sources=form.new_sources(),
    )


def _keep(
    request: HttpRequest, do: str, offer: Offer, proposal: Proposal | None, guest: GuestForm | None, token: str
) -> HttpResponse:
    """Everything is right: keep it as a draft, a submission, or what a guest still has to confirm."""
    if (guest is not None or token) and not _within_limits(request):
        raise Refused("Many proposals came from your network within the hour. Wait a while and send it once more.")
    if guest is not None:
        return _keep_for_guest(request, offer, guest)
    if token and proposal:
        proposals.resubmit_as_guest(offer, proposal)
        messages.success(request, "Your new version is with the curators.")
        return redirect("practices:proposal-follow", token=token)
    if do == "draft":
        kept = proposals.save_draft(offer, by=person(request), proposal=proposal)
        messages.success(request, "Your draft is saved. Only you can see it.")
        return redirect("practices:proposal-edit", pk=kept.pk)
    sent = proposals.submit(offer, by=person(request), proposal=proposal)
    messages.success(request, f"Your reference is {sent.pk}. A curator will answer by e-mail.")
    return redirect(sent)


def _within_limits(request: HttpRequest) -> bool:
    """The network's address is counted under a keyed hash, and is stored nowhere."""
    network = salted_hmac("propose", ratelimit.get_ip(request)).hexdigest()
    keys = {"propose-network": network, "propose-everybody": "everybody"}
    return all(
        ratelimit.consume(request, app="practices", action=action, config=LIMITS, key=key)
        for action, key in keys.items()
    )


def _keep_for_guest(request: HttpRequest, offer: Offer, form: GuestForm) -> HttpResponse:
    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("practices:proposal-confirm", args=[token]))

    data = form.cleaned_data
    proposals.submit_as_guest(offer, name=data["name"], email=data["email"], address=address)
    return render(request, "proposals/guest_sent.html", {"email": data["email"]})


@never_cache
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
        return detached(render_markdown(text, DatabaseLookup([text], READING_LANGUAGE)).html)
    except TooComplex as error:
        return str(error)


@open_to_guests
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the editor; without script the page itself is asked."""
    html = preview_html(request.POST.get("body", ""))
    return render(request, "proposals/_preview.html", {"preview": html})
