"""GET /api/v1/search/: what the search page finds, as JSON."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from practices.filters import FACETS
from practices.models import EntryKind
from practices.search import find as searching
from practices.search.query import LONGEST

SIZE = 10


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < len(text) < 7 else 1


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """Parameters: q, type (practice, source, term, theme), theme and the other facets, exact=1, page."""
    text, kind = request.GET.get("q", ""), request.GET.get("type", "")
    if len(text) > LONGEST:
        return JsonResponse({"error": f"q has {len(text):,} characters; the most is {LONGEST}."}, status=400)
    if kind and kind not in EntryKind.values:
        return JsonResponse({"error": f"type is one of {', '.join(EntryKind.values)}."}, status=400)
    results = searching.find(
        text,
        filters={name: request.GET.getlist(name) for name in FACETS},
        exact=request.GET.get("exact") == "1",
        page=_page(request.GET.get("page", "")),
        size=SIZE,
    )
    hits = [*results.hits, *results.others]
    return JsonResponse(
        {
            "query": results.query.text,
            "total": results.total,
            "total_is_lower_bound": results.more,
            "page": results.page,
            "pages": results.pages,
            "expanded": [{"words": added.words, "also": added.names} for added in results.added],
            "corrected": [{"typed": c.typed, "meant": c.meant[0]} for c in results.applied],
            "suggestions": [{"typed": c.typed, "meant": list(c.meant)} for c in results.suggested],
            "left_out": results.left_out,
            "results": [_hit(hit) for hit in hits if not kind or hit.entry.kind == kind],
        }
    )


def _hit(hit: searching.Hit) -> dict[str, Any]:
    return {
        "type": hit.entry.kind,
        "number": hit.entry.number,
        "slug": hit.entry.slug,
        "title": hit.entry.title,
        "url": hit.url,
        "section": hit.snippet.section_name,
        "paragraph": hit.snippet.paragraph or None,
        "snippet": str(hit.snippet.html),
        "matched": list(hit.snippet.matched),
    }
