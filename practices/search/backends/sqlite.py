"""FTS5. Two tables: practices, and all that can be found beside them.

The SQL is put together from names of our own; what somebody typed is a parameter (hence noqa: S608).
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from practices.search.backends.base import COLUMNS, WEIGHTS, Match, Row, Selection

TABLES = {True: "search_practice_fts", False: "search_other_fts"}
"""By whether it holds practices."""


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The end of a condition on ids, and its one parameter, however many there are."""
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def selected(selections: Iterable[str]) -> str:
    """The end of a condition on the ids that SQL selects."""
    return f"IN ({' UNION ALL '.join(f'SELECT * FROM ({sql})' for sql in selections)})"  # noqa: S608


def packed(columns: Sequence[str]) -> Sequence[str]:
    return columns


def put(rows: Iterable[Row], *, practices: bool) -> None:
    """Add rows; remove() those of the same entries first."""
    table = TABLES[practices]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (rowid, {', '.join(COLUMNS)}) VALUES (%s{', %s' * len(COLUMNS)})",  # noqa: S608
            [(row.id, *row.packed) for row in rows],
        )


def remove(ids: Sequence[int], *, practices: bool) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLES[practices]} WHERE rowid = %s", [(id_,) for id_ in ids])  # noqa: S608


def selection(
    wanted: Match, *, practices: bool, limit: int, columns: Sequence[str] = (), ranked: bool = True
) -> Selection:
    """The ids of entries. Ranked costs about 1.4 µs a match; unranked stops as soon as the limit is full."""
    expression = _expression(wanted, columns)
    table = TABLES[practices]
    order = f"ORDER BY bm25({table}, {', '.join(map(str, WEIGHTS))})" if ranked else ""
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s {order} LIMIT %s"  # noqa: S608
    return Selection(sql, [expression, limit])


def _phrase(terms: Iterable[str]) -> str:
    return '"' + " ".join(terms) + '"'


def _expression(wanted: Match, columns: Sequence[str] = ()) -> str:
    """What is left out is left out wherever it stands."""
    groups = []
    for own, alternatives in wanted.groups:
        ways = ["(" + " AND ".join(_phrase([term]) for term in own) + ")"] if own else []
        ways += [_phrase(terms) for terms in alternatives]
        groups.append("(" + " OR ".join(ways) + ")")
    must = [_phrase(phrase) for phrase in wanted.phrases]
    if groups:
        must.append("(" + (" OR " if wanted.any else " AND ").join(groups) + ")")
    text = " AND ".join(must)
    if columns:
        text = f"{{{' '.join(columns)}}} : ({text})"
    if wanted.excluded:  # in one pair of brackets: FTS5 refuses what is nested more than a hundred deep
        text = f"({text}) NOT ({' OR '.join(_phrase(phrase) for phrase in wanted.excluded)})"
    return text
