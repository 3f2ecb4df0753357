"""What was published lately."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import Revision
from practices.views.listing import READING_LANGUAGE


def change_list(request: HttpRequest) -> HttpResponse:
    revisions = Revision.objects.visible_to(request.user).in_language(READING_LANGUAGE).newest_first().for_list()
    page = Paginator(revisions, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "practices/change_list.html", {"page": page})
