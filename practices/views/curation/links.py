"""Outgoing links that fail, and whether all that the collection points to is still there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from practices.exchange.link_check import check_now
from practices.forms.records import CopyForm
from practices.models import LinkCheck, LinkState, PracticeText, Source
from practices.views.access import curators_only, person
from practices.workflow import links
from practices.workflow.consistency import findings
from practices.workflow.errors import Refused


@curators_only
@require_safe
def link_list(request: HttpRequest) -> HttpResponse:
    return render(request, "curation/link_list.html", _context())


def _context() -> dict[str, Any]:
    places = links.places()
    troubled = [_row(check, places.get(check.url, [])) for check in LinkCheck.objects.troubled()]
    checked = LinkCheck.objects.filter(checked_at__isnull=False)
    return {
        "failing": [row for row in troubled if row["check"].state in ("dead", "failing")],
        "others": [row for row in troubled if row["check"].state in ("moved", "unclear")],
        "known": len(places),
        "checked": checked.count(),
        "last": checked.order_by("-checked_at").first(),
        "findings": findings(),
    }


def _row(check: LinkCheck, places: list[Source | PracticeText]) -> dict[str, Any]:
    return {
        "check": check,
        "sources": [place for place in places if isinstance(place, Source)],
        "texts": [place for place in places if isinstance(place, PracticeText)],
    }


@curators_only
@require_POST
def link_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the link while the curator waits, and says what it answered."""
    try:
        _say(request, check_now(get_object_or_404(LinkCheck, pk=pk), by=person(request)))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("practices:link-list")


def _say(request: HttpRequest, check: LinkCheck | None) -> None:
    if check is None:
        messages.error(request, "This address is led to no longer.")
    elif check.state in (LinkState.FINE, LinkState.MOVED):
        where = f" at {check.moved_to}" if check.moved_to else ""
        messages.success(request, f"{check.url} answers{where}.")
    else:
        fails = "cannot be told" if check.state == LinkState.UNCLEAR else "fails"
        answer = " ".join(str(part) for part in (check.status, check.said) if part)
        messages.warning(request, f"{check.url} {fails}: {answer}")


@curators_only
@require_POST
def link_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Where an archived copy of the source is. What cannot be taken is shown again."""
    source = get_object_or_404(Source.objects.all(), slug=slug)
    form = CopyForm(request.POST)
    if form.is_valid():
        links.keep_copy(source, form.cleaned_data["archived_url"], by=person(request))
        messages.success(request, f"The archived copy of {source.short_title} is noted.")
        return redirect("practices:link-list")
    messages.error(request, "This is no address: begin with https://.")
    context = _context() | {"typed": request.POST.get("archived_url", ""), "typed_for": source.slug}
    return render(request, "curation/link_list.html", context, status=400)
