"""The list of words: in how many practices each word and each term stands. Spelling and ranking read it.

A row for each word as it is written; one for each term, marked by as_term(); and the row of the empty term, which
counts the practices themselves. One more row has the stamp of the labels. Words that only labels have are listed with
0: they are known, though in no text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F
from django.db.models.functions import Greatest

from practices.models import EntryKind, Language, SearchEntry, SearchLabel, SearchWord
from practices.search import store
from practices.search.analysis import LABELS, as_term, term, words
from practices.search.backends.base import COLUMNS
from practices.search.labels import stamp
from practices.search.rows import insert

Listed = tuple[str, str, str, int]
"""Language, word, term, and the number of practices."""


class Tally:
    """Adds up the words of many entries. About 0.2 ms an entry."""

    def __init__(self) -> None:
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        self._terms: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, entries: Iterable[SearchEntry]) -> None:
        for entry in entries:
            if entry.kind == EntryKind.PRACTICE:
                self._add(entry)

    def _add(self, entry: SearchEntry) -> None:
        texts = [line.rpartition("\t")[2] for line in entry.paragraphs.split("\n")]
        text = " ".join([entry.title, entry.summary, *texts])
        held = " ".join(getattr(entry, f"terms_{column}") for column in COLUMNS)
        self._words[entry.language].update(words(text, entry.language))
        self._terms[entry.language].update({"", *held.split()})

    def merge(self, other: "Tally") -> None:
        for mine, theirs in ((self._words, other._words), (self._terms, other._terms)):
            for language, counts in theirs.items():
                mine[language].update(counts)

    def rows(self) -> Iterator[Listed]:
        for language, counts in self._words.items():
            yield from ((language, word, term(word, language), number) for word, number in counts.items() if word)
        for language, counts in self._terms.items():
            yield from ((language, as_term(found), found, number) for found, number in counts.items())


def count(entries: Iterable[SearchEntry], change: int) -> None:
    """Keep the list true: add the words of these entries (change 1) or take them away (change -1)."""
    tally = Tally()
    tally.add(entries)
    rows = list(tally.rows())
    if not rows:
        return
    lock()
    if change > 0:
        _add_missing(rows)
    by_number: dict[tuple[str, int], list[str]] = {}
    for language, word, _, number in rows:
        by_number.setdefault((language, number), []).append(word)
    for (language, number), some in by_number.items():
        SearchWord.objects.filter(language=language, word__in=some).update(
            entries=Greatest(F("entries") + change * number, 0)
        )


def _add_missing(rows: Iterable[Listed]) -> None:
    wanted = {(language, word): found for language, word, found, _ in rows}
    known = SearchWord.objects.filter(word__in=[word for _, word in wanted]).values_list("language", "word")
    for pair in known:
        wanted.pop(pair, None)
    SearchWord.objects.bulk_create(
        SearchWord(language=language, word=word, term=found, entries=0) for (language, word), found in wanted.items()
    )


def replace(tally: Tally) -> None:
    """The list made anew."""
    rows = {(language, word): (found, number) for language, word, found, number in tally.rows()}
    for word, found in _said():
        rows.setdefault((Language.EN.value, word), (found, 0))
    lock()
    SearchWord.objects.exclude(word=LABELS).delete()
    insert(SearchWord, ("language", "word", "term", "entries"), ((*key, *value) for key, value in rows.items()))


def add_said() -> None:
    """After the labels were written anew: their words are known, those of labels that went are not."""
    _add_missing((Language.EN.value, word, found, 0) for word, found in _said())
    drop_unused()


def stamp_labels() -> None:
    """Tell every process which labels there are now, whatever the language it searches."""
    number = stamp(store.labels())
    SearchWord.objects.bulk_create(
        (SearchWord(language=language, word=LABELS, term=LABELS, entries=number) for language in Language.values),
        update_conflicts=True,
        unique_fields=["language", "word"],
        update_fields=["entries"],
    )


def drop_unused() -> None:
    """Words that no practice has any more, unless a label has them: nobody can have meant them."""
    said = dict(_said())
    rows = SearchWord.objects.filter(entries=0).values_list("pk", "language", "word")
    gone = [pk for pk, language, word in rows if language != Language.EN or word not in said]
    SearchWord.objects.filter(pk__in=gone).delete()


def _said() -> Iterator[tuple[str, str]]:
    """The words of English labels, each with its term."""
    texts = SearchLabel.objects.filter(language=Language.EN).values_list("text", flat=True)
    return ((word, term(word)) for text in texts for word in words(text) if word)


def lock() -> None:
    """One writer at a time: two publications at once would add the same word, or wait for each other."""
    list(SearchWord.objects.select_for_update().filter(word=as_term("")))
