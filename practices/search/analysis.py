"""Text into terms, the same for what is indexed and for what is typed.

A term is folded (case, accents, width), spelled one way (British and American), and stemmed in its language. Chinese,
Japanese and Korean have no blanks between words and are cut into overlapping pairs of characters. Terms of other
languages than English carry their language in front, so that languages do not meet by accident in one index.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple, TypeVar

from Stemmer import Stemmer

VERSION = 2
"""Goes up when the same text would give other terms; the index is then out of date."""

LONGEST = 60
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:['’ʼ.][^\W_{CJK}]+)*")
_IS_CJK = re.compile(rf"[{CJK}]")
_ALGORITHMS = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})
_SPELLINGS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(\w{2,})yse(s|d|r|rs)?$", r"\1yze\2"),
        (r"(\w{2,})is(e|ed|es|er|ers|ing|ation|ations|ational)$", r"\1iz\2"),
        (r"(\w{2,})our(s|ed|ing|al|ally|ist|able|hood|hoods)?$", r"\1or\2"),
        (r"^programmes?$", "program"),
        (r"^(cent|theat|met|lit)re(s)?$", r"\1er\2"),
        (r"(defen|offen|licen|preten)ce(s|d)?$", r"\1se\2"),
        (r"^(gaol)(s|ed|er|ers)?$", r"jail\2"),
        (r"(\w+)ll(ing|ed|or|er|ors|ers)$", r"\1l\2"),
        (r"^(judg|acknowledg)e(ment|ments)$", r"\1\2"),
        (r"(\w+)ae(\w+)$", r"\1e\2"),
        (r"^enrol(ment|ments|s)?$", r"enroll\1"),
        (r"^skilful", "skillful"),
    ]
]
_APOSTROPHE = re.compile(r"['’ʼ](s$)?")
_SPELLED = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLINGS))
"""Few words are spelled in two ways: one look is a fifth of trying each rule."""
_PLURAL = re.compile(r"^([A-Z]{2,})s$")
"""Of an abbreviation: NGOs."""
_SURE = {"wise", "rise", "noise", "raise", "praise", "advise", "exercise", "precise", "promise", "premise", "otherwise",
         "hour", "hours", "four", "your", "tour", "detour", "contour", "devour"}  # fmt: skip


class Token(NamedTuple):
    term: str
    start: int
    end: int


def _stem(word: str, language: str) -> str:
    """A stemmer holds the word it works on, so threads do not share one; making one costs 2 µs."""
    return str(Stemmer(_ALGORITHMS[language], 0).stemWord(word))


@lru_cache(200_000)
def fold(word: str) -> str:
    """Case, width and accents away; Arabic letters written one way."""
    if word.isascii():
        flat = word.lower()
    else:
        flat = unicodedata.normalize("NFKD", word).casefold()
        flat = "".join(c for c in flat if not unicodedata.combining(c)).translate(_ARABIC)
    return unicodedata.normalize("NFC", _APOSTROPHE.sub("", flat).replace(".", ""))


def _flat(word: str) -> str:
    return fold(_PLURAL.sub(r"\1", word))[:LONGEST]


@lru_cache(200_000)
def term(word: str, language: str = "en") -> str:
    """The term a single word is indexed under. Empty for a word of marks only."""
    flat = _flat(word)
    if language == "en" and flat not in _SURE and _SPELLED.search(flat):
        for pattern, replacement in _SPELLINGS:
            flat = pattern.sub(replacement, flat)
    # A word in capitals with digits (VERA-2R) or a very short one is a name: it has no stem.
    has_stem = language in _ALGORITHMS and len(flat) > 3 and flat.isalpha()
    stem = _stem(flat, language) if has_stem else flat
    return stem if language == "en" or not stem else f"{language}0{stem}"


def tokens(text: str, language: str = "en") -> Iterator[Token]:
    for match in WORD.finditer(text):
        word, start = match[0], match.start()
        if _IS_CJK.match(word):
            yield from _pairs(word, start, language)
            continue
        found = term(word, language)
        if found:
            yield Token(found, start, match.end())


def _pairs(word: str, start: int, language: str) -> Iterator[Token]:
    prefix = "" if language == "en" else f"{language}0"
    if len(word) == 1:
        yield Token(prefix + word, start, start + 1)
    for n in range(len(word) - 1):
        yield Token(prefix + word[n : n + 2], start + n, start + n + 2)


Found = TypeVar("Found")


class _Pieces(dict[str, Found]):
    """What each piece of text without blanks comes to. Texts are made of the same pieces again and again, and a bare
    dictionary, asked by map(), is many times as fast as lru_cache.
    """

    MOST = 200_000

    def __init__(self, take_apart: Callable[[str], Found]) -> None:
        super().__init__()
        self._take_apart = take_apart

    def __missing__(self, piece: str) -> Found:
        if len(self) >= self.MOST:
            self.clear()
        found = self[piece] = self._take_apart(piece)
        return found


@cache
def _terms_of(language: str) -> _Pieces[tuple[str, ...]]:
    return _Pieces(lambda piece: tuple(token.term for token in tokens(piece, language)))


@cache
def _stored_of(language: str) -> _Pieces[str]:
    return _Pieces(lambda piece: padded(_terms_of(language)[piece]))


@cache
def _words_of(language: str) -> _Pieces[tuple[str, ...]]:
    return _Pieces(lambda piece: tuple(_flat(word) for word in WORD.findall(piece) if not _IS_CJK.match(word)))


def terms(text: str, language: str = "en") -> list[str]:
    """The terms of tokens(), without their places, which is many times as fast."""
    return list(chain.from_iterable(map(_terms_of(language).__getitem__, text.split())))


def stored(text: str, language: str = "en") -> str:
    """The terms of a text as they are stored: padded(terms(text)), in half the time."""
    return "".join(map(_stored_of(language).__getitem__, text.split()))


def words(text: str, language: str = "en") -> set[str]:
    """The different words of a text as written, folded: what spelling is compared with. term() of such a word is the
    term of the word.
    """
    return set(chain.from_iterable(map(_words_of(language).__getitem__, set(text.split()))))


def places(text: str, wanted: Set[str], language: str = "en") -> list[tuple[int, int]]:
    """Where the text has one of the wanted terms."""
    of, without = _terms_of(language), wanted.isdisjoint
    pieces = text.split(" ")
    found: list[tuple[int, int]] = []
    for n in [n for n, piece in enumerate(pieces) if not without(of[piece])]:
        start = len(" ".join(pieces[:n])) + bool(n)
        there = (token for token in tokens(pieces[n], language) if token.term in wanted)
        found += [(start + token.start, start + token.end) for token in there]
    return found


def as_term(found: str) -> str:
    """How the list of words counts a term; no word begins like this."""
    return f"={found}"


LABELS = "*labels"
"""The row in the list of words that has the stamp of the labels; no word and no term is written like this."""


def padded(found: Iterable[str]) -> str:
    """Terms as they are stored: each between two blanks, so that ``count(" term ")`` counts it."""
    return "".join(f" {one} " for one in found)
