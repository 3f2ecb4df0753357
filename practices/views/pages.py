"""Pages that say what the portal is and how to use it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import Edition
from practices.views.listing import readable


def about(request: HttpRequest) -> HttpResponse:
    context = {"total": readable(request).count(), "edition": Edition.objects.first()}
    return render(request, "practices/about.html", context)


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/help.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/privacy.html")
