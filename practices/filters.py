"""Browsing by facets: values of one facet widen, facets together narrow; each count leaves its own facet out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import QueryDict

from practices.models import Actor, Basis, Phase, Practice, Source, Theme
from practices.querysets import PracticeQuerySet

SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "number": ("Number", ("number",)),
    "title": ("Title", ("title", "number")),
    "reviewed": ("Most recently reviewed", ("-last_reviewed", "number")),
    "sources": ("Number of sources", ("-source_count", "number")),
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool
    nested: bool = False


@dataclass
class Facet:
    name: str
    label: str
    options: list[Option] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return any(option.selected for option in self.options)


@dataclass(frozen=True)
class WayBack:
    """A facet that could be left out to find something, and how much that would find."""

    label: str
    count: int
    query: str


FACETS = {"theme": "Theme", "phase": "Stage", "actor": "Who acts", "source": "Source", "basis": "Basis"}
"""By name in the address: what it is called on the page, in the order it is shown."""


class PracticeFilter(django_filters.FilterSet):
    """``base`` is what is browsed. Values nobody knows are passed over and named in ``unknown``."""

    theme = django_filters.MultipleChoiceFilter(label=FACETS["theme"], method="filter_theme")
    phase = django_filters.MultipleChoiceFilter(label=FACETS["phase"], choices=Phase.choices)
    actor = django_filters.MultipleChoiceFilter(label=FACETS["actor"], method="filter_actor")
    source = django_filters.MultipleChoiceFilter(label=FACETS["source"], method="filter_source")
    basis = django_filters.MultipleChoiceFilter(label=FACETS["basis"], choices=Basis.choices)

    class Meta:
        model = Practice
        fields: list[str] = []

    def __init__(self, data: QueryDict, base: PracticeQuerySet, language: str, theme: Theme | None = None) -> None:
        self.language, self.within = language, theme
        self.themes = list(Theme.objects.select_related("parent"))
        self.actors = list(Actor.objects.all())
        self.sources = list(Source.objects.all())
        labels = self._labels()
        self.unknown = [
            f"{name}: {value}" for name in labels for value in data.getlist(name) if value not in labels[name]
        ]
        self.labels = labels
        self.chosen = {name: [v for v in dict.fromkeys(data.getlist(name)) if v in labels[name]] for name in labels}
        super().__init__(data, queryset=base)
        for name, filter_ in self.filters.items():
            filter_.extra["choices"] = list(labels[name].items())

    def _labels(self) -> dict[str, dict[str, str]]:
        themes = [theme for theme in self.themes if self.within is None or theme.parent_id == self.within.pk]
        return {
            "theme": {theme.slug: theme.name for theme in themes},
            "phase": dict(Phase.choices),
            "actor": {actor.slug: actor.name for actor in self.actors},
            "source": {source.slug: source.short_title for source in self.sources},
            "basis": dict(Basis.choices),
        }

    def filter_theme(self, queryset: PracticeQuerySet, name: str, value: list[str]) -> PracticeQuerySet:
        return queryset.in_themes(value)

    def filter_actor(self, queryset: PracticeQuerySet, name: str, value: list[str]) -> PracticeQuerySet:
        return queryset.with_actors(value)

    def filter_source(self, queryset: PracticeQuerySet, name: str, value: list[str]) -> PracticeQuerySet:
        return queryset.citing(value, self.language)

    def narrowed(self, without: str = "") -> Any:
        """The base narrowed by every facet, or by all but one."""
        queryset = self.queryset
        for name, filter_ in self.filters.items():
            if name != without and self.chosen[name]:
                queryset = filter_.filter(queryset, self.chosen[name])
        return queryset

    def facets(self) -> list[Facet]:
        """A query or two a facet, whatever the number of practices."""
        counters: dict[str, Callable[[], dict[str, int]]] = {
            "theme": self.theme_counts,
            "phase": lambda: self._counts("phase"),
            "actor": lambda: self._counts("actors__slug", "actor"),
            "source": self._source_counts,
            "basis": lambda: self._counts("basis"),
        }
        nested = {theme.slug for theme in self.themes if theme.parent_id and self.within is None}
        facets = []
        for name, filter_ in self.filters.items():
            if name == "theme" and not self.labels[name]:
                continue
            counts = counters[name]()
            facet = Facet(name, str(filter_.label))
            for value, label in self.labels[name].items():
                selected = value in self.chosen[name]
                if selected or counts.get(value):
                    facet.options.append(Option(value, label, counts.get(value, 0), selected, value in nested))
            facets.append(facet)
        return facets

    def _counts(self, path: str, name: str = "") -> dict[str, int]:
        rows = self.narrowed(name or path).order_by().values_list(path).annotate(Count("pk", distinct=True))
        return dict(rows)

    def theme_counts(self) -> dict[str, int]:
        """A theme with sub-themes counts each practice once, wherever below it the practice stands."""
        base = self.narrowed("theme").order_by()
        own = dict(base.values_list("themes__slug").annotate(Count("pk", distinct=True)))
        top = Coalesce("themes__parent__slug", "themes__slug")
        whole = dict(base.annotate(top=top).values_list("top").annotate(Count("pk", distinct=True)))
        return own | whole

    def _source_counts(self) -> dict[str, int]:
        base = self.narrowed("source").order_by().filter(citations__language=self.language)
        return dict(base.values_list("citations__source__slug").annotate(Count("pk", distinct=True)))

    def active(self) -> list[tuple[str, str, str]]:
        """The chosen values as (facet, value, label), for removable tags."""
        return [(name, value, self.labels[name][value]) for name in self.filters for value in self.chosen[name]]

    def ways_back(self) -> list[WayBack]:
        """For an empty result: what each facet, left out, would bring; only those that bring something."""
        ways = []
        for name, filter_ in self.filters.items():
            if self.chosen[name]:
                count = self.narrowed(name).count()
                label = f"{filter_.label}: {', '.join(self.labels[name][value] for value in self.chosen[name])}"
                if count:
                    ways.append(WayBack(label, count, self.query(without=name)))
        return ways

    def query(self, without: str = "", value: str = "", **more: str) -> str:
        """The query string of this selection, without one facet, or one value of it."""
        query = QueryDict(mutable=True)
        for name, values in self.chosen.items():
            kept = [v for v in values if name != without or (value and v != value)]
            query.setlist(name, kept)
        for name, text in more.items():
            if text:
                query[name] = text
        return query.urlencode()
