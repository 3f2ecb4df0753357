"""The glossary, and one term."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import FormerSlug, LabelKind, Language, Term, TermLabel
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE
from practices.views.practices import each_practice_once


def term_list(request: HttpRequest) -> HttpResponse:
    terms = Term.objects.alphabetical().prefetch_related("labels")
    letters: dict[str, list[Term]] = {}
    for term in terms:
        letters.setdefault(term.name[0].upper(), []).append(term)
    return render(request, "practices/term_list.html", {"letters": list(letters.items())})


def term_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        term = find(request, Term.objects.all(), slug, FormerSlug.Kind.TERM)
    except Moved as moved:
        return moved.redirect
    labels = list(term.labels.all())
    own = [label for label in labels if label.language == READING_LANGUAGE]
    uses = term.uses.in_published(READING_LANGUAGE).select_related("practice__primary_theme")
    context = {
        "term": term,
        "synonyms": [label for label in own if label.kind == LabelKind.SYNONYM],
        "abbreviations": [label for label in own if label.kind == LabelKind.ABBREVIATION],
        "translations": _translations(labels),
        "broader": term.broader.all(),
        "narrower": term.narrower.all(),
        "related": term.related.all(),
        "uses": each_practice_once(uses.order_by("practice__number", "paragraph")),
    }
    return render(request, "practices/term_detail.html", context)


def _translations(labels: list[TermLabel]) -> list[dict[str, Any]]:
    """One row a language: the preferred translation, then the others."""
    rows = []
    for language in Language:
        found = [label for label in labels if label.language == language]
        first = [label for label in found if label.kind == LabelKind.TRANSLATION]
        others = [label for label in found if label.kind == LabelKind.ALTERNATE]
        if first:
            rows.append({"language": language, "label": first[0], "others": others})
    return rows
