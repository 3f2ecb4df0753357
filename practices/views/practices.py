"""All practices, one practice, and its short address."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from practices.exchange.table import COLUMNS, practice_rows, write_table
from practices.models import FormerSlug, Practice, PracticeLink, PracticeText, Revision, TermUse
from practices.views.citing import cited_sources, source_kinds
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE, chosen_practices, practice_listing, readable

Pointing = TypeVar("Pointing", PracticeLink, TermUse)


def practice_list(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/practice_list.html", practice_listing(request, readable(request)))


@require_safe
def practice_table(request: HttpRequest) -> HttpResponse:
    """The list under the same filters, as CSV."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="practices.csv"'
    rows = practice_rows(chosen_practices(request, readable(request)), READING_LANGUAGE, settings.SITE_URL)
    write_table(response, COLUMNS, rows)
    return response


def practice_detail(request: HttpRequest, slug: str) -> HttpResponse:
    allowed = Practice.objects.visible_to(request.user).select_related("primary_theme__parent", "successor")
    try:
        practice = find(request, allowed, slug, FormerSlug.Kind.PRACTICE)
    except Moved as moved:
        return moved.redirect
    text = get_object_or_404(
        PracticeText.objects.live().select_related("live_revision"), practice=practice, language=READING_LANGUAGE
    )
    live = text.live_revision
    if live is None:
        raise Http404("no published version")
    context = practice_context(practice, live)
    context |= {"is_live": True, "text": text}
    return render(request, "practices/practice_detail.html", context, status=410 if practice.is_withdrawn else 200)


def practice_number(request: HttpRequest, number: int) -> HttpResponse:
    practice = get_object_or_404(Practice.objects.visible_to(request.user), number=number)
    return redirect(practice)


def practice_context(practice: Practice, revision: Revision) -> dict[str, Any]:
    """What the page of a practice shows, for the live revision or an older one."""
    sources = cited_sources(revision)
    language = revision.language
    return {
        "practice": practice,
        "revision": revision,
        "sources": sources,
        "source_kinds": source_kinds(sources),
        "themes": practice.themes.select_related("parent"),
        "actors": practice.actors.all(),
        "related": list(practice.links.to_published(language).typed().select_related("target__primary_theme")),
        "backlinks": each_practice_once(
            practice.backlinks.from_published(language).select_related("practice__primary_theme")
        ),
        "newest": practice.revisions.filter(language=language).order_by("-number").values_list("number", flat=True)[0],
        "editions": revision.editions.all(),
    }


def each_practice_once(rows: Iterable[Pointing]) -> list[Pointing]:
    """Links, citations or uses of a term: the first of each practice they come from."""
    return list({row.practice_id: row for row in reversed(list(rows))}.values())[::-1]
