"""What find() reads, in plain SQL that both engines understand: the ORM would cost several times the query itself.

The SQL is put together from names of tables and columns of our own, never from what somebody typed (hence noqa: S608).
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from practices.models import EntryKind, SearchEntry, SearchFacets, SearchLabel, SearchWord
from practices.search.analysis import LABELS, as_term
from practices.search.backends import backend
from practices.search.backends.base import Selection

ENTRY, FACETS = SearchEntry._meta.db_table, SearchFacets._meta.db_table
OF_FACETS = f"(SELECT lines FROM {FACETS} WHERE entry_id = {ENTRY}.id)"  # noqa: S608
WORD, LABEL = SearchWord._meta.db_table, SearchLabel._meta.db_table


class Candidate(NamedTuple):
    """An entry as ranking.py weighs it."""

    id: int
    kind: str
    length: int
    terms_title: str
    terms_labels: str
    terms_summary: str
    terms_asked: str
    terms_body: str


class Shown(NamedTuple):
    """An entry as ranking.py weighs it and a page of results shows it, with its facets as SearchFacets stores them."""

    id: int
    kind: str
    length: int
    terms_title: str
    terms_labels: str
    terms_summary: str
    terms_asked: str
    terms_body: str
    number: int | None
    slug: str
    url: str
    title: str
    summary: str
    facets: str
    paragraphs: str
    shown: dict[str, Any]


class Label(NamedTuple):
    key: str
    language: str
    name: str
    token: str
    words: list[list[str]]
    pervasive: bool


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def frequencies(terms: Iterable[str], language: str) -> dict[str, int]:
    """In how many practices each term stands; terms in none are left out. The empty term counts the practices."""
    wanted = set(terms)
    found = words(wanted, language)[0] if wanted else {}
    return {term: entries for term, entries in found.items() if term in wanted}


def words(terms: Iterable[str], language: str, begin: str = "", most: int = 0) -> tuple[dict[str, int], dict[str, int]]:
    """Frequencies of these terms, of all practices (under the empty term) and the stamp of the labels; and of the terms
    of the most frequent words that begin as told. One statement.
    """
    marked = [*map(as_term, terms), LABELS]
    sql = f"SELECT 0, term, entries FROM {WORD} WHERE language = %s AND word IN ({_places(marked)}) AND entries > 0"  # noqa: S608
    values: list[Any] = [language, *marked]
    if begin:
        after = begin[:-1] + chr(ord(begin[-1]) + 1)  # a range uses the index, which LIKE does not everywhere
        sql += (
            " UNION ALL SELECT 1, term, entries FROM "  # noqa: S608
            f"(SELECT term, entries FROM {WORD} WHERE language = %s AND word >= %s AND word < %s AND entries > 0 "
            "ORDER BY entries DESC, word LIMIT %s) AS longer"
        )
        values += [language, begin, after, most]
    rows = _rows(sql, values)
    return {term: n for part, term, n in rows if not part}, {term: n for part, term, n in rows if part}


def labels() -> list[Label]:
    sql = f"SELECT key, language, name, token, words, pervasive FROM {LABEL} ORDER BY id"  # noqa: S608
    return [_label(row) for row in _rows(sql, [])]


def _label(row: tuple[Any, ...]) -> Label:
    key, language, name, token, words, pervasive = row
    return Label(key, language, name, token, json.loads(words), bool(pervasive))


def matching(selection: Selection) -> list[int]:
    """Ids of entries, in the order of the selection."""
    return [row[0] for row in _rows(*selection)]


def shown_matching(selections: Sequence[Selection]) -> dict[int, Shown]:
    """The entries of all the selections, in no order. One statement."""
    where = backend().selected(selection.sql for selection in selections)
    return _shown(where, [value for selection in selections for value in selection.values])


def candidates(ids: Sequence[int]) -> dict[int, Candidate]:
    where, value = backend().among(ids)
    rows = _rows(f"SELECT {', '.join(Candidate._fields)} FROM {ENTRY} WHERE id {where}", [value]) if ids else []  # noqa: S608
    return {row[0]: Candidate._make(row) for row in rows}


def shown(ids: Sequence[int]) -> dict[int, Shown]:
    where, value = backend().among(ids)
    return _shown(where, [value]) if ids else {}


def _shown(where: str, values: Sequence[Any]) -> dict[int, Shown]:
    read = ", ".join(OF_FACETS if column == "facets" else column for column in Shown._fields)
    rows = _rows(f"SELECT {read} FROM {ENTRY} WHERE id {where}", values)  # noqa: S608
    return {row[0]: Shown._make([*row[:-1], json.loads(row[-1])]) for row in rows}


def practice_with_number(number: int, language: str) -> int | None:
    sql = f"SELECT id FROM {ENTRY} WHERE kind = %s AND number = %s AND language = %s"  # noqa: S608
    rows = _rows(sql, [EntryKind.PRACTICE.value, number, language])
    return int(rows[0][0]) if rows else None


def in_order(ids: Sequence[int], columns: Sequence[str]) -> list[int]:
    """``columns`` are names from SORTS in find.py, never a reader's words."""
    where, value = backend().among(ids)
    sql = f"SELECT id FROM {ENTRY} WHERE id {where} ORDER BY {', '.join(columns)}"  # noqa: S608
    return [int(row[0]) for row in _rows(sql, [value])] if ids else []


def facet_lines(ids: Sequence[int]) -> dict[int, str]:
    """By entry, as SearchFacets stores them. About 1 µs an entry."""
    where, value = backend().among(ids)
    return dict(_rows(f"SELECT entry_id, lines FROM {FACETS} WHERE entry_id {where}", [value])) if ids else {}  # noqa: S608
