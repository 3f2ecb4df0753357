"""All labels in memory: they are few (thousands), every search asks for several, and they seldom change.

Which labels there are is told by a stamp, a sum over them, which stands in the list of words and is read with it. So a
process notes at its next search that another has changed them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from practices.search import store
from practices.search.store import Label


@dataclass(frozen=True)
class Labels:
    """By key, and by each term in it with its language, for those who look for a part of a key."""

    stamp: int
    by_key: dict[str, list[Label]]
    by_term: dict[tuple[str, str], list[Label]]

    @classmethod
    def of(cls, labels: Iterable[Label]) -> "Labels":
        every = list(labels)
        by_key, by_term = defaultdict(list), defaultdict(list)
        for label in every:
            by_key[label.key].append(label)
            for term in set(label.key.split(" ")):
                by_term[label.language, term].append(label)
        return cls(stamp(every), dict(by_key), dict(by_term))

    def holding(self, terms: Sequence[str], language: str) -> list[Label]:
        """Labels of the language whose keys have all of the terms, of which there is one at least."""
        wanted = set(terms)
        some = self.by_term.get((language, terms[0]), [])
        return [label for label in some if wanted.issubset(label.key.split(" "))]


def stamp(labels: Iterable[Label]) -> int:
    """Differs when the labels differ; never 0."""
    rows = sorted(list(label) for label in labels)
    return crc32(json.dumps(rows).encode()) & 0x7FFFFFFF | 1


_kept = Labels.of([])


def current(known: int | None) -> Labels:
    """The labels of this stamp: those kept, or those read now. One statement then, about 30 ms."""
    global _kept
    if known is None or known != _kept.stamp:
        _kept = Labels.of(store.labels())
    return _kept
