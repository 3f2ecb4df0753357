"""A text as a curator writes it: a new practice, a draft, or the next version, published or sent for review."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from practices.forms.practices import PublishingForm
from practices.forms.proposing import ProposalForm
from practices.models import Credit, Practice, PracticeText, ProposalKind, Revision, Status
from practices.rendering.guard import TooComplex
from practices.views.access import curators_only, person
from practices.views.listing import READING_LANGUAGE
from practices.views.picking import picks
from practices.views.proposing import empty_content
from practices.views.writing import editor, in_hand, sent
from practices.workflow import proposals, writing
from practices.workflow.errors import Refused, Stale
from practices.workflow.merging import merge
from practices.workflow.offers import Offer
from practices.workflow.publication import snapshot
from practices.workflow.upkeep import next_review
from practices.workflow.writing import Writing, state_of

ACTS = ("publish", "send", "draft")
"""What the buttons do that change something; the others show the page again."""


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    allowed = Practice.objects.visible_to(request.user).select_related("primary_theme")
    text = _text(get_object_or_404(allowed, number=number))
    if text.practice.is_withdrawn and request.method != "POST":
        messages.warning(request, f"{text.practice.code} is withdrawn: restore it before you change it.")
        return redirect("practices:curation-practice", number=number)
    return _page(request, text)


def _text(practice: Practice) -> PracticeText:
    return get_object_or_404(practice.texts.select_related("live_revision"), language=READING_LANGUAGE)


@dataclass
class Page:
    """The forms, what they were filled in with, and what is wrong."""

    text: ProposalForm
    publishing: PublishingForm
    seen: str
    reasons: list[str] = field(default_factory=list)
    status: int = 200
    combined: bool = False

    @property
    def has_filing_errors(self) -> bool:
        return bool({"primary_theme", "phase", "basis", "related"} & set(self.text.errors))

    def errors(self) -> list[tuple[str, str]]:
        """Each with the id of its field; with none where it is not about one field."""
        fields = [bound for form in (self.text, self.publishing) for bound in form if bound.errors]
        return [("", reason) for reason in self.reasons] + [
            (bound.auto_id, str(error)) for bound in fields for error in bound.errors
        ]


def _page(request: HttpRequest, text: PracticeText | None) -> HttpResponse:
    post, do = sent(request.POST) if request.method == "POST" else None, request.POST.get("do", "")
    page = _filled(text, post, do)
    if do in ACTS:
        page.status = 400
        try:
            if page.text.is_valid() and page.publishing.is_valid():
                return _keep(request, do, text, page)
        except Stale as stale:
            page.status, page.reasons = 409, stale.reasons
        except Refused as refused:
            page.reasons = refused.reasons
    elif post is not None:
        page.text.forgive()
        page.publishing.forgive()
    return render(request, "curation/edit.html", _context(request, text, post, page), status=page.status)


def _filled(text: PracticeText | None, post: QueryDict | None, do: str) -> Page:
    begin = ProposalForm.initial_from(snapshot(text) if text else empty_content())
    form = ProposalForm(post, initial=begin, is_new=text is None)
    publishing = PublishingForm(post, initial={"review_by": next_review()}, is_draft=do == "draft")
    seen = post.get("seen", "") if post else state_of(text) if text else ""
    return Page(form, publishing, seen)


def _context(request: HttpRequest, text: PracticeText | None, post: QueryDict | None, page: Page) -> dict[str, Any]:
    based_on = _version(text, page.seen)
    if text and page.status == 409:
        text = _text(text.practice)
        page.seen = state_of(text)
        page.text, page.combined = _brought_together(page.text, based_on, text.live_revision)
    words = post.get("find", "").strip() if post else ""
    return {
        "kind": "edit" if text else "new",
        "practice": text.practice if text else None,
        "live": text.live_revision if text else None,
        "is_draft": text is None or text.practice.status == Status.DRAFT,
        "based_on": based_on,
        "forms": page,
        "errors": page.errors(),
        "stale": page.status == 409,
        "editor": editor(str(page.text["body"].value() or ""), in_hand(request, post)),
        "find": words,
        "picks": picks(words) if words else [],
        "neighbours": text.practice.proposals.open() if text else [],
    }


def _keep(request: HttpRequest, do: str, text: PracticeText | None, page: Page) -> HttpResponse:
    """Everything is right: send it for review, keep it as a draft, or publish it."""
    by, data = person(request), page.publishing.cleaned_data
    written = Writing(page.text.content(), data["note"], page.seen, bool(data["is_minor"]), data["review_by"])
    if do == "send":
        return _send(request, text, written)
    if text is None:
        made = writing.begin(written, READING_LANGUAGE, by=by, draft=do == "draft")
        said = "is kept as a draft. Only curators see it." if do == "draft" else "is published."
        messages.success(request, f"{made.code} {said}")
        return redirect("practices:curation-practice", number=made.number)
    if do == "draft":
        writing.save_draft(text.practice, READING_LANGUAGE, written, by=by)
        messages.success(request, "The draft is saved. Only curators see it.")
    else:
        revision = writing.publish_directly(text.practice, READING_LANGUAGE, written, by=by)
        messages.success(request, f"Version {revision.number} of {text.practice.code} is published.")
    return redirect("practices:curation-practice", number=text.practice.number)


def _send(request: HttpRequest, text: PracticeText | None, written: Writing) -> HttpResponse:
    """As a proposal, which another curator decides on."""
    base = _version(text, written.seen)
    if text and base is None:
        raise Refused("A draft has no version to compare with. Publish it, or save it.")
    offer = Offer(
        kind=ProposalKind.EDIT if text else ProposalKind.NEW,
        content=written.content,
        reason=written.note,
        practice=text.practice if text else None,
        base_revision=base,
        is_minor=written.is_minor,
        credit=Credit(person(request).credit),
    )
    kept = proposals.submit(offer, by=person(request))
    messages.success(request, f"Proposal {kept.pk} waits for another curator.")
    return redirect(kept)


def _version(text: PracticeText | None, seen: str) -> Revision | None:
    """The version that the form was filled in with."""
    named = re.fullmatch(r"v([1-9][0-9]{0,8})", seen)
    if text is None or named is None:
        return None
    return text.practice.revisions.filter(language=text.language, number=int(named[1])).first()


def _brought_together(form: ProposalForm, base: Revision | None, live: Revision | None) -> tuple[ProposalForm, bool]:
    """What was typed, with what was published meanwhile where the two do not touch; else just as it was typed."""
    if base is None or live is None:
        return form, False
    try:
        merged = merge(base.content, live.content, form.content())
    except TooComplex:
        return form, False
    if not merged.is_clean:
        return form, False
    return ProposalForm(initial=ProposalForm.initial_from(merged.content)), True
