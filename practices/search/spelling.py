"""Words that stand nowhere in the collection, and what may have been meant."""

from collections.abc import Iterable, Sequence
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
    return min(last[-1], most + 1)


def correct(word: str, language: str) -> Correction | None:
    return correct_each([word], language).get(word)


def correct_each(words: Sequence[str], language: str) -> dict[str, Correction]:
    """What words that the collection does not know may have been. One query. Left out are words that nothing is near,
    and those that are known from a label, though they stand in no text.
    """
    typed = {word: fold(word) for word in words}
    typed = {word: flat for word, flat in typed.items() if len(flat) >= LETTERS_AN_EDIT and flat.isalpha()}
    near = Q()
    for flat in typed.values():
        near |= Q(word__startswith=flat[0]) | Q(word__endswith=flat[-3:]) | Q(word__startswith=flat[1] + flat[0])
    rows = SearchWord.objects.filter(near, language=language).values_list("word", "term", "entries") if typed else ()
    known = [(word, stem, entries) for word, stem, entries in rows if word.isalpha()]
    found = {word: _nearest(word, flat, known) for word, flat in typed.items()}
    return {word: correction for word, correction in found.items() if correction}


def _nearest(word: str, typed: str, known: Iterable[tuple[str, str, int]]) -> Correction | None:
    most = len(typed) // LETTERS_AN_EDIT
    best: dict[str, tuple[int, int, str]] = {}
    for other, stem, entries in known:
        if abs(len(other) - len(typed)) > most or not _is_near(other, typed):
            continue
        edits = distance(typed, other, most)
        if not edits:
            return None
        if edits <= most:
            scored = (edits, -entries, other)
            best[stem] = min(best.get(stem, scored), scored)
    ranked = sorted(best.values())
    if not ranked:
        return None
    clear = len(ranked) == 1 or ranked[0][0] < ranked[1][0] or ranked[0][1] <= CLEARLY * ranked[1][1]
    return Correction(word, tuple(other for _, _, other in ranked[:3]), clear)


def _is_near(word: str, typed: str) -> bool:
    """The beginning or the end is right, or only the first two letters are swapped."""
    return word.startswith((typed[0], typed[1] + typed[0])) or word.endswith(typed[-3:])
