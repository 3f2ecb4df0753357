"""The themes, and one theme with its practices."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from practices.filters import PracticeFilter
from practices.models import FormerSlug, Theme
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE, practice_listing, readable


def counted_themes(request: HttpRequest) -> list[Theme]:
    """Every theme with ``count``, and each top-level one with ``subthemes``. Four queries."""
    chosen = PracticeFilter(QueryDict(), readable(request), READING_LANGUAGE)
    counts = chosen.theme_counts()
    for theme in chosen.themes:
        theme.count = counts.get(theme.slug, 0)
        theme.subthemes = [child for child in chosen.themes if child.parent_id == theme.pk]
    return [theme for theme in chosen.themes if theme.parent_id is None]


def theme_list(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/theme_list.html", {"themes": counted_themes(request)})


def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        theme = find(request, Theme.objects.select_related("parent"), slug, FormerSlug.Kind.THEME)
    except Moved as moved:
        return moved.redirect
    names = dict(Theme.objects.values_list("slug", "name"))
    elsewhere = [note | {"name": names[note["theme"]]} for note in theme.elsewhere if note["theme"] in names]
    context = practice_listing(request, readable(request).in_theme(theme), theme)
    context |= {"theme": theme, "subthemes": theme.children.all(), "elsewhere": elsewhere}
    return render(request, "practices/theme_detail.html", context)
