"""What find() reads, in plain SQL that both engines understand: the ORM would cost several times the query itself."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from practices.models import EntryKind, SearchEntry, SearchFacet, SearchLabel, SearchWord
from practices.search.analysis import as_term
from practices.search.backends import backend
from practices.search.backends.base import COLUMNS

ENTRY, FACET = SearchEntry._meta.db_table, SearchFacet._meta.db_table
WORD, LABEL = SearchWord._meta.db_table, SearchLabel._meta.db_table


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry as ranking.py weighs it."""

    id: int
    kind: str
    length: int
    terms_title: str
    terms_labels: str
    terms_summary: str
    terms_asked: str
    terms_body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page of results shows it. ``paragraphs`` as SearchEntry stores them."""

    id: int
    kind: str
    number: int | None
    slug: str
    url: str
    title: str
    summary: str
    shown: dict[str, Any]
    paragraphs: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Label:
    key: str
    language: str
    name: str
    token: str
    words: list[list[str]]


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def frequencies(terms: Iterable[str], language: str) -> dict[str, int]:
    """In how many practices each term stands; terms in none are left out. The empty term counts the practices."""
    marked = [as_term(term) for term in set(terms)]
    sql = f"SELECT term, entries FROM {WORD} WHERE language = %s AND word IN ({_places(marked)}) AND entries > 0"  # noqa: S608
    return dict(_rows(sql, [language, *marked])) if marked else {}


def words_between(first: str, after: str, language: str, most: int) -> list[tuple[str, int]]:
    """Terms of the most frequent words from ``first`` up to, not including, ``after``, with their frequency."""
    sql = (
        f"SELECT term, entries FROM {WORD} "  # noqa: S608
        "WHERE language = %s AND word >= %s AND word < %s AND entries > 0 ORDER BY entries DESC, word LIMIT %s"
    )
    return [(term, entries) for term, entries in _rows(sql, [language, first, after, most])]


def labels(keys: Iterable[str]) -> list[Label]:
    wanted = list(keys)
    sql = f"SELECT key, language, name, token, words FROM {LABEL} WHERE key IN ({_places(wanted)}) ORDER BY id"  # noqa: S608
    return [_label(row) for row in _rows(sql, wanted)] if wanted else []


def labels_holding(pairs: Sequence[tuple[str, str]]) -> list[Label]:
    """Labels that have one of the terms among others, each looked for in its language: (language, term)."""
    either = " OR ".join(["(language = %s AND key LIKE %s)"] * len(pairs))
    sql = f"SELECT key, language, name, token, words FROM {LABEL} WHERE {either} ORDER BY id"  # noqa: S608
    values = [value for language, term in pairs for value in (language, f"%{term}%")]
    return [_label(row) for row in _rows(sql, values)] if pairs else []


def _label(row: tuple[Any, ...]) -> Label:
    key, language, name, token, words = row
    return Label(key, language, name, token, json.loads(words))


def candidates(ids: Sequence[int]) -> list[Candidate]:
    where, value = backend().among(ids)
    terms = ", ".join(f"terms_{column}" for column in COLUMNS)
    sql = f"SELECT id, kind, length, {terms} FROM {ENTRY} WHERE id {where}"  # noqa: S608
    return [Candidate(*row) for row in _rows(sql, [value])] if ids else []


def shown(ids: Sequence[int]) -> dict[int, Shown]:
    where, value = backend().among(ids)
    sql = f"SELECT id, kind, number, slug, url, title, summary, shown, paragraphs FROM {ENTRY} WHERE id {where}"  # noqa: S608
    return {row[0]: _shown(row) for row in _rows(sql, [value])} if ids else {}


def _shown(row: tuple[Any, ...]) -> Shown:
    return Shown(*row[:7], json.loads(row[7]), json.loads(row[8]))  # type: ignore[call-arg]


def practice_with_number(number: int, language: str) -> int | None:
    sql = f"SELECT id FROM {ENTRY} WHERE kind = %s AND number = %s AND language = %s"  # noqa: S608
    rows = _rows(sql, [EntryKind.PRACTICE.value, number, language])
    return int(rows[0][0]) if rows else None


def in_order(ids: Sequence[int], columns: Sequence[str]) -> list[int]:
    """``columns`` are names from SORTS in find.py, never a reader's words."""
    where, value = backend().among(ids)
    sql = f"SELECT id FROM {ENTRY} WHERE id {where} ORDER BY {', '.join(columns)}"  # noqa: S608
    return [int(row[0]) for row in _rows(sql, [value])] if ids else []


def facet_holders(ids: Sequence[int], facets: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Facet, value, label and entry, for these entries and facets."""
    where, value = backend().among(ids)
    sql = (
        f"SELECT facet, value, label, entry_id FROM {FACET} "  # noqa: S608
        f"WHERE entry_id {where} AND facet IN ({_places(facets)})"
    )
    return [(f, v, label, entry) for f, v, label, entry in _rows(sql, [value, *facets])] if ids and facets else []


def facet_counts(ids: Sequence[int], without: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Facet, value, label and number of entries, for the facets not named."""
    where, value = backend().among(ids)
    names = list(without) or [""]
    sql = (
        f"SELECT facet, value, label, count(*) FROM {FACET} "  # noqa: S608
        f"WHERE entry_id {where} AND facet NOT IN ({_places(names)}) GROUP BY facet, value, label"
    )
    return [(f, v, label, number) for f, v, label, number in _rows(sql, [value, *names])] if ids else []
