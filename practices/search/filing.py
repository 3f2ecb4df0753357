"""Where practices are filed and what they rest on, of many at once: as plain values, since making an object of each
theme, actor, citation and question would cost more than the rest of an entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from practices.models import Citation, Practice, PracticeQuestion


@dataclass
class Filing:
    """Of one practice."""

    themes: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    """Slug and name, and those of the theme above."""
    actors: list[tuple[str, str]] = field(default_factory=list)
    cited: list[tuple[str, str, str]] = field(default_factory=list)
    """Language of the text; slug and short title of a source."""
    questions: list[tuple[str]] = field(default_factory=list)


def filings(practices: Collection[int]) -> dict[int, Filing]:
    """By the ids of practices, in four queries."""
    found: dict[int, Filing] = defaultdict(Filing)
    for name, rows in _rows(practices):
        for practice, *values in rows:
            getattr(found[practice], name).append(tuple(values))
    return found


def _rows(practices: Collection[int]) -> Iterator[tuple[str, Iterable[Any]]]:
    themes = Practice.themes.through._default_manager.filter(practice__in=practices)
    names = ("theme__slug", "theme__name", "theme__parent__slug", "theme__parent__name")
    yield "themes", themes.order_by("theme__order", "theme__slug").values_list("practice", *names)
    actors = Practice.actors.through._default_manager.filter(practice__in=practices)
    yield "actors", actors.order_by("actor__order", "actor__slug").values_list("practice", "actor__slug", "actor__name")
    cited = Citation.objects.filter(practice__in=practices).order_by()
    yield "cited", cited.values_list("practice", "language", "source__slug", "source__short_title").distinct()
    asked = PracticeQuestion.objects.filter(practice__in=practices).order_by("pk")
    yield "questions", asked.values_list("practice", "text")
