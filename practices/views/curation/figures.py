"""What the charts of the dashboard show: decisions and answer times by month, and what the collection covers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate, make_aware

from practices.models import Decision, Phase, Practice, Theme

MONTHS = 12
STEP, BAR, FLOOR, ROOM = 44, 28, 132, 100
"""Measures of a chart in units of its viewBox: from bar to bar, a bar's width, the ground line, the highest bar."""
SHADES = 4


@dataclass(frozen=True)
class Bar:
    """One month. ``value`` is None when there is nothing to measure."""

    month: date
    value: float | None
    x: int
    height: int

    @property
    def y(self) -> int:
        return FLOOR - self.height

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def above(self) -> int:
        return self.y - 8


def last_months(today: date) -> list[date]:
    """The first day of each of the last twelve months, this one at the end."""
    count = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]


def decision_charts(today: date) -> tuple[list[Bar], list[Bar]]:
    """Decisions a month, and the median days until one. One statement."""
    months = last_months(today)
    since = make_aware(datetime.combine(months[0], time.min))
    rows = Decision.objects.filter(created_at__gte=since).values_list("created_at", "proposal__submitted_at")
    counts: dict[date, int] = defaultdict(int)
    days: dict[date, list[float]] = defaultdict(list)
    for decided, submitted in rows:
        month = localdate(decided).replace(day=1)
        counts[month] += 1
        if submitted:
            days[month].append((decided - submitted).total_seconds() / 86_400)
    answers = {month: round(median(waits), 1) for month, waits in days.items()}
    return _bars(months, {month: counts[month] for month in months}), _bars(months, answers)


def _bars(months: list[date], values: dict[date, Any]) -> list[Bar]:
    highest = max(values.values(), default=0) or 1
    return [
        Bar(month, values.get(month), n * STEP + (STEP - BAR) // 2, round(ROOM * (values.get(month) or 0) / highest))
        for n, month in enumerate(months)
    ]


@dataclass(frozen=True)
class Cell:
    phase: str
    count: int
    shade: int


def coverage() -> list[tuple[Theme, list[Cell]]]:
    """How many published practices each top-level theme has for each stage, sub-themes included. Two statements."""
    counted = Practice.objects.published().values("primary_theme", "primary_theme__parent", "phase")
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for row in counted.annotate(number=Count("pk")).order_by():
        counts[row["primary_theme__parent"] or row["primary_theme"], row["phase"]] += row["number"]
    most = max(counts.values(), default=1)
    return [
        (theme, [_cell(phase, counts.get((theme.pk, phase), 0), most) for phase in Phase.values])
        for theme in Theme.objects.top_level()
    ]


def _cell(phase: str, count: int, most: int) -> Cell:
    return Cell(phase, count, -(-count * SHADES // most))
