"""Offering a change: one page for an edit, a new practice, a remark, or the wish to withdraw one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practices.forms.proposing import GuestForm, ProposalForms
from practices.models import (
    Credit,
    FormerSlug,
    Practice,
    PracticeText,
    Proposal,
    ProposalKind,
    ProposalVersion,
    Revision,
)
from practices.rendering.sections import changed_sections
from practices.views.access import open_to_guests, person, signed_in
from practices.views.finding import Moved, find, whole_number
from practices.views.keeping import forget, kept, network, sign_in, within
from practices.views.listing import READING_LANGUAGE
from practices.views.picking import picks
from practices.views.writing import editor, in_hand, sent
from practices.workflow import proposals
from practices.workflow.digests import promise
from practices.workflow.errors import Refused
from practices.workflow.lookup import filed_today
from practices.workflow.offers import Offer, problems

TEMPLATE_BODY = "## The practice\n\n\n\n## Why it matters\n\n\n\n## How to apply it\n\n\n\n## Limits and cautions\n\n"
LIMITS = {"propose-network": "6/h/key", "propose-everybody": "120/h/key"}
"""How many proposals guests may send: from one network, and all together."""
ACTS = ("submit", "draft")
"""What the buttons do that change something; the others show the page again."""
MOST_NEIGHBOURS = 20
SIGNED_OUT = "You are signed out, and nothing has been sent. Sign in and come back to this text, or send it as a guest."


@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """?kind= is edit (the default), remark or withdraw."""
    allowed = Practice.objects.visible_to(request.user).select_related("primary_theme")
    if request.method != "POST":  # what was typed before a withdrawal is refused by the workflow, and not lost
        allowed = allowed.published()
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
    return _page(request, Asked(ProposalKind(kind), practice, text.live_revision))


@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def propose_new(request: HttpRequest) -> HttpResponse:
    return _page(request, Asked(ProposalKind.NEW, None, None))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft taken up again, or a further version of what was submitted."""
    mine = Proposal.objects.by(person(request)).select_related("practice__primary_theme", "base_revision")
    proposal = get_object_or_404(mine, pk=pk)
    if not proposal.is_editable and request.method != "POST":
        messages.warning(request, "This proposal has been decided on.")
        return redirect(proposal)
    return _page(request, Asked(ProposalKind(proposal.kind), proposal.practice, proposal.base_revision, proposal))


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
    kind = ProposalKind(proposal.kind)
    return _page(request, Asked(kind, proposal.practice, proposal.base_revision, proposal, token))


@dataclass
class Asked:
    """Which form is asked for. ``token`` is that of the guest's secret link."""

    kind: ProposalKind
    practice: Practice | None
    base: Revision | None
    proposal: Proposal | None = None
    token: str = ""


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Shown as it begins, as it was set aside, or as it was sent; a valid one is kept and leads on."""
    do = request.POST.get("do", "")
    if do == "sign-in" and not request.user.is_authenticated:
        return sign_in(request)
    back = kept(request) if request.method == "GET" else None
    post = sent(request.POST) if request.method == "POST" else sent(back) if back is not None else None
    asked.base = _written_against(request, asked, post)
    forms = _forms(request, asked, post)
    errors: list[str] = []
    acts = request.method == "POST" and do in ACTS
    if acts:
        try:
            return _act(request, asked, forms, do)
        except Refused as refused:
            errors = refused.reasons
    elif post is not None:
        forms.forgive()
    context = _context(request, asked, forms, post)
    context |= {"errors": [("", words) for words in errors] + forms.errors(), "is_back": back is not None}
    return render(request, "proposals/propose.html", context, status=400 if acts else 200)


def _is_stranger(request: HttpRequest, asked: Asked) -> bool:
    return not request.user.is_authenticated and not asked.token


def _forms(request: HttpRequest, asked: Asked, post: QueryDict | None) -> ProposalForms:
    return ProposalForms(
        post,
        kind=asked.kind,
        start=_start(asked.base, asked.proposal),
        offer=_offer_start(request, asked.proposal),
        sources=asked.proposal.new_sources if asked.proposal else [],
        guest=_guest_start(asked.proposal) if asked.token and asked.proposal else None,
        is_new_guest=_is_stranger(request, asked) and settings.GUEST_PROPOSALS == "everybody",
    )


def _act(request: HttpRequest, asked: Asked, forms: ProposalForms, do: str) -> HttpResponse:
    """Save it or send it. Raises Refused; with no reason where the forms themselves say what is wrong."""
    if _is_stranger(request, asked):
        proposals.may_begin(None)
        if "started" not in request.POST:  # the form was made for somebody with an account
            raise Refused(SIGNED_OUT)
    right = forms.are_valid()
    if not right and not (do == "draft" and forms.may_be_draft()):
        raise Refused([])
    offer = _offer(asked, forms)
    if do == "submit":
        forms.add(problems(offer))
        if forms.errors():
            raise Refused([])
    email = forms.guest.cleaned_data["email"] if isinstance(forms.guest, GuestForm) else ""
    response = _keep(request, do, offer, asked, email)
    forget(request)
    return response


def _context(request: HttpRequest, asked: Asked, forms: ProposalForms, post: QueryDict | None) -> dict[str, Any]:
    hand = in_hand(request, post)
    words = post.get("find", "").strip() if post else ""
    live = _live(asked.practice)
    return {
        "kind": asked.kind,
        "practice": asked.practice,
        "base": asked.base,
        "live": live if live and asked.base and live.number > asked.base.number else None,
        "proposal": asked.proposal,
        "token": asked.token,
        "forms": forms,
        "editor": editor(str(forms.text["body"].value() or ""), hand) if forms.text else None,
        "find": words,
        "picks": picks(words) if words else [],
        "may_draft": request.user.is_authenticated and (not asked.proposal or asked.proposal.state == "draft"),
        "is_stranger": _is_stranger(request, asked),
        "way_out": _way_out(request, asked),
        "promise": promise(),
        "neighbours": _neighbours(asked.practice, asked.proposal, hand),
    }


def _way_out(request: HttpRequest, asked: Asked) -> str:
    """Where “Cancel” leads."""
    if asked.token:
        return reverse("practices:proposal-follow", args=[asked.token])
    if asked.practice:
        return asked.practice.get_absolute_url()
    return reverse(f"practices:{'proposal' if request.user.is_authenticated else 'practice'}-list")


def _live(practice: Practice | None) -> Revision | None:
    text = PracticeText.objects.live().filter(practice=practice, language=READING_LANGUAGE) if practice else None
    found = text.select_related("live_revision").first() if text else None
    return found.live_revision if found else None


def _written_against(request: HttpRequest, asked: Asked, post: QueryDict | None) -> Revision | None:
    """The version that the form was filled in with. By now another may be live, or the proposal's base may have moved;
    taking that one for the base would undo in silence what was published meanwhile."""
    base, number = asked.base, whole_number(post.get("base", "")) if post else None
    if base is None or number is None or number == base.number:
        return base
    known = Revision.objects.visible_to(request.user).filter(practice=asked.practice, language=base.language)
    return get_object_or_404(known, number=number)


def _start(base: Revision | None, proposal: Proposal | None) -> dict[str, Any]:
    if proposal and proposal.draft:
        return dict(filed_today(proposal.draft))
    if proposal and proposal.text:
        return dict(filed_today(proposal.text.content))
    return dict(filed_today(base.content)) if base else empty_content()


def empty_content() -> dict[str, Any]:
    """What a new practice starts from: nothing but the headings of its four sections."""
    empty = {"title": "", "key_message": "", "primary_theme": "", "themes": [], "phase": "custody", "actors": []}
    return empty | {"basis": "not-assessed", "related": [], "body": TEMPLATE_BODY, "slug": ""}


def _offer_start(request: HttpRequest, proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"credit": person(request).credit if request.user.is_authenticated else Credit.FULL}
    return {
        "summary": proposal.summary,
        "reason": proposal.reason,
        "interest": proposal.interest,
        "is_minor": "1" if proposal.is_minor else "",
        "credit": proposal.credit,
    }


def _guest_start(proposal: Proposal) -> dict[str, str]:
    return {"name": proposal.proposer_name, "affiliation": proposal.affiliation}


def _offer(asked: Asked, forms: ProposalForms) -> Offer:
    """For a remark or a wish to withdraw the content is the practice as it stands; for a draft, what has been typed."""
    content = _start(asked.base, asked.proposal)
    if forms.text:
        content = forms.text.content() if forms.text.is_valid() else forms.text.typed()
    data = forms.offer.cleaned_data
    guest = forms.guest.cleaned_data if forms.guest else {}
    return Offer(
        kind=asked.kind,
        practice=asked.practice,
        base_revision=asked.base,
        content=content,
        summary=data.get("summary", ""),
        reason=data.get("reason", ""),
        interest=data.get("interest", ""),
        is_minor=bool(data.get("is_minor")),
        credit=Credit(data.get("credit") or Credit.FULL),
        new_sources=forms.new_sources(),
        name=guest.get("name", ""),
        affiliation=guest.get("affiliation", ""),
    )


def _keep(request: HttpRequest, do: str, offer: Offer, asked: Asked, email: str) -> HttpResponse:
    """Everything is right: keep it as a draft, a submission, or what a guest still has to confirm by this address."""
    if asked.token and asked.proposal:
        _count(request)
        proposals.resubmit_as_guest(offer, asked.proposal)
        messages.success(request, "Your new version is with the curators.")
        return redirect("practices:proposal-follow", token=asked.token)
    if email:
        return _keep_for_guest(request, offer, email)
    if do == "draft":
        kept_draft = proposals.save_draft(offer, by=person(request), proposal=asked.proposal)
        messages.success(request, "Your draft is saved. Only you can see it.")
        section = request.POST.get("section", "")
        path = reverse("practices:proposal-edit", args=[kept_draft.pk])
        return redirect(f"{path}?{urlencode({'section': section})}" if section else path)
    sent_one = proposals.submit(offer, by=person(request), proposal=asked.proposal)
    messages.success(request, f"Your reference is {sent_one.pk}. A curator will answer by e-mail.")
    return redirect(sent_one)


def _count(request: HttpRequest) -> None:
    """Raises Refused when guests send too many."""
    if not within(request, LIMITS, {"propose-network": network(request), "propose-everybody": "everybody"}):
        raise Refused("Many proposals came from your network within the hour. Wait a while and send it once more.")


def _keep_for_guest(request: HttpRequest, offer: Offer, email: str) -> HttpResponse:
    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("practices:proposal-confirm", args=[token]))

    _count(request)
    proposals.submit_as_guest(offer, email=email, address=address)
    return render(request, "proposals/guest_sent.html", {"email": email})


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


@dataclass(frozen=True)
class Neighbour:
    """Another open proposal for the same practice. What a guest called theirs is for curators only."""

    title: str
    sections: list[str]
    is_here: bool


def _neighbours(practice: Practice | None, proposal: Proposal | None, anchor: str) -> list[Neighbour]:
    """What is under way, with those first that change the section in hand."""
    if practice is None:
        return []
    others = Proposal.objects.open().filter(practice=practice).exclude(pk=proposal.pk if proposal else 0)
    texts = ProposalVersion.objects.filter(proposal__in=others, number=F("proposal__version"))
    newest = texts.select_related("proposal", "base_revision").order_by("-proposal")[:MOST_NEIGHBOURS]
    return sorted([_neighbour(text, anchor) for text in newest], key=lambda row: not row.is_here)


def _neighbour(text: ProposalVersion, anchor: str) -> Neighbour:
    other = text.proposal
    title = other.summary if other.summary and not other.is_guest else other.get_kind_display()
    touched = changed_sections(text.base_revision.content["body"], text.content["body"]) if text.base_revision else []
    return Neighbour(title, [section.name for section in touched], anchor in [section.anchor for section in touched])
