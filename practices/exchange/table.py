"""Tables as CSV, for a spreadsheet and for a program."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from django.db.models import OuterRef, Subquery

from practices.models import Practice, Revision
from practices.querysets import PracticeQuerySet

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
MARK = "\ufeff"
"""Tells a spreadsheet that the file is in UTF-8."""
COLUMNS = (
    *("number", "title", "key message", "main theme", "themes", "stage", "who acts", "basis", "sources"),
    *("status", "version", "last reviewed", "review by", "address"),
)


class Writable(Protocol):
    def write(self, text: str, /) -> Any: ...


def write_table(out: Writable, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A cell never begins with a sign that a spreadsheet would run as a formula."""
    out.write(MARK)
    table = csv.writer(out)
    table.writerow(header)
    table.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    return f"'{value}" if str(value).startswith(FORMULA) else value


def practice_rows(practices: PracticeQuerySet, language: str, site: str) -> Iterator[tuple[Any, ...]]:
    """A row of COLUMNS for each of the practices, which come from for_list(). ``site`` is the portal's public address.

    A fixed number of queries for each 500 practices.
    """
    live = Revision.objects.in_language(language).filter(live_text__practice=OuterRef("pk"))
    found = practices.annotate(live_number=Subquery(live.values("number")[:1]))
    found = found.prefetch_related("themes", "actors")
    return (_row(practice, site) for practice in found.iterator(chunk_size=500))


def _row(practice: Practice, site: str) -> tuple[Any, ...]:
    return (
        practice.code,
        practice.title,
        practice.key_message,
        practice.primary_theme.name,
        "; ".join(theme.name for theme in practice.themes.all()),
        practice.get_phase_display(),
        "; ".join(actor.name for actor in practice.actors.all()),
        practice.get_basis_display(),
        practice.source_count,
        practice.get_status_display(),
        practice.live_number,  # type: ignore[attr-defined]  # annotated by the query
        practice.last_reviewed,
        practice.review_by,
        site + practice.get_permanent_url(),
    )
