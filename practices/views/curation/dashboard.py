"""The first page of curation: what waits, the most urgent first. A fixed number of statements, whatever waits."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practices.models import (
    FailedSearch,
    LinkCheck,
    LinkState,
    Phase,
    Practice,
    PracticeText,
    Proposal,
    ProposalState,
    User,
)
from practices.views.access import curators_only, person
from practices.views.curation.figures import coverage, decision_charts
from practices.views.finding import whole_number
from practices.views.listing import READING_LANGUAGE
from practices.workflow import searches
from practices.workflow.digests import promise

LISTED = 10
SEARCHES_OF = timedelta(days=30)


@curators_only
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    today, by = timezone.localdate(), person(request)
    due = Practice.objects.published().due_for_review(today)
    bare = Practice.objects.published().bare(READING_LANGUAGE)
    wanted = FailedSearch.objects.since(today - SEARCHES_OF)
    behind = PracticeText.objects.live().behind(READING_LANGUAGE).filter(practice__in=Practice.objects.published())
    links = LinkCheck.objects.troubled().filter(state__in=(LinkState.DEAD, LinkState.FAILING))
    decisions, answers = decision_charts(today)
    figures = _figures(by)
    context = {
        "figures": figures,
        "sentence": _sentence(figures["waiting"], figures["oldest"], due.count(), _next_review(today)),
        "queue": _queue(by)[:LISTED],
        "overdue": timezone.now() - timedelta(days=settings.ANSWER_DAYS),
        "due_count": due.count(),
        "due": due.for_list(READING_LANGUAGE).order_by("review_by", "number")[:LISTED],
        "search_count": wanted.count(),
        "searches": wanted.most_wanted()[:LISTED],
        "link_count": links.count(),
        "links": links[:LISTED],
        "behind": behind.annotate(versions_behind=F("source_now") - F("source_then")).select_related(
            "practice__primary_theme"
        )[:LISTED],
        "bare": bare.order_by("number")[:LISTED],
        "decisions": decisions,
        "answers": answers,
        "promise": promise(),
        "phases": Phase.labels,
        "coverage": coverage(),
    }
    return render(request, "curation/dashboard.html", context)


def _queue(by: User) -> Any:
    waiting = Proposal.objects.visible_to(by).waiting().order_by("submitted_at", "pk")
    return waiting.select_related("practice__primary_theme", "assignee")


def _figures(by: User) -> dict[str, Any]:
    waiting = Q(state__in=(ProposalState.SUBMITTED, ProposalState.IN_REVIEW))
    return Proposal.objects.visible_to(by).aggregate(
        waiting=Count("pk", filter=waiting),
        mine=Count("pk", filter=waiting & Q(assignee=by)),
        nobody=Count("pk", filter=waiting & Q(assignee=None)),
        with_proposer=Count("pk", filter=Q(state=ProposalState.CHANGES_REQUESTED)),
        oldest=Min("submitted_at", filter=waiting),
    )


def _next_review(today: date) -> date | None:
    later = Practice.objects.published().filter(review_by__gt=today).order_by("review_by")
    return later.values_list("review_by", flat=True).first()


def _sentence(waiting: int, oldest: datetime | None, due: int, soonest: date | None) -> str:
    """What waits, in words; when nothing does, what comes next."""
    said = []
    if waiting and oldest:
        days = (timezone.now() - oldest).days
        since = f"{days} day{'' if days == 1 else 's'}" if days else "less than a day"
        first = "1 proposal is" if waiting == 1 else f"{waiting} proposals are"
        said.append(f"{first} waiting. {'It' if waiting == 1 else 'The oldest'} has waited {since}.")
    else:
        said.append("The queue is clear.")
    if due:
        said.append(f"{'1 practice is' if due == 1 else f'{due} practices are'} due for review.")
    elif soonest:
        said.append(f"The next review is due on {soonest.day} {soonest:%B %Y}.")
    return " ".join(said)


@curators_only
@require_POST
def forget_search(request: HttpRequest) -> HttpResponse:
    """Take a search without result off the list."""
    number = whole_number(request.POST.get("search", ""))
    if number is not None and searches.forget([number], by=person(request)):
        messages.success(request, "The search is off the list.")
    return redirect("practices:curation")
