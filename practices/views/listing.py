"""A list of practices with facets, sorting and pages: the same on every screen that has one."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest

from practices.filters import SORTS, PracticeFilter
from practices.models import Language, Practice, Theme
from practices.querysets import PracticeQuerySet

READING_LANGUAGE = Language.EN.value
"""The language pages are read in, until the interface speaks others."""


def practice_listing(request: HttpRequest, base: PracticeQuerySet, theme: Theme | None = None) -> dict[str, Any]:
    """The context of _practice_results.html. A fixed number of queries, whatever the number of practices."""
    chosen = PracticeFilter(request.GET, base, READING_LANGUAGE, theme)
    sort, found = _sorted(request, chosen.narrowed().for_list(READING_LANGUAGE))
    page = Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    shown_sort = sort if sort != "number" else ""
    return {
        "facets": chosen.facets(),
        "page": page,
        "total": page.paginator.count,
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
        "sort": sort,
        "tags": [
            {"label": label, "query": chosen.query(without=name, value=value, sort=shown_sort)}
            for name, value, label in chosen.active()
        ],
        "unknown": chosen.unknown,
        "ways_back": chosen.ways_back() if not page.paginator.count else [],
        "query": chosen.query(sort=shown_sort),
        "selection": [(name, value) for name, value, _ in chosen.active()],
    }


def chosen_practices(request: HttpRequest, base: PracticeQuerySet) -> PracticeQuerySet:
    """All that the list shows under the same address, page by page."""
    narrowed = PracticeFilter(request.GET, base, READING_LANGUAGE).narrowed()
    return _sorted(request, narrowed.for_list(READING_LANGUAGE))[1]


def _sorted(request: HttpRequest, found: PracticeQuerySet) -> tuple[str, PracticeQuerySet]:
    """The name of the order, and the practices in it."""
    sort = request.GET.get("sort", "number")
    sort = sort if sort in SORTS else "number"
    return sort, found.order_by(*SORTS[sort][1])


def readable(request: HttpRequest) -> PracticeQuerySet:
    """The practices this reader may browse."""
    return Practice.objects.visible_to(request.user).published()
