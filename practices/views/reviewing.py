"""The queue, and the page on which a curator decides."""

import csv
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practices.forms import VerdictForm
from practices.models import Proposal, ProposalKind, ProposalState, Theme
from practices.models.proposal import OPEN
from practices.querysets import ProposalQuerySet
from practices.rendering.diff import compare_words
from practices.rendering.markdown import render as render_markdown
from practices.rendering.sanitise import inert
from practices.rendering.structure import uncited_paragraphs
from practices.views.access import curators_only, person
from practices.views.proposing import preview_html
from practices.workflow import decisions, proposals
from practices.workflow.decisions import Stale, Verdict
from practices.workflow.errors import Refused
from practices.workflow.lookup import DatabaseLookup
from practices.workflow.merging import Merge, changes

SORTS = {"oldest": ("submitted_at", "pk"), "newest": ("-submitted_at", "-pk"), "practice": ("practice__number", "pk")}
OVERDUE = timedelta(days=14)


@curators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    found = _filtered(Proposal.objects.visible_to(request.user).exclude(state=ProposalState.DRAFT), request.GET)
    found = found.select_related("practice__primary_theme", "assignee")
    if request.GET.get("format") == "csv":
        return _csv(found)
    context = {
        "page": Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page")),
        "states": ProposalState.choices,
        "kinds": ProposalKind.choices,
        "themes": Theme.objects.all(),
        "chosen": request.GET,
        "overdue": timezone.now() - OVERDUE,
        "query": _without_page(request.GET),
    }
    return render(request, "proposals/queue.html", context)


def _filtered(found: ProposalQuerySet, asked: QueryDict) -> ProposalQuerySet:
    """All filters are in the address; what cannot be read is passed over."""
    state = asked.get("state", "open")
    if state in ProposalState.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.filter(state__in=OPEN)
    if asked.get("kind") in ProposalKind.values:
        found = found.filter(kind=asked["kind"])
    if asked.get("theme"):
        found = found.filter(practice__themes__slug=asked["theme"])
    number = str(asked.get("practice", ""))
    if number.isdecimal():
        found = found.filter(practice__number=int(number))
    if asked.get("from") in ("guest", "expert"):
        found = found.filter(is_guest=asked["from"] == "guest")
    if asked.get("overlaps") == "1":
        found = found.filter(overlaps=True)
    if asked.get("assigned") == "nobody":
        found = found.filter(assignee__isnull=True)
    return found.order_by(*SORTS.get(asked.get("sort", ""), SORTS["oldest"]))


def _without_page(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _csv(found: ProposalQuerySet) -> HttpResponse:
    """For a spreadsheet; a cell never begins with a sign that one would run as a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="queue.csv"'
    rows = csv.writer(response)
    rows.writerow(["number", "state", "kind", "practice", "summary", "from", "submitted", "assigned to", "overlaps"])
    for row in found:
        cells = [row.pk, row.get_state_display(), row.get_kind_display(), row.practice.code if row.practice else "",
                 row.summary, row.credit_line, row.submitted_at and row.submitted_at.date(), row.assignee or "",
                 row.overlaps]  # fmt: skip
        rows.writerow([f"'{cell}" if str(cell)[:1] in tuple("=+-@\t\r") else cell for cell in cells])
    return response


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Proposal.objects.visible_to(request.user).select_related(
        "practice__primary_theme", "assignee", "proposer"
    )
    proposal = get_object_or_404(visible, pk=pk)
    form = VerdictForm(request.POST or None, initial=_seen(proposal))
    if request.method == "POST":
        answer = _do(request, proposal, form)
        if answer:
            return answer
    return render(request, "proposals/review.html", _context(request, proposal, form), status=_status(request))


def _status(request: HttpRequest) -> int:
    return getattr(request, "refusal", 200)


def _seen(proposal: Proposal) -> dict[str, Any]:
    live = decisions.live_revision(proposal)
    due = proposal.practice.review_by if proposal.practice else None
    return {
        "version": proposal.version,
        "live": live.number if live else 0,
        "review_by": due,
        "is_minor": proposal.is_minor,
    }


def _do(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> HttpResponse | None:
    """None when the page has to be shown again, with what was typed."""
    do, by = request.POST.get("do", ""), person(request)
    try:
        if do == "claim":
            decisions.claim(proposal, by=by)
        elif do == "release":
            decisions.release(proposal, by=by)
        elif do in ("comment", "note"):
            proposals.comment(proposal, request.POST.get("comment", "")[:10_000], by=by, internal=do == "note")
        elif do == "preview" or not form.is_valid():
            return None
        else:
            _decide(request, proposal, form, do)
            messages.success(request, "Your decision is sent.")
            return redirect("practices:queue")
    except Stale as stale:
        messages.error(request, f"{stale} Your message is still here; look again before you decide.")
        request.refusal = 409  # type: ignore[attr-defined]
        proposal.refresh_from_db()
        typed = request.POST.copy()
        typed.update({name: str(value) for name, value in _seen(proposal).items() if name in ("version", "live")})
        form.data = typed
        return None
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        request.refusal = 400  # type: ignore[attr-defined]
        return None
    return redirect("practices:review", pk=proposal.pk)


def _decide(request: HttpRequest, proposal: Proposal, form: VerdictForm, do: str) -> None:
    verdict, by = _verdict(request, proposal, form), person(request)
    if do == "accept":
        decisions.accept(proposal, by=by, verdict=verdict)
    elif do == "changes":
        decisions.ask_for_changes(proposal, by=by, verdict=verdict)
    elif do == "decline":
        decisions.decline(proposal, by=by, verdict=verdict)
    elif do == "spam":
        decisions.mark_spam(proposal, by=by, verdict=verdict)
    elif do == "supersede":
        number = request.POST.get("other", "")
        other = Proposal.objects.filter(pk=number).first() if number.isdecimal() else None
        if other is None:
            raise Refused("Give the number of the proposal that replaces this one.")
        decisions.supersede(proposal, by=by, verdict=verdict, other=other)
    else:
        raise Refused("Choose what to do.")


def _verdict(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> Verdict:
    data = form.cleaned_data
    verdict = Verdict(
        version=data["version"], live=data["live"], message=data["message"], note=data["note"],
        is_minor=data["is_minor"], review_by=data["review_by"], keep_rest=data["keep_rest"],
        resolutions=_resolutions(request),
    )  # fmt: skip
    if request.POST.get("ticked") == "1":
        verdict.chosen = request.POST.getlist("change")
    own = request.POST.get("own_body", "").replace("\r\n", "\n").strip("\n")
    if own and own != decisions.proposed_merge(proposal).content.get("body"):
        verdict.edited = decisions.proposed_merge(proposal, verdict).content | {"body": own}
    return verdict


def _resolutions(request: HttpRequest) -> dict[str, str]:
    """For each conflict: the live reading, the proposed one, or the curator's own text."""
    settled = {}
    for name, value in request.POST.items():
        if name.startswith("conflict-") and value in ("live", "proposed", "own"):
            id_ = name.removeprefix("conflict-")
            settled[id_] = str(request.POST.get(f"text-{value}-{id_}", "")).replace("\r\n", "\n")
    return settled


def _context(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> dict[str, Any]:
    text = proposal.text
    base = text.base_revision.content if text and text.base_revision else None
    found = changes(base, text.content) if text and base else []
    merged = decisions.proposed_merge(proposal) if text else Merge({})
    ticked = request.POST.getlist("change") if request.POST.get("ticked") == "1" else [change.id for change in found]
    return {
        "proposal": proposal,
        "form": form,
        "text": text,
        "changes": [(change, compare_words(change.old, change.new), change.id in ticked) for change in found],
        "conflicts": merged.conflicts,
        "merged": merged.content,
        "own_body": request.POST.get("own_body") or merged.content.get("body", ""),
        "preview": _preview(proposal, str(request.POST.get("own_body") or merged.content.get("body", ""))),
        "checks": _checks(proposal, merged),
        "comments": proposal.comments.all(),
        "decisions": proposal.decisions.all(),
        "split": request.GET.get("view") == "split",
        "others": Proposal.objects.open().filter(practice=proposal.practice).exclude(pk=proposal.pk)
        if proposal.practice_id
        else [],
        "may_decide": proposal.is_open and proposal.proposer_id != person(request).pk,
    }


def _preview(proposal: Proposal, text: str) -> str:
    """What a stranger sent has nothing to follow until it is accepted."""
    html = preview_html(text)
    return inert(html) if proposal.is_guest else html


def _checks(proposal: Proposal, merged: Merge) -> list[tuple[bool, str]]:
    """What a curator would look for first, done already."""
    body = str(merged.content.get("body", ""))
    rendered = render_markdown(body, DatabaseLookup([body], proposal.language))
    uncited = uncited_paragraphs(rendered)
    return [
        (bool(proposal.reason.strip()), "A reason is given"),
        (not rendered.broken, "All links and citations lead somewhere"),
        (not uncited or proposal.kind not in ("edit", "new"), "Every paragraph cites a source"),
        (
            merged.is_clean,
            "No conflict with what is published" if merged.is_clean else f"{len(merged.conflicts)} conflicts to settle",
        ),
        (not proposal.interest, "No interest declared" if not proposal.interest else "An interest is declared"),
    ]
