"""What the charts show is what was decided, and what is published."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from practices.models import Decision, Phase, Practice, Theme, User
from practices.views.curation.figures import ROOM, SHADES, coverage, decision_charts, last_months
from practices.workflow.decisions import decline
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


def decided(carl: User, esra: User, on: datetime, after_days: int) -> None:
    proposal = offers.submitted(esra, factories.published(f"p-{Decision.objects.count()}"))
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    type(proposal).objects.filter(pk=proposal.pk).update(submitted_at=on - timedelta(days=after_days))
    Decision.objects.filter(proposal=proposal).update(created_at=on)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 24), date(2025, 12, 1), date(2026, 11, 1)),
        (date(2026, 1, 1), date(2025, 2, 1), date(2026, 1, 1)),
    ],
)
def test_twelve_months_end_with_this_one(today: date, first: date, last: date) -> None:
    months = last_months(today)
    assert (len(months), months[0], months[-1]) == (12, first, last)


def test_decisions_are_counted_by_month_with_their_median() -> None:
    carl, esra = cast.carl(), cast.esra()
    now = timezone.now()
    for days in (1, 3, 8):
        decided(carl, esra, now, days)
    decided(carl, esra, now - timedelta(days=800), 1)
    counts, answers = decision_charts(timezone.localdate())
    assert [bar.value for bar in counts] == [0] * 11 + [3]
    assert [bar.value for bar in answers] == [None] * 11 + [3.0]
    assert (counts[-1].height, counts[0].height, answers[0].height) == (ROOM, 0, 0)


def test_a_chart_without_decisions_has_no_bars() -> None:
    counts, answers = decision_charts(timezone.localdate())
    assert {bar.height for bar in (*counts, *answers)} == {0}


def test_the_coverage_counts_every_published_practice_once_under_its_top_theme() -> None:
    rows = coverage()
    assert [theme for theme, _ in rows] == list(Theme.objects.top_level())
    assert sum(cell.count for _, cells in rows for cell in cells) == Practice.objects.published().count()
    for theme, cells in rows:
        for cell in cells:
            inside = Practice.objects.published().filter(phase=cell.phase)
            assert cell.count == sum(p.primary_theme == theme or p.primary_theme.parent == theme for p in inside)
            assert (cell.shade == 0) == (cell.count == 0)
    assert max(cell.shade for _, cells in rows for cell in cells) == SHADES
    assert {len(cells) for _, cells in rows} == {len(Phase)}
