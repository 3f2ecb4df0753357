"""Words that stand nowhere in the collection, and what may have been meant."""

from dataclasses import dataclass

from django.db.models import Q

from practices.models import SearchWord
from practices.search.analysis import fold

LETTERS_AN_EDIT = 4
"""One edit is forgiven for every so many letters."""
CLEARLY = 3
"""A candidate is clear when it is nearer than the next, or this many times as frequent."""


@dataclass(frozen=True)
class Correction:
    """``typed`` is unknown; ``meant`` are candidates, best first; ``clear`` when the first stands out."""

    typed: str
    meant: tuple[str, ...]
    clear: bool


def distance(a: str, b: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) from a to b; most + 1 when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def correct(word: str, language: str) -> Correction | None:
    """What a word that the collection does not know may have been. One query; None when nothing is near, or when the
    word is known from a label, though it stands in no text.
    """
    typed = fold(word)
    most = len(typed) // LETTERS_AN_EDIT
    if not most or not typed.isalpha():
        return None
    near = Q(word__startswith=typed[0]) | Q(word__endswith=typed[-3:]) | Q(word__startswith=typed[1:2] + typed[0])
    rows = SearchWord.objects.filter(near, language=language).values_list("word", "term", "entries")
    best: dict[str, tuple[int, int, str]] = {}
    for known, stem, entries in rows:
        if abs(len(known) - len(typed)) > most or not known.isalpha():
            continue
        edits = distance(typed, known, most)
        if not edits:
            return None
        if edits <= most:
            scored = (edits, -entries, known)
            best[stem] = min(best.get(stem, scored), scored)
    ranked = sorted(best.values())
    if not ranked:
        return None
    clear = len(ranked) == 1 or ranked[0][0] < ranked[1][0] or ranked[0][1] <= CLEARLY * ranked[1][1]
    return Correction(word, tuple(known for _, _, known in ranked[:3]), clear)
