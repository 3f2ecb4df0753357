"""Search. What several of its tests need."""

from typing import Any

from practices.models import SearchEntry, SearchFacets, SearchLabel, SearchWord
from practices.search.find import find


def numbers(query: str, **options: Any) -> list[int]:
    """The practices found for a query, best first; ten unless told."""
    return [hit.entry.number for hit in find(query, **options).hits]


def index_state() -> dict[str, list[tuple[Any, ...]]]:
    """All that the index holds, without ids."""
    columns = [field.name for field in SearchEntry._meta.concrete_fields if field.name != "id"]
    entries = SearchEntry.objects.order_by("kind", "key", "language").values_list(*columns)
    facets = SearchFacets.objects.values_list("entry__kind", "entry__key", "lines")
    labels = SearchLabel.objects.values_list("key", "language", "text", "name", "token", "pervasive")
    words = SearchWord.objects.values_list("language", "word", "term", "entries")
    return {
        "entries": list(entries),
        "facets": sorted(facets),
        "labels": sorted(labels),
        "words": sorted(words),
    }
