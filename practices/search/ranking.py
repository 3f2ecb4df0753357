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


def score(entry: Candidate, groups: Sequence[Group], phrases: Sequence[Sequence[str]], statistics: Statistics) -> float:
    """Higher is better; 0 when nothing matches. About 20 µs an entry and group."""
    total = worth = covered = 0.0
    for group in groups:
        value, whole = _group_score(entry, group, statistics)
        rarity = statistics.rarity(group.own)
        worth += rarity
        if whole:
            covered += rarity
        total += value
    for phrase in phrases:
        total += 2 * _presence(entry, phrase) * statistics.rarity(phrase)
    total += _neighbours(entry, groups, statistics)
    if groups and worth:
        total *= 0.3 + 0.7 * covered / worth
    if _same_title(entry, groups, phrases):
        total += SAME_TITLE
    return total


def _group_score(entry: Candidate, group: Group, statistics: Statistics) -> tuple[float, bool]:
    """The group's value in this entry, and whether the entry satisfies it."""
    own = [_presence(entry, [term]) * statistics.rarity([term]) for term in group.own]
    whole = all(own)
    ways = [sum(own) if whole else 0.5 * sum(own)]
    for alternative in group.alternatives:
        value = alternative.weight * _presence(entry, alternative.terms) * statistics.rarity(alternative.terms)
        ways.append(value)
        whole = whole or value > 0
    best = max(ways)
    return best + EXTRA * (sum(ways) - best), whole


def _presence(entry: Candidate, terms: Sequence[str]) -> float:
    """How much of the entry is about the term or phrase: weighted, saturating counts in its fields."""
    needle = f" {'  '.join(terms)} "
    shape = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * entry.length / TYPICAL_LENGTH)
    return (
        TITLE * _saturated(entry.terms_title.count(needle), 0.4)
        + LABELS * _saturated(entry.terms_labels.count(needle), 2.0)
        + SUMMARY * _saturated(entry.terms_summary.count(needle), 0.5)
        + ASKED * _saturated(entry.terms_asked.count(needle), 1.0)
        + BODY * (SATURATION + 1) * _saturated(entry.terms_body.count(needle), shape)
    )


def _saturated(count: int, half: float) -> float:
    return count / (count + half) if count else 0.0


def _neighbours(entry: Candidate, groups: Sequence[Group], statistics: Statistics) -> float:
    terms = [term for group in groups for term in group.own]
    value = 0.0
    for pair in pairwise(terms):
        presence = _presence(entry, pair)
        if presence:
            value += NEIGHBOURS * presence * min(statistics.rarity([term]) for term in pair)
    return value


def _same_title(entry: Candidate, groups: Sequence[Group], phrases: Sequence[Sequence[str]]) -> bool:
    """The query has just the words of the title, function words aside."""
    own = [term for group in groups for term in group.own] + [term for phrase in phrases for term in phrase]
    title = entry.terms_title.split()
    return len(own) > 1 and set(own) <= set(title) and len(set(own)) >= 0.6 * len(set(title)) and _in_order(own, title)


def _in_order(some: Sequence[str], title: Iterable[str]) -> bool:
    left = iter(title)
    return all(term in left for term in some)
