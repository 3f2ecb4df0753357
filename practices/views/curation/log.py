"""The audit trail: all lines or those about one object, on the page or as CSV, and taking words out of one."""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.views.decorators.http import require_http_methods, require_safe

from practices.exchange.table import write_table
from practices.forms.practices import RedactForm
from practices.models import FormerSlug, LogEntry, Practice, User
from practices.models.log import LogLines
from practices.views.access import administrators_only, curators_only, person
from practices.workflow.errors import Refused
from practices.workflow.log import redact

HEADER = ["line", "when", "who", "what", "kind", "object", "before", "after", "note"]
FIELDS = ("who", "what", "kind", "key", "from", "to")


@curators_only
@require_safe
def log_list(request: HttpRequest) -> HttpResponse:
    """?who= ?what= ?kind= ?key= ?from= ?to= narrow it down; with kind and key it is the story of one object."""
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:120] for name in FIELDS}
    found = _filtered(asked, person(request))
    if request.GET.get("format") == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="log.csv"'
        write_table(response, HEADER, _cells(found))
        return response
    context = {
        "page": Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page")),
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "actions": _distinct("action"),
        "kinds": _distinct("object_kind"),
    }
    return render(request, "curation/log.html", context)


def _distinct(field: str) -> Any:
    return LogEntry.objects.order_by(field).values_list(field, flat=True).distinct()


def _filtered(asked: dict[str, str], by: User) -> LogLines:
    """What cannot be read is passed over."""
    found = LogEntry.objects.all()
    if asked["kind"] and asked["key"]:
        found = found.about(asked["kind"], *_names(asked["kind"], asked["key"], by))
    elif asked["kind"] or asked["key"]:
        given = {"object_kind": asked["kind"], "object_key": asked["key"]}
        found = found.filter(**{name: value for name, value in given.items() if value})
    if asked["who"]:
        found = found.filter(actor_name__icontains=asked["who"])
    if asked["what"]:
        found = found.filter(action=asked["what"])
    first, last = _day(asked["from"]), _day(asked["to"])
    if first:
        found = found.filter(at__gte=first)
    if last:
        found = found.filter(at__lt=last + timedelta(days=1))
    return found


def _day(text: str) -> datetime | None:
    """The beginning of the day."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return make_aware(datetime.combine(day, time.min)) if day and 1970 <= day.year < 9999 else None


def _names(kind: str, key: str, by: User) -> set[str]:
    """A practice is called by its code, and in a change of its address by the slug it had."""
    number = key.upper().removeprefix("P-")
    if kind != "practice" or not (number.isascii() and number.isdigit()) or len(number) > 9:
        return {key}
    found = Practice.objects.visible_to(by).filter(number=int(number)).first()
    if found is None:
        return {key}
    former = FormerSlug.objects.filter(kind=FormerSlug.Kind.PRACTICE, object_id=found.pk)
    return {found.code, found.slug, *former.values_list("slug", flat=True)}


def _cells(found: LogLines) -> Iterator[list[Any]]:
    for line in found.iterator(chunk_size=1_000):
        before, after = (
            "" if value is None else json.dumps(value, ensure_ascii=False) for value in (line.before, line.after)
        )
        yield [line.pk, line.at.isoformat(), line.actor_name, line.action, line.object_kind, line.object_key,
               before, after, line.note]  # fmt: skip


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def log_redact(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(LogEntry, pk=pk)
    form = RedactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            redact(line, form.cleaned_data["parts"], by=person(request), why=form.cleaned_data["why"])
        except Refused as refused:
            form.add_error(None, list(refused.reasons))
        else:
            messages.success(request, "The words are taken out. The log says that you did it, and why.")
            return redirect("practices:curation-log")
    return render(request, "curation/redact.html", {"line": line, "form": form}, status=400 if form.errors else 200)
