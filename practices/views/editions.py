"""Editions: the collection as it stood on a day, for good."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from practices.models import Edition
from practices.workflow.editions import difference, edition_before, revisions_of


def edition_list(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.annotate(practice_count=Count("items")).order_by("-number")
    return render(request, "practices/edition_list.html", {"editions": editions})


def edition_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Says only what follows from the edition and its revisions, so that it says the same for ever."""
    edition = get_object_or_404(Edition, number=number)
    revisions, before = list(revisions_of(edition)), edition_before(edition)
    context = {
        "edition": edition,
        "contents": [(revision, edition.themes.get(revision.content["primary_theme"], "")) for revision in revisions],
        "before": before,
        "changes": difference(list(revisions_of(before)), revisions) if before else None,
    }
    return render(request, "practices/edition_detail.html", context)
