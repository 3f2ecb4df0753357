"""The search page, and suggestions while somebody types."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from practices.filters import FACETS, Facet, Option
from practices.models import EntryKind
from practices.search.find import Hit, Results, find, suggest
from practices.search.query import LONGEST
from practices.views.finding import whole_number
from practices.views.listing import READING_LANGUAGE
from practices.workflow.searches import note_failed

SIZE = 10
OTHERS = {
    EntryKind.SOURCE: "Also found in sources",
    EntryKind.TERM: "In the glossary",
    EntryKind.THEME: "Themes",
}
KEY_MESSAGE = "In the key message"
SORTS = [("match", "Best match"), ("number", "Number"), ("title", "Title")]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    if len(text) > LONGEST:
        q = text[:LONGEST]
        context = {"q": q, "title": _title(q, 1), "too_long": len(text), "longest": LONGEST}
        return render(request, "practices/search.html", context, status=400)
    chosen = {name: list(dict.fromkeys(request.GET.getlist(name)))[:20] for name in FACETS}
    exact, sort = request.GET.get("exact") == "1", request.GET.get("sort", "match")
    results = find(
        text,
        language=READING_LANGUAGE,
        filters=chosen,
        exact=exact,
        sort=sort,
        page=whole_number(request.GET.get("page", "")) or 1,
        size=SIZE,
    )
    if results.is_empty and not any(chosen.values()) and not results.query.is_empty:
        note_failed(results.query.text)
    keep = {"q": text, "sort": sort if sort in dict(SORTS[1:]) else "", "exact": "1" if exact else ""}
    return render(request, "practices/search.html", _context(results, chosen, keep))


def _query(keep: dict[str, str], chosen: dict[str, list[str]], *, without: str = "", value: str = "") -> str:
    pairs = [(name, text) for name, text in keep.items() if text]
    for name, values in chosen.items():
        pairs += [(name, v) for v in values if name != without or (value and v != value)]
    return urlencode(pairs)


def _context(results: Results, chosen: dict[str, list[str]], keep: dict[str, str]) -> dict[str, Any]:
    labels = {(name, v): label for name, counts in results.facet_counts.items() for v, label in counts}
    active = [(name, value) for name, values in chosen.items() for value in values]
    return {
        "q": keep["q"],
        "title": _title(keep["q"], results.page),
        "results": results,
        "lines": [_line(hit) for hit in results.hits],
        "facets": _facets(results, chosen),
        "heading": _heading(results),
        "sorts": SORTS,
        "sort": keep["sort"] or "match",
        "default_sort": "match",
        "exact": bool(keep["exact"]),
        "selection": active,
        "tags": [
            {"label": labels.get((name, value), value), "query": _query(keep, chosen, without=name, value=value)}
            for name, value in active
        ],
        "ways_back": [
            {"label": FACETS[name], "count": count, "query": _query(keep, chosen, without=name)}
            for name, count in results.ways_back.items()
            if count
        ],
        "query": _query(keep, chosen),
        "exact_query": _query(keep | {"exact": "1"}, chosen),
        "wide_query": _query(keep | {"exact": ""}, chosen),
        "page_numbers": _page_numbers(results),
        "others": [
            {"id": kind.value, "heading": heading, "lines": [_line(hit) for hit in results.of_kind(kind)]}
            for kind, heading in OTHERS.items()
        ],
    }


def _line(hit: Hit) -> dict[str, str]:
    """What the piece of HTML for a line of results is filled with."""
    shown, snippet = hit.entry.shown, hit.snippet
    title = ", ".join(filter(None, [hit.entry.title, shown.get("place")]))
    line = {"url": hit.url, "title": title, "snippet": snippet.html}
    if hit.entry.kind != EntryKind.PRACTICE:
        return line
    return line | {
        "hue": shown["hue"],
        "code": shown["code"],
        "place": f"In {snippet.section_name}, paragraph {snippet.paragraph}" if snippet.paragraph else KEY_MESSAGE,
        "theme": shown["theme"],
        "phase": shown["phase"],
        "sources": _count(shown["sources"], "source"),
        "reviewed": _reviewed(shown.get("reviewed", "")),
    }


@lru_cache(1_000)
def _reviewed(day: str) -> str:
    """Kept, since many practices were reviewed on the same day and this is half of what a line costs."""
    return format_html("<span>Reviewed {}</span>", day) if day else ""


def _count(number: int, name: str) -> str:
    return f"{number} {name}{pluralize(number)}"


def _title(q: str, page: int) -> str:
    if not q:
        return "Search"
    return f"Search: {q if len(q) <= 60 else q[:59] + '…'}{f', page {page}' if page > 1 else ''}"


def _heading(results: Results) -> str:
    """How many there are; with filters, some of those that are more than could be counted may pass them as well."""
    lower_bound = "More than " if results.total == results.unfiltered else "At least "
    return f"{lower_bound if results.more else ''}{_count(results.total, 'practice')}"


def _page_numbers(results: Results) -> list[int]:
    """Numbers of pages to link to; 0 stands for those left out."""
    numbers = Paginator(range(results.total), SIZE).get_elided_page_range(results.page, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]


def _facets(results: Results, chosen: dict[str, list[str]]) -> list[Facet]:
    facets = []
    for name, label in FACETS.items():
        counts = results.facet_counts.get(name, {})
        options = [
            Option(value, words, count, value in chosen[name])
            for (value, words), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
            if count or value in chosen[name]
        ]
        facets.append(Facet(name, label, options))
    return facets


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the search box offers: {"suggestions": [{"label", "kind", "url"}, …]}."""
    found = suggest(request.GET.get("q", "")[:LONGEST], READING_LANGUAGE)
    rows = [
        {"label": entry.title, "kind": entry.get_kind_display(), "code": entry.shown.get("code", ""), "url": entry.url}
        for entry in found
    ]
    return JsonResponse({"suggestions": rows})
