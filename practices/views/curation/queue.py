"""The queue: what experts and guests have sent, and the same as a list for a spreadsheet."""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practices.exchange.table import write_table
from practices.filters import QueueFilter
from practices.models import Practice, Proposal
from practices.querysets import ProposalQuerySet
from practices.views.access import curators_only, person

COLUMNS = (
    *("number", "state", "kind", "practice", "summary", "words", "from", "submitted", "overdue", "assigned to"),
    "overlaps",
)


@curators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    chosen = queue_filter(request)
    found = chosen.qs.select_related("practice__primary_theme", "assignee")
    if request.GET.get("format") == "csv":
        return _csv(found)
    page = Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "page": page,
        **chosen.links(),
        "tags": chosen.active(),
        "next_review": None if page.paginator.count else _next_review(),
    }
    return render(request, "proposals/queue.html", context)


def queue_filter(request: HttpRequest) -> QueueFilter:
    """The queue as the address narrows it."""
    sent = Proposal.objects.visible_to(request.user).sent()
    return QueueFilter(request.GET, sent, person(request))


class Neighbours(NamedTuple):
    """Where a proposal stands in the queue; 0 for none, or when it is not in it any more."""

    before: int
    after: int
    place: int
    total: int


def neighbours(chosen: QueueFilter, pk: int) -> Neighbours:
    """One query. A proposal that has left the queue is followed by the first that is still there."""
    numbers = list(chosen.qs.values_list("pk", flat=True))
    at = numbers.index(pk) if pk in numbers else -1
    before = numbers[at - 1] if at > 0 else 0
    after = numbers[at + 1] if at + 1 < len(numbers) else 0
    return Neighbours(before, after, at + 1, len(numbers))


def _next_review() -> Practice | None:
    return Practice.objects.published().filter(review_by__isnull=False).order_by("review_by", "number").first()


def _csv(found: ProposalQuerySet) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="queue.csv"'
    write_table(response, COLUMNS, map(_cells, found))
    return response


def _cells(row: Proposal) -> tuple[Any, ...]:
    return (
        row.pk,
        row.get_state_display(),
        row.get_kind_display(),
        row.practice.code if row.practice else "",
        row.summary,
        row.words,
        row.credit_line,
        row.submitted_at and row.submitted_at.date(),
        row.is_overdue,
        row.assignee or "",
        row.overlaps,
    )
