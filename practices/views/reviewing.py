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
from practices.models import Proposal, ProposalKind, ProposalState, Revision, Theme, User
from practices.models.proposal import OPEN
from practices.querysets import ProposalQuerySet
from practices.rendering.diff import compare_words
from practices.rendering.guard import TooComplex
from practices.rendering.markdown import render as render_markdown
from practices.rendering.references import Rendered
from practices.rendering.sanitise import inert
from practices.rendering.structure import uncited_paragraphs
from practices.views.access import curators_only, person
from practices.views.finding import whole_number
from practices.workflow import decisions, proposals
from practices.workflow.decisions import Stale, Verdict
from practices.workflow.errors import Refused
from practices.workflow.lookup import DatabaseLookup
from practices.workflow.merging import EMPTY, Conflict, Merge, changes, named
from practices.workflow.rebasing import live_revision

NOT_SENT = (ProposalState.DRAFT, ProposalState.UNCONFIRMED)
WITH_TEXT = (ProposalKind.EDIT, ProposalKind.NEW)
SORTS = {"oldest": ("submitted_at", "pk"), "newest": ("-submitted_at", "-pk"), "practice": ("practice__number", "pk")}
FORMULA = tuple("=+-@\t\r\n")


@curators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    asked = Proposal.objects.visible_to(request.user).exclude(state__in=NOT_SENT)
    found = _filtered(asked, request.GET, person(request))
    found = found.select_related("practice__primary_theme", "assignee")
    if request.GET.get("format") == "csv":
        return _csv(found)
    context = {
        "page": Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page")),
        "states": ProposalState.choices,
        "kinds": ProposalKind.choices,
        "themes": Theme.objects.all(),
        "chosen": request.GET,
        "overdue": timezone.now() - timedelta(days=settings.ANSWER_DAYS),
        "query": _without_page(request.GET),
    }
    return render(request, "proposals/queue.html", context)


def _filtered(found: ProposalQuerySet, asked: QueryDict, by: User) -> ProposalQuerySet:
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
    number = whole_number(str(asked.get("practice", "")))
    if number is not None:
        found = found.filter(practice__number=number)
    if asked.get("from") in ("guest", "expert"):
        found = found.filter(is_guest=asked["from"] == "guest")
    if asked.get("overlaps") == "1":
        found = found.filter(overlaps=True)
    if asked.get("assigned") == "nobody":
        found = found.filter(assignee__isnull=True)
    elif asked.get("assigned") == "me":
        found = found.filter(assignee=by)
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
        rows.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in cells])
    return response


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Proposal.objects.visible_to(request.user).exclude(state__in=NOT_SENT)
    visible = visible.select_related("practice__primary_theme", "assignee", "proposer")
    proposal = get_object_or_404(visible, pk=pk)
    sent = request.method == "POST"
    live = live_revision(proposal)
    form = VerdictForm(request.POST if sent else None, initial=_seen(proposal, live))
    answer = _do(request, proposal, form) if sent else 200
    if isinstance(answer, HttpResponse):
        return answer
    context = _context(request, proposal, form, live_revision(proposal) if sent else live)
    if answer == 200 and request.POST.get("do") in ("comment", "note"):
        context["typed"]["comment"] = ""
    return render(request, "proposals/review.html", context, status=answer)


def _seen(proposal: Proposal, live: Revision | None) -> dict[str, Any]:
    due = proposal.practice.review_by if proposal.practice else None
    number = live.number if live else 0
    return {"version": proposal.version, "live": number, "review_by": due, "is_minor": proposal.is_minor}


def _do(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> HttpResponse | int:
    """Where to go next, or the status with which the page is shown again, with all that was typed."""
    do, by = request.POST.get("do", ""), person(request)
    try:
        if do == "preview":
            return 200
        if do in ("claim", "assign"):
            decisions.claim(proposal, by=by, to=_colleague(request) if do == "assign" else None)
        elif do == "release":
            decisions.release(proposal, by=by)
        elif do in ("comment", "note"):
            proposals.comment(proposal, _typed(request, "comment"), by=by, internal=do == "note")
        elif form.is_valid():
            _decide(request, proposal, form, do)
            messages.success(request, "Your decision is sent.")
            return redirect("practices:queue")
        else:
            messages.error(request, "Something in your decision cannot be read: look at what is marked.")
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
    if not any(_typed(request, name) for name in ("message", "note")) and not _own(request):
        return redirect("practices:review", pk=proposal.pk)
    messages.success(request, "Done. Your decision is not sent yet.")
    return 200


def _look_again(form: VerdictForm, proposal: Proposal) -> None:
    """From here on the form is about what is true now, which is what the page shows."""
    now = _seen(proposal, live_revision(proposal))
    form.data = dict(form.data.items()) | {name: str(now[name]) for name in ("version", "live")}


def _typed(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).replace("\r\n", "\n").replace("\0", "")


def _colleague(request: HttpRequest) -> User:
    number = whole_number(_typed(request, "colleague"))
    found = next((user for user in decisions.curators() if user.pk == number), None)
    if found is None:
        raise Refused("Choose to whom it is given.")
    return found


def _decide(request: HttpRequest, proposal: Proposal, form: VerdictForm, do: str) -> None:
    verdict, by = _verdict(request, form), person(request)
    if do == "accept":
        verdict.edited = _edited(request, proposal, verdict)
        decisions.accept(proposal, by=by, verdict=verdict)
    elif do == "changes":
        decisions.ask_for_changes(proposal, by=by, verdict=verdict)
    elif do == "decline":
        decisions.decline(proposal, by=by, verdict=verdict)
    elif do == "spam":
        decisions.mark_spam(proposal, by=by, verdict=verdict)
    elif do == "supersede":
        number = whole_number(_typed(request, "other")) or 0
        other = Proposal.objects.visible_to(request.user).filter(pk=number).first()
        if other is None:
            raise Refused("Give the number of the proposal that replaces this one.")
        decisions.supersede(proposal, by=by, verdict=verdict, other=other)
    else:
        raise Refused("Choose what to do.")


def _verdict(request: HttpRequest, form: VerdictForm) -> Verdict:
    data = form.cleaned_data
    return Verdict(
        version=data["version"], live=data["live"], message=data["message"], note=data["note"],
        is_minor=data["is_minor"], review_by=data["review_by"], keep_rest=data["keep_rest"],
        chosen=_ticked(request), resolutions=_resolutions(request),
    )  # fmt: skip


def _ticked(request: HttpRequest) -> list[str] | None:
    """The names of the changes to take; None when the page had none to leave out."""
    return request.POST.getlist("change") if request.POST.get("ticked") == "1" else None


def _resolutions(request: HttpRequest) -> dict[str, str]:
    """For each conflict: the live reading, the proposed one, or the curator's own text."""
    return {
        name.removeprefix("conflict-"): _typed(request, f"text-{value}-{name.removeprefix('conflict-')}")
        for name, value in request.POST.items()
        if name.startswith("conflict-") and value in ("live", "proposed", "own")
    }


def _own(request: HttpRequest) -> str:
    """The curator's own wording of the whole text; empty when it was left as the page gave it."""
    own = _typed(request, "own_body").strip("\n")
    return "" if named(own) == request.POST.get("own_from") else own


def _edited(request: HttpRequest, proposal: Proposal, verdict: Verdict) -> dict[str, Any] | None:
    """Raises Refused when the wording was written over another result than the one the other choices lead to."""
    own = _own(request)
    if not own or proposal.kind not in WITH_TEXT:
        return None
    found = decisions.proposed_merge(proposal, verdict).content
    given = str(found["body"]).strip("\n")
    if own == given:
        return None
    current = live_revision(proposal)
    is_stale = verdict.version != proposal.version or verdict.live != (current.number if current else 0)
    if not is_stale and request.POST.get("own_from", named(given)) != named(given):
        raise Refused("You chose otherwise after you wrote your own text: put your words into the result below.")
    return found | {"body": own}


def _context(request: HttpRequest, proposal: Proposal, form: VerdictForm, live: Revision | None) -> dict[str, Any]:
    text = proposal.text
    base = text.base_revision.content if text and text.base_revision else None
    found = changes(base or EMPTY, text.content) if text and proposal.kind in WITH_TEXT else []
    ticked = _ticked(request)
    unticked = set() if ticked is None else set(request.POST.getlist("seen")) - set(ticked)
    taken = [change.id for change in found if change.id not in unticked]
    open_merge = merged = Merge({})
    if text:
        shown = Verdict(proposal.version, 0, chosen=taken if base else None)
        open_merge = decisions.merge_onto(live, text, shown)
        shown.resolutions = _resolutions(request)
        merged = decisions.merge_onto(live, text, shown)
    return {
        "proposal": proposal,
        "form": form,
        "text": text,
        "changes": [(change, compare_words(change.old, change.new), change.id in taken) for change in found],
        "may_leave_out": base is not None,
        "conflicts": [_conflict(request, conflict) for conflict in open_merge.conflicts],
        "merged": merged.content if proposal.kind in WITH_TEXT else {},
        **_result(request, proposal, merged),
        "typed": {name: _typed(request, name) for name in ("comment", "other")},
        "comments": proposal.comments.all(),
        "decisions": proposal.decisions.all(),
        "split": request.GET.get("view") == "split",
        "others": Proposal.objects.open().filter(practice=proposal.practice).exclude(pk=proposal.pk)
        if proposal.practice_id
        else [],
        "colleagues": [
            user for user in decisions.curators() if user.pk not in (person(request).pk, proposal.proposer_id)
        ],
        "may_decide": proposal.is_open and proposal.proposer_id != person(request).pk,
    }


def _conflict(request: HttpRequest, conflict: Conflict) -> dict[str, Any]:
    """With what was chosen and written, where the page is shown again."""
    own = request.POST.get(f"text-own-{conflict.id}")
    return {
        "is": conflict,
        "picked": request.POST.get(f"conflict-{conflict.id}", ""),
        "own": conflict.proposed if own is None else own,
    }


def _result(request: HttpRequest, proposal: Proposal, merged: Merge) -> dict[str, Any]:
    """The text as it would be published, with the curator's own words where they were written over just this result;
    words that were written over another one are kept beside it, and never put in its place."""
    given = str(merged.content.get("body", "")).strip("\n")
    own, kept = _own(request), _typed(request, "own_kept")
    if own and request.POST.get("own_from", named(given)) != named(given):
        own, kept = "", own
    rendered = _rendered(own or given, proposal.language)
    html = rendered if isinstance(rendered, str) else rendered.html
    return {
        "own_body": own or given,
        "own_from": named(given),
        "own_kept": kept,
        "preview": inert(html) if proposal.is_guest else html,  # nothing to follow until somebody has accepted it
        "checks": _checks(proposal, merged, rendered),
    }


def _rendered(body: str, language: str) -> Rendered | str:
    """Or why it cannot be shown."""
    try:
        return render_markdown(body, DatabaseLookup([body], language))
    except TooComplex as error:
        return str(error)


def _checks(proposal: Proposal, merged: Merge, rendered: Rendered | str) -> list[tuple[bool, str]]:
    """What a curator would look for first, done already."""
    fine = not isinstance(rendered, str)
    links = not isinstance(rendered, str) and not rendered.broken
    cited = not isinstance(rendered, str) and not uncited_paragraphs(rendered)
    conflicts = len(merged.conflicts)
    return [
        (bool(proposal.reason.strip()), "A reason is given"),
        (links, "All links and citations lead somewhere" if fine else str(rendered)),
        (cited or proposal.kind not in WITH_TEXT, "Every paragraph cites a source"),
        (not conflicts, f"{conflicts} conflicts to settle" if conflicts else "No conflict with what is published"),
        (not proposal.interest, "An interest is declared" if proposal.interest else "No interest declared"),
    ]
