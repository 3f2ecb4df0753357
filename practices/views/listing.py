"""A list of practices with facets, sorting and pages: the same on every screen that has one."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest

from practices.filters import SORTS, PracticeFilter
from practices.models import Language, Practice, Theme
from practices.querysets import PracticeQuerySet

READING_LANGUAGE = Language.EN.value
"""The language pages are read in, until the interface speaks others."""


def practice_listing(request: HttpRequest, base: PracticeQuerySet, theme: Theme | None = None) -> dict[str, Any]:
    """The context of _practice_results.html. A fixed number of queries, whatever the number of practices."""
    chosen = PracticeFilter(request.GET, base, READING_LANGUAGE, theme)
    sorts = _sorts(theme)
    sort = _sort(request, sorts)
    found = chosen.narrowed().for_list(READING_LANGUAGE).order_by(*sorts[sort][1])
    page = Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    default = next(iter(sorts))
    shown_sort = sort if sort != default else ""
    return {
        "facets": chosen.facets(),
        "page": page,
        "total": page.paginator.count,
        "sorts": [(key, label) for key, (label, _) in sorts.items()],
        "sort": sort,
        "default_sort": default,
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
    found: PracticeQuerySet = narrowed.for_list(READING_LANGUAGE).order_by(*SORTS[_sort(request, SORTS)][1])
    return found


def _sorts(theme: Theme | None) -> dict[str, Any]:
    """By name, each with its label and its fields; the first is what is meant when none is chosen."""
    if theme and theme.practice_order:
        return {"theme": ("The theme's own order", _own_order(theme))} | SORTS
    return SORTS


def _sort(request: HttpRequest, sorts: dict[str, Any]) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in sorts else next(iter(sorts))


def _own_order(theme: Theme) -> tuple[Any, ...]:
    """The numbers that the curators put in order first, then the rest by number."""
    places = [When(number=number, then=place) for place, number in enumerate(theme.practice_order)]
    return (Case(*places, default=len(places), output_field=IntegerField()), "number")


def readable(request: HttpRequest) -> PracticeQuerySet:
    """The practices this reader may browse."""
    return Practice.objects.visible_to(request.user).published()
