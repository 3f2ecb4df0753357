"""A weighted tsvector with a GIN index, written as a literal: PostgreSQL's own parser and dictionaries are not used.

The SQL is put together from names of our own; what somebody typed is a parameter (hence noqa: S608).
"""

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any

from django.db import connection

from practices.search.backends.base import COLUMNS, WEIGHTS, Match, Row, Selection
from practices.search.rows import insert_into

TABLES = {True: "search_practice_vector", False: "search_other_vector"}
LETTERS = dict(zip(COLUMNS, "ABCCD", strict=True))
"""PostgreSQL knows four weights, so the summary and the questions share one."""
BY_LETTER = dict(zip(LETTERS.values(), WEIGHTS, strict=True))
GAP = 10
"""Positions left free between columns, so that no phrase crosses from one to the next."""
LAST_POSITION = 16_383
PARTS = {COLUMNS[:1]: "ts_filter(vector, '{a}')", COLUMNS[:-1]: "ts_filter(vector, '{a,b,c}')", (): "vector"}
"""By columns: what can be asked for by itself. Each part has an index of its own, since a query that names weights
would read every vector that has the word.
"""


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The end of a condition on ids, and its one parameter, however many there are."""
    return "= ANY(%s)", list(ids)


def selected(selections: Iterable[str]) -> str:
    """The end of a condition on the ids that SQL selects. As arrays: PostgreSQL plans a join for half as long again."""
    return f"= ANY({' || '.join(f'ARRAY({sql})' for sql in selections)})"


def packed(columns: Sequence[str]) -> str:
    """The vector, as PostgreSQL reads it."""
    lexemes: dict[str, str] = {}
    at = 0
    for letter, text in zip(LETTERS.values(), columns, strict=True):
        found = text.split()
        for term, place in zip(found, chain(range(at + 1, LAST_POSITION), repeat(LAST_POSITION)), strict=False):
            before = lexemes.get(term)
            lexemes[term] = f"{before},{place}{letter}" if before else f"'{term}':{place}{letter}"
        at += len(found) + GAP
    return " ".join(lexemes.values())


def put(rows: Iterable[Row], *, practices: bool) -> None:
    """Add rows; remove() those of the same entries first."""
    insert_into(TABLES[practices], ("id", "vector"), rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_settle()")


def remove(ids: Sequence[int], *, practices: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLES[practices]} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608


def selection(
    wanted: Match, *, practices: bool, limit: int, columns: Sequence[str] = (), ranked: bool = True
) -> Selection:
    """The ids of entries. Ranked costs about 6 µs a match. ``columns`` are one of PARTS."""
    expression, part = _expression(wanted), PARTS[tuple(columns)]
    weights = "{" + ", ".join(str(BY_LETTER[letter] / max(WEIGHTS)) for letter in "DCBA") + "}"
    order = "ORDER BY ts_rank(%s, vector, %s::tsquery, 1) DESC, id" if ranked else ""
    values = [weights, expression] if ranked else []
    anywhere = "AND vector @@ %s::tsquery" if columns and wanted.excluded else ""
    values = [expression, *values] if anywhere else values
    sql = f"SELECT id FROM {TABLES[practices]} WHERE {part} @@ %s::tsquery {anywhere} {order} LIMIT %s"  # noqa: S608
    return Selection(sql, [expression, *values, limit])


def _phrase(terms: Iterable[str]) -> str:
    return "(" + " <-> ".join(f"'{term}'" for term in terms) + ")"


def _expression(wanted: Match) -> str:
    groups = []
    for own, alternatives in wanted.groups:
        ways = ["(" + " & ".join(_phrase([term]) for term in own) + ")"] if own else []
        ways += [_phrase(terms) for terms in alternatives]
        groups.append("(" + " | ".join(ways) + ")")
    must = [_phrase(phrase) for phrase in wanted.phrases]
    if groups:
        must.append("(" + (" | " if wanted.any else " & ").join(groups) + ")")
    text = " & ".join(must)
    if wanted.excluded:
        text = f"({text}) & !({' | '.join(_phrase(phrase) for phrase in wanted.excluded)})"
    return text
