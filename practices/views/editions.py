"""Editions: the collection as it stood on a day, for good."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from practices.models import Edition, Revision


def edition_list(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.annotate(practice_count=Count("items")).order_by("-number")
    return render(request, "practices/edition_list.html", {"editions": editions})


def edition_detail(request: HttpRequest, number: int) -> HttpResponse:
    edition = get_object_or_404(Edition, number=number)
    revisions = Revision.objects.filter(editions=edition).for_list().order_by("edition_items__position")
    return render(request, "practices/edition_detail.html", {"edition": edition, "revisions": revisions})
