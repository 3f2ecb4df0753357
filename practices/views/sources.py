"""Sources and events, and what rests on each of their passages."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import FormerSlug, LinkCheck, Source
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE


def source_list(request: HttpRequest) -> HttpResponse:
    sources = list(Source.objects.with_counts(READING_LANGUAGE))
    context = {
        "documents": [source for source in sources if not source.is_event or source.kind != "event"],
        "events": [source for source in sources if source.is_event],
        "timeline": list(Source.objects.in_time()),
    }
    return render(request, "practices/source_list.html", context)


def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        source = find(request, Source.objects.all(), slug, FormerSlug.Kind.SOURCE)
    except Moved as moved:
        return moved.redirect
    resting = _resting_on(source)
    passages = [{"passage": passage, "practices": resting.get(passage.pk, [])} for passage in source.passages.all()]
    practices = {row["practice"].pk for rows in resting.values() for row in rows}
    context = {
        "source": source,
        "passages": passages,
        "practice_count": len(practices),
        "dead": LinkCheck.objects.filter(url=source.url, state="dead").first() if source.url else None,
        "timeline": list(source.related.in_time()),
        "undated": list(source.related.filter(start_date__isnull=True)),
    }
    return render(request, "practices/source_detail.html", context)


def _resting_on(source: Source) -> dict[int, list[dict[str, Any]]]:
    """By passage: each practice that cites it, with its title and the paragraphs. One query."""
    citations = (
        source.citations.in_published()
        .in_language(READING_LANGUAGE)
        .select_related("practice__primary_theme")
        .order_by("practice__number", "paragraph")
    )
    rows: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for citation in citations:
        row = rows[citation.passage_id].setdefault(
            citation.practice_id, {"practice": citation.practice, "title": citation.title, "paragraphs": []}
        )
        if citation.paragraph not in row["paragraphs"]:
            row["paragraphs"].append(citation.paragraph)
    return {passage: list(practices.values()) for passage, practices in rows.items()}
