"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import Edition, PracticeText, Revision, Source
from practices.views.citing import cited_sources
from practices.views.listing import READING_LANGUAGE, readable
from practices.views.themes import counted_themes

SPECIMEN = 3
"""The practice whose first paragraph shows what the portal does: P-03, on trust."""


def home(request: HttpRequest) -> HttpResponse:
    revisions = Revision.objects.visible_to(request.user).in_language(READING_LANGUAGE).newest_first().for_list()
    context = {
        "themes": counted_themes(request),
        "changes": revisions[:4],
        "timeline": Source.objects.in_time().filter(is_event=True)[:5],
        "total": readable(request).count(),
        "edition": Edition.objects.first(),
        "specimen": _specimen(request),
    }
    return render(request, "practices/home.html", context)


def _specimen(request: HttpRequest) -> dict[str, object] | None:
    text = (
        PracticeText.objects.live()
        .filter(practice__in=readable(request), practice__number=SPECIMEN, language=READING_LANGUAGE)
        .select_related("practice__primary_theme", "live_revision")
        .first()
    )
    if text is None or text.live_revision is None:
        return None
    paragraphs = text.live_revision.outline["paragraphs"]
    sources = [cited for cited in cited_sources(text.live_revision) if 1 in cited.paragraphs]
    return {"text": text, "practice": text.practice, "paragraph": paragraphs[0]["text"], "sources": sources}
