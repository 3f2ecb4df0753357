"""What a list is narrowed by, from the address: the facets of the practices, and the filters of the curators' queue."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from practices.models import Actor, Basis, Phase, Practice, Proposal, ProposalKind, ProposalState, Source, Theme, User
from practices.querysets import PracticeQuerySet, ProposalQuerySet
from practices.workflow.decisions import curators

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
    def rows(self) -> list[dict[str, str]]:
        """What the piece of HTML for an option is filled with."""
        return [
            {
                "name": self.name,
                "value": option.value,
                "label": option.label,
                "count": str(option.count),
                "practices": "practice" if option.count == 1 else "practices",
                "checked": " checked" if option.selected else "",
                "indent": " indent" if option.nested else "",
            }
            for option in self.options
        ]

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
    """Facets: values of one widen, facets together narrow; each count leaves its own facet out.

    ``base`` is what is browsed. Values nobody knows are passed over and named in ``unknown``.
    """

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


QUEUE_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "oldest": ("Oldest first", ("submitted_at", "pk")),
    "newest": ("Newest first", ("-submitted_at", "-pk")),
    "practice": ("Practice", ("practice__number", "pk")),
    "smallest": ("Smallest first", ("words", "pk")),
    "largest": ("Largest first", ("-words", "pk")),
}
SIZES = {"small": (0, 20), "medium": (21, 200), "large": (201, None)}
"""Words that go and come in all, from and to."""
AGES = {"week": (None, 7), "month": (7, 30), "older": (30, None)}
"""Days since it was sent, from and to."""
NOT_SENT = (ProposalState.DRAFT, ProposalState.UNCONFIRMED)
DEFAULTS = {"state": "open", "sort": "oldest"}


def _themes() -> list[tuple[str, str]]:
    return list(Theme.objects.values_list("slug", "name"))


class QueueFilter(django_filters.FilterSet):
    """The queue of proposals. What cannot be read is passed over; ``asked`` is what could be."""

    state = django_filters.ChoiceFilter(
        label="State",
        method="in_state",
        empty_label=None,
        choices=[("open", "Open"), ("all", "All"), *(c for c in ProposalState.choices if c[0] not in NOT_SENT)],
    )
    kind = django_filters.ChoiceFilter(label="Kind", choices=ProposalKind.choices, empty_label="Any")
    theme = django_filters.ChoiceFilter(label="Theme", method="in_theme", empty_label="Any")
    practice = django_filters.CharFilter(label="Practice number", method="about_practice", max_length=12)
    size = django_filters.ChoiceFilter(
        label="Size of change",
        method="of_size",
        empty_label="Any",
        choices=[
            ("small", "Small, up to 20 words"),
            ("medium", "Medium, up to 200 words"),
            ("large", "Large, over 200 words"),
        ],
    )
    age = django_filters.ChoiceFilter(
        label="Age",
        method="of_age",
        empty_label="Any",
        choices=[
            ("week", "Up to 7 days"),
            ("month", "8 to 30 days"),
            ("older", "Over 30 days"),
            ("overdue", "Overdue"),
        ],
    )
    proposer = django_filters.ChoiceFilter(
        label="From", method="by_whom", empty_label="Anybody", choices=[("expert", "Experts"), ("guest", "Guests")]
    )
    assigned = django_filters.ChoiceFilter(label="Assigned to", method="assigned_to", empty_label="Anybody or nobody")
    collision = django_filters.ChoiceFilter(
        label="Collision",
        method="in_collision",
        empty_label="Any",
        choices=[("1", "With what is published"), ("0", "None")],
    )
    sort = django_filters.ChoiceFilter(
        label="Sort by",
        method="sorted_by",
        empty_label=None,
        choices=[(key, label) for key, (label, _) in QUEUE_SORTS.items()],
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, data: QueryDict, base: ProposalQuerySet, by: User) -> None:
        self.by = by
        super().__init__(self._readable(data), queryset=base)
        self.filters["theme"].extra["choices"] = _themes
        self.filters["assigned"].extra["choices"] = self._people
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value}

    def _people(self) -> list[tuple[str, str]]:
        others = [(str(user.pk), str(user)) for user in curators() if user != self.by]
        return [("me", "Me"), ("nobody", "Nobody"), *others]

    def _readable(self, data: QueryDict) -> QueryDict:
        asked = data.copy()
        for name, value in DEFAULTS.items():
            if asked.get(name) not in dict(self.base_filters[name].extra["choices"]):
                asked[name] = value
        if practice_number(asked.get("practice", "")) is None:
            asked.pop("practice", None)
        return asked

    def in_state(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        if value == "all":
            return found
        return found.open() if value == "open" else found.filter(state=value)

    def in_theme(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return found.filter(practice__in=Practice.objects.in_themes([value]))

    def about_practice(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        number = practice_number(value)
        return found.filter(practice__number=number) if number else found

    def of_size(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        least, most = SIZES[value]
        found = found.filter(words__gte=least)
        return found if most is None else found.filter(words__lte=most)

    def of_age(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        now = timezone.now()
        if value == "overdue":
            return found.open().filter(submitted_at__lt=now - timedelta(days=settings.ANSWER_DAYS))
        least, most = AGES[value]
        if least is not None:
            found = found.filter(submitted_at__lt=now - timedelta(days=least))
        return found if most is None else found.filter(submitted_at__gte=now - timedelta(days=most))

    def by_whom(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return found.filter(is_guest=value == "guest")

    def assigned_to(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        if value == "nobody":
            return found.filter(assignee__isnull=True)
        return found.filter(assignee=self.by if value == "me" else int(value))

    def in_collision(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return found.filter(overlaps=value == "1")

    def sorted_by(self, found: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return found.order_by(*QUEUE_SORTS[value][1])

    def query(self, without: str = "") -> str:
        """The query string of this selection, or of all of it but one; what stands in no address is left out of it."""
        query = QueryDict(mutable=True)
        for name, value in self.asked.items():
            if name != without and DEFAULTS.get(name) != value:
                query[name] = value
        return query.urlencode()

    def links(self) -> dict[str, str]:
        """For templates: the selection as the end of an address, and as the beginning of one that says more."""
        query = self.query()
        return {"query": query, "filters": query and f"?{query}", "more": query and f"{query}&"}

    def active(self) -> list[tuple[str, str]]:
        """What narrows the list, each with the query string that leads to the list without it."""
        shown = []
        for name, value in self.asked.items():
            if name != "sort" and DEFAULTS.get(name) != value:
                field_ = self.form.fields[name]
                label = dict(getattr(field_, "choices", [])).get(value, value)
                shown.append((f"{field_.label}: {label}", self.query(without=name)))
        return shown


def practice_number(text: str) -> int | None:
    """``P-07`` or ``7`` as a number; None for anything else."""
    digits = text.strip().upper().removeprefix("P-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
