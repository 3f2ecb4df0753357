"""How well search answers judged queries: the usual measures of information retrieval.

A judged set is a file with tabs: group, query, relevant (``number:grade`` with grades 1 to 3), note. A practice counts
as right from grade 2 on; nDCG uses all grades.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean

RIGHT = 2
Grades = dict[int, int]


@dataclass(frozen=True)
class Judged:
    group: str
    query: str
    grades: Grades

    @property
    def right(self) -> set[int]:
        return {number for number, grade in self.grades.items() if grade >= RIGHT}


@dataclass(frozen=True)
class Measures:
    """Means over queries, each 0 to 1; ``queries`` says how many."""

    queries: int
    mrr: float
    success_1: float
    success_3: float
    recall_10: float
    ndcg_10: float

    def line(self) -> str:
        values = (self.mrr, self.success_1, self.success_3, self.recall_10, self.ndcg_10)
        return f"{self.queries:>7}" + "".join(f"{value:>10.3f}" for value in values)


def read(file: Path) -> list[Judged]:
    """Raises OSError, KeyError or ValueError when it cannot be read, or when a query has no right answer."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    judged = [Judged(row["group"], row["query"], _grades(row["relevant"] or "")) for row in rows]
    if not judged:
        raise ValueError("there is no query in it")
    for query in judged:
        if not query.right:
            raise ValueError(f"no practice has grade {RIGHT} or more for {query.query!r}")
    return judged


def _grades(text: str) -> Grades:
    return {int(number): int(grade) for number, grade in (pair.split(":") for pair in text.split())}


def measure(judged: Sequence[tuple[Judged, Sequence[int]]]) -> Measures:
    """``judged`` pairs each query with the numbers of the practices found, best first."""
    return Measures(
        len(judged),
        fmean(reciprocal_rank(found, query.right) for query, found in judged),
        fmean(success(found, query.right, 1) for query, found in judged),
        fmean(success(found, query.right, 3) for query, found in judged),
        fmean(recall(found, query.right, 10) for query, found in judged),
        fmean(ndcg(found, query.grades, 10) for query, found in judged),
    )


def reciprocal_rank(found: Sequence[int], right: set[int]) -> float:
    return next((1 / rank for rank, number in enumerate(found, start=1) if number in right), 0.0)


def success(found: Sequence[int], right: set[int], most: int) -> float:
    return float(any(number in right for number in found[:most]))


def recall(found: Sequence[int], right: set[int], most: int) -> float:
    return len(right.intersection(found[:most])) / len(right)


def ndcg(found: Sequence[int], grades: Grades, most: int) -> float:
    ideal = sorted(grades.values(), reverse=True)
    return _gain(grades.get(number, 0) for number in found[:most]) / _gain(ideal[:most])


def _gain(grades: Iterable[int]) -> float:
    return float(sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1)))


def evaluate(queries: Sequence[Judged], search: Callable[[str], Sequence[int]]) -> dict[str, Measures]:
    """Measures for each group, in the order of the file, and for ``all``."""
    answered = [(query, search(query.query)) for query in queries]
    groups = dict.fromkeys(query.group for query in queries)
    by_group = {group: measure([pair for pair in answered if pair[0].group == group]) for group in groups}
    return by_group | {"all": measure(answered)}
