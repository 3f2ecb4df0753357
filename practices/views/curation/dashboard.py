"""The first page of curation: what waits, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.models import Practice, Proposal
from practices.views.access import curators_only


@curators_only
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    waiting = Proposal.objects.visible_to(request.user).waiting().order_by("submitted_at", "pk")
    context = {
        "waiting": waiting.select_related("practice__primary_theme", "assignee"),
        "due": (
            Practice.objects.published()
            .due_for_review(timezone.localdate())
            .for_list("en")
            .order_by("review_by", "number")
        ),
    }
    return render(request, "curation/dashboard.html", context)
