"""Which candidate fits best: BM25 over weighted fields, the same on every engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Protocol

from practices.search.expansion import Group

TITLE, LABELS, SUMMARY, ASKED, BODY = 6.0, 5.0, 2.5, 2.0, 1.0
SATURATION = 1.2
LENGTH_SHARE = 0.5
TYPICAL_LENGTH = 280
"""Terms in the body of an ordinary practice."""
NEIGHBOURS = 0.4
"""What two words of the query side by side in the text add, beside what each is worth."""
EXTRA = 0.2
"""What further ways to satisfy a group add to the best of them."""
PERVASIVE = 0.3
"""What nearly every practice is about weighs so much of what its rarity would give it."""
SAME_TITLE = 1_000.0


class Candidate(Protocol):
    """What ranking looks at: the analysed words of an entry's fields, each between two blanks."""

    @property
    def terms_title(self) -> str: ...

    @property
    def terms_labels(self) -> str: ...

    @property
    def terms_summary(self) -> str: ...

    @property
    def terms_asked(self) -> str: ...

    @property
    def terms_body(self) -> str: ...

    @property
    def length(self) -> int: ...


@dataclass(frozen=True)
class Statistics:
    """In how many entries a term stands, and how many entries there are."""

    entries: Mapping[str, int]
    total: int

    def rarity(self, terms: Sequence[str]) -> float:
        """Inverse document frequency of the rarest of the terms; never negative."""
        fewest = min((self.entries.get(term, 0) for term in terms), default=0)
        return log(1 + (self.total - min(fewest, self.total) + 0.5) / (fewest + 0.5))


@dataclass(frozen=True)
class Way:
    """One way to satisfy a group: what to look for, and what finding it is worth."""

    needle: str
    worth: float

    @classmethod
    def of(cls, terms: Sequence[str], statistics: Statistics, weight: float = 1.0) -> "Way":
        return cls(f" {'  '.join(terms)} ", weight * statistics.rarity(terms))


@dataclass(frozen=True)
class Part:
    """A group of the query, prepared."""

    own: list[Way]
    alternatives: list[Way]
    rarity: float


class Scorer:
    """Weighs entries against one query. What is the same for every entry is worked out once."""

    def __init__(self, groups: Sequence[Group], phrases: Sequence[Sequence[str]], statistics: Statistics) -> None:
        self._parts = [_part(group, statistics) for group in groups]
        self._worth = sum(part.rarity for part in self._parts)
        self._phrases = [Way.of(phrase, statistics, 2.0) for phrase in phrases]
        self._neighbours = _neighbours([term for group in groups for term in group.own], statistics)
        self._own = [term for group in groups for term in group.own] + [term for phrase in phrases for term in phrase]

    def score(self, entry: Candidate) -> float:
        """Higher is better; 0 when nothing matches. About 5 µs a way and entry."""
        shape = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * entry.length / TYPICAL_LENGTH)
        total = covered = 0.0
        for part in self._parts:
            value, whole = _part_score(entry, part, shape)
            total += value
            covered += part.rarity if whole else 0.0
        total += sum(way.worth * _presence(entry, way.needle, shape) for way in self._phrases)
        total += sum(way.worth * _presence(entry, way.needle, shape) for way in self._neighbours)
        if self._worth:
            total *= 0.3 + 0.7 * covered / self._worth
        return total + SAME_TITLE if _same_title(entry, self._own) else total


def _part(group: Group, statistics: Statistics) -> Part:
    weight = PERVASIVE if group.pervasive else 1.0
    own = [Way.of([term], statistics, weight) for term in group.own]
    alternatives = [Way.of(other.terms, statistics, other.weight * weight) for other in group.alternatives]
    return Part(own, alternatives, statistics.rarity(group.own) * weight)


def _neighbours(terms: Sequence[str], statistics: Statistics) -> list[Way]:
    """Two words of the query side by side; worth what the more frequent of them is."""
    least = [min(statistics.rarity([term]) for term in pair) for pair in pairwise(terms)]
    return [Way(f" {'  '.join(pair)} ", NEIGHBOURS * worth) for pair, worth in zip(pairwise(terms), least, strict=True)]


def _part_score(entry: Candidate, part: Part, shape: float) -> tuple[float, bool]:
    """The group's value in this entry, and whether the entry satisfies it."""
    own = [way.worth * _presence(entry, way.needle, shape) for way in part.own]
    others = [way.worth * _presence(entry, way.needle, shape) for way in part.alternatives]
    whole = all(own)
    ways = [sum(own) if whole else 0.5 * sum(own), *others]
    best = max(ways)
    return best + EXTRA * (sum(ways) - best), whole or any(others)


def _presence(entry: Candidate, needle: str, shape: float) -> float:
    """How much of the entry is about the term or phrase: weighted, saturating counts in its fields."""
    return (
        TITLE * _saturated(entry.terms_title.count(needle), 0.4)
        + LABELS * _saturated(entry.terms_labels.count(needle), 2.0)
        + SUMMARY * _saturated(entry.terms_summary.count(needle), 0.5)
        + ASKED * _saturated(entry.terms_asked.count(needle), 1.0)
        + BODY * (SATURATION + 1) * _saturated(entry.terms_body.count(needle), shape)
    )


def _saturated(count: int, half: float) -> float:
    return count / (count + half) if count else 0.0


def _same_title(entry: Candidate, own: Sequence[str]) -> bool:
    """The query has just the words of the title, function words aside."""
    if len(own) < 2 or f" {own[0]} " not in entry.terms_title:
        return False
    title = entry.terms_title.split()
    return set(own) <= set(title) and len(set(own)) >= 0.6 * len(set(title)) and _in_order(own, title)


def _in_order(some: Sequence[str], title: Iterable[str]) -> bool:
    left = iter(title)
    return all(term in left for term in some)
