"""What can be linked or cited from a text, found by words, with the code to write: practices, terms, places."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from practices.models import EntryKind, Source, SourcePassage
from practices.search.find import find
from practices.search.query import LONGEST
from practices.views.access import open_to_guests
from practices.views.listing import READING_LANGUAGE

MOST_SOURCES = 3
SHOWN_WORDS = 14


@dataclass(frozen=True)
class Pick:
    """``code`` is what to write; ``about`` tells apart what has the same name."""

    label: str
    kind: str
    code: str
    about: str = ""


def picks(words: str) -> list[Pick]:
    """Fourteen statements at most. A source comes with each place in it that can be cited, one with these words in its
    title first."""
    words = words.replace("\0", "").strip()[:LONGEST]
    results = find(words, language=READING_LANGUAGE, size=6)
    practices = [
        Pick(hit.entry.title, f"Practice P-{hit.entry.number:02}", f"[[{hit.entry.slug}]]") for hit in results.hits
    ]
    terms = [Pick(hit.entry.title, "Term", f"[[term:{hit.entry.slug}]]") for hit in results.of_kind(EntryKind.TERM)]
    named = Source.objects.filter(Q(title__icontains=words) | Q(short_title__icontains=words))
    sources = list(named.values_list("slug", flat=True)) if words else []
    sources += [hit.entry.slug for hit in results.of_kind(EntryKind.SOURCE)]
    return [*terms, *practices, *_places(list(dict.fromkeys(sources))[:MOST_SOURCES])]


def _places(sources: list[str]) -> Iterator[Pick]:
    rows = SourcePassage.objects.filter(source__slug__in=sources).select_related("source").order_by("order")
    for row in sorted(rows, key=lambda row: sources.index(row.source.slug)):
        about = row.heading or Truncator(row.text).words(SHOWN_WORDS)
        yield Pick(f"{row.source.short_title}, {row.label}", "Source", f"[@{row.source.slug}, {row.label}]", about)


@open_to_guests
@require_safe
def pick(request: HttpRequest) -> JsonResponse:
    """For the search box of the editor: {"suggestions": [{"label", "kind", "about", "insert"}, …]}."""
    found = picks(request.GET.get("q", ""))
    rows = [{"label": p.label, "kind": p.kind, "about": p.about, "insert": p.code} for p in found]
    return JsonResponse({"suggestions": rows})
