"""What the engines share: the shape of a row and of a match."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

COLUMNS = ("title", "labels", "summary", "asked", "body")
WEIGHTS = (10.0, 6.0, 3.0, 2.0, 1.0)
"""Of the columns, for the engines' own rough ranking."""


class Row(NamedTuple):
    """What an engine holds of an entry."""

    id: int
    packed: Any
    """Made by the engine's packed() of the analysed words by column, in the order of COLUMNS; it needs no database."""


class Selection(NamedTuple):
    """SQL that gives ids of entries, and the values in it."""

    sql: str
    values: list[Any]


@dataclass
class Match:
    """Every group must match, by all of ``own`` or by one of its alternatives; or any group, when ``any`` is set."""

    groups: list[tuple[list[str], list[tuple[str, ...]]]]
    phrases: list[list[str]] = field(default_factory=list)
    excluded: list[list[str]] = field(default_factory=list)
    any: bool = False
