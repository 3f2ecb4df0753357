"""Who looks after a practice and when it is looked at again: for one, or for many at once."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from practices.models import Practice, PracticeText, Status, Theme, User
from practices.workflow.errors import Refused, Stale
from practices.workflow.indexing import index_practice
from practices.workflow.log import record
from practices.workflow.publication import only_curators, publish, review

REVIEW_EVERY = timedelta(days=365)
MOST_AT_ONCE = 100


def next_review() -> date:
    return timezone.localdate() + REVIEW_EVERY


@transaction.atomic
def confirm(practice: Practice, *, by: User, note: str = "") -> date:
    """Reviewed, no change needed. Returns the date of the next review."""
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    if row.status != Status.PUBLISHED:
        raise Refused(f"{row.code} is not published, so there is nothing to review.")
    due = next_review()
    review(row, by=by, review_by=due, note=note)
    return due


@transaction.atomic
def look_after(practice: Practice, *, owner_role: str, review_by: date | None, by: User) -> None:
    """Set who looks after the page, and when it is due."""
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    _write(row, Planned(row, owner_role=owner_role, review_by=review_by), by, "")


@dataclass(frozen=True)
class BulkChange:
    """What is to become of many practices. What is None stays as it is."""

    add_theme: Theme | None = None
    remove_theme: Theme | None = None
    owner_role: str | None = None
    review_by: date | None = None
    note: str = ""


@dataclass
class Planned:
    """What would become of one practice; ``hindrance`` says why nothing can."""

    practice: Practice
    themes: list[Theme] = field(default_factory=list)
    had: list[Theme] = field(default_factory=list)
    owner_role: str = ""
    review_by: date | None = None
    hindrance: str = ""

    @property
    def refiles(self) -> bool:
        return {theme.pk for theme in self.themes} != {theme.pk for theme in self.had}

    @property
    def before(self) -> dict[str, str]:
        return self._changed()[0]

    @property
    def after(self) -> dict[str, str]:
        return self._changed()[1]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What changes, as people read it: name, before, after."""
        before, after = self._changed()
        return [(NAMES[name], _written(name, before[name]), _written(name, after[name])) for name in before]

    def _changed(self) -> tuple[dict[str, str], dict[str, str]]:
        row = self.practice
        pairs = {
            "themes": (_names(self.had), _names(self.themes)),
            "owner_role": (row.owner_role, self.owner_role),
            "review_by": (str(row.review_by or ""), str(self.review_by or "")),
        }
        changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and not self.hindrance}
        return {n: pair[0] for n, pair in changed.items()}, {n: pair[1] for n, pair in changed.items()}


NAMES = {"themes": "Themes", "owner_role": "Looked after by", "review_by": "Next review"}


def _written(name: str, value: str) -> str:
    if name != "review_by" or not value:
        return value
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


def _names(themes: Iterable[Theme]) -> str:
    return ", ".join(sorted(theme.name for theme in themes))


def plan(practices: Iterable[Practice], change: BulkChange) -> list[Planned]:
    """What the change would do to each, without doing it. Prefetch themes."""
    return [_planned(practice, change) for practice in practices]


def _planned(practice: Practice, change: BulkChange) -> Planned:
    had = list(practice.themes.all())
    themes = [theme for theme in had if theme != change.remove_theme]
    if change.add_theme and change.add_theme not in themes:
        themes.append(change.add_theme)
    hindrance = ""
    if practice.is_withdrawn:
        hindrance = "It is withdrawn."
    elif change.remove_theme and change.remove_theme.pk == practice.primary_theme_id:
        hindrance = "This is its main theme, which it keeps."
    return Planned(
        practice,
        themes=themes,
        had=had,
        owner_role=practice.owner_role if change.owner_role is None else change.owner_role,
        review_by=change.review_by or practice.review_by,
        hindrance=hindrance,
    )


def fingerprint(planned: Iterable[Planned]) -> str:
    """Changes as soon as the plan does, so that only what was shown is done."""
    told = [[item.practice.number, item.before, item.after, item.hindrance] for item in planned]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


@transaction.atomic
def change_many(numbers: Collection[int], change: BulkChange, *, by: User, seen: str) -> int:
    """Do what plan() showed, all or nothing. Returns how many practices changed.

    ``seen`` is the fingerprint of the plan. Raises Stale when it would be another one now.
    """
    only_curators(by)
    rows = Practice.objects.select_for_update(no_key=True).filter(number__in=numbers).order_by("number")
    planned = plan(rows.prefetch_related("themes"), change)
    if fingerprint(planned) != seen:
        raise Stale("One of these practices has changed since you saw the preview. Look at it once more.")
    doing = [item for item in planned if item.rows]
    if not doing:
        raise Refused("Nothing would change.")
    for item in doing:
        _write(item.practice, item, by, change.note)
    return len(doing)


def _write(row: Practice, item: Planned, by: User, note: str) -> None:
    before, after = item.before, item.after
    if not after:
        return
    row.owner_role, row.review_by = item.owner_role, item.review_by
    row.save(update_fields=["owner_role", "review_by"])
    if item.refiles:
        row.themes.set(item.themes)
        _republish(row, by, note or "Filed under other themes.")
    index_practice(row)
    record("upkeep", "practice", row.code, by=by, before=before, after=after, note=note)


def _republish(practice: Practice, by: User, note: str) -> None:
    """A revision holds the themes too, so filing a practice otherwise makes a new one of each live text."""
    for text in PracticeText.objects.live().filter(practice=practice).select_related("practice", "live_revision"):
        publish(text, by=by, note=note, minor=True, credit=by.credit_line)
