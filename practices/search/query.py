"""What somebody typed, taken apart. Any string is a query; nothing here raises."""

import re
import unicodedata
from dataclasses import dataclass, field

from practices.search.analysis import CJK, WORD, fold, term, terms

LONGEST = 300
"""Characters; a longer query is answered with a clear refusal by the view."""
MOST_WORDS = 24

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:["“”«»„](?P<phrase>[^"“”«»„]*)["“”«»„]?|(?P<word>[^\s"“”«»„]+))')
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_AROUND = " ()[].,;:?!"
_NUMBER = re.compile(r"(?:(?:p|practices?|no|nr|num|number|n)[\s.#:°º-]*){0,3}#?0*([1-9]\d{0,5})", re.IGNORECASE)
_NUMBER_WITHIN = re.compile(
    r"\bp-0*([1-9]\d{0,5})\b|\b(?:practice|gp)[\s#-]*(?:no\.?|number)?[\s#]*0*([1-9]\d{0,5})$", re.IGNORECASE
)
"""In a longer query: "P-07" anywhere, "practice 7" at the end."""

# Words that carry no subject. A query made of them alone keeps them.
FUNCTION_WORDS = frozenset(
    """a about actually after again against all also am among an and any anybody anyone anything are around as at be
    because been before behind being beside best better between both but by can cannot come concerning could
    despite did do does doing done during each either else ever every everybody everyone everything for from get
    gets getting give given go goes going good got had has have having he her here him his how i if in into is
    it its itself just keep keeps kind know let like long look lot make makes making many may me might more most
    much must my near need needs no nobody nor not nothing now of off on once one only or other ought our out
    over own please put really regarding s same say shall she should since so some somebody someone something
    sort still such t take takes tell than that the their them themselves then there these they thing things
    think this those through to too toward towards under until up upon us use used using very via want was way
    ways we well were what when where whether which while who whom whose why will with within without would you
    your yours""".split()
)
# Words that say little of the subject: they count, but a practice need not have them.
LIGHT_WORDS = frozenset(
    """able allow away back become begin bring call cause change choose come common deal decide different effect
    effective ensure expect find first handle happen help idea important improve inside involve issue lead leave
    live main matter method new number offer outside part people person place plan possible problem provide
    question reason right role run scheme set show stage start stay step stop time try turn type understand
    whole work worth wrong""".split()
)
FOREIGN_FUNCTION_WORDS = frozenset(
    """le la les l un une des de du d et ou au aux en dans pour par sur avec sans que qui est sont ce cette ces se son
    sa ses comment quoi quel quelle el los las del y o u con para por sin sobre es son lo su sus al como que cual
    в во на и или для с со по от до о об из за к ко у как что это не при их его
    في من على الى إلى عن مع و او أو ما هو هي هذا هذه كيف بعد قبل بين
    的 了 和 与 在 是 吗 如何 怎么 什么""".split()
)


@dataclass(frozen=True)
class Word:
    """One word as typed, and what it is looked for as."""

    text: str
    term: str

    @property
    def folded(self) -> str:
        return fold(self.text)


@dataclass
class Query:
    """``words`` in order, ``phrases`` that must stand as they are, ``excluded`` terms or phrases."""

    text: str
    words: list[Word] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    excluded: list[list[str]] = field(default_factory=list)
    number: int | None = None
    open_ended: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases and self.number is None


def tidy(text: str) -> str:
    """One line without control and formatting characters, such as NUL and marks of direction."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())


def parse(text: str, language: str = "en") -> Query:
    query = Query(tidy(text))
    query.number = _number(query.text)
    for part in _PART.finditer(query.text):
        if part["phrase"] is not None:
            found = terms(part["phrase"], language)[:MOST_WORDS]
            if found:
                (query.excluded if part["minus"] else query.phrases).append(found)
        elif part["minus"]:
            found = terms(part["word"], language)
            if found:
                query.excluded.append(found)
        else:
            query.words += [Word(m[0], term(m[0], language)) for m in WORD.finditer(part["word"])]
    query.words = [word for word in query.words if word.term][:MOST_WORDS]
    query.open_ended = bool(query.words) and text[-1:].isalnum() and not query.phrases
    return query


def _number(text: str) -> int | None:
    """Of the practice that is asked for: "P–07", "(practice 7)", "show me P-07"."""
    plain = _DASHES.sub("-", text).strip(_AROUND)
    whole = _NUMBER.fullmatch(plain)
    if whole:
        return int(whole[1])
    within = {int(anywhere or last) for anywhere, last in _NUMBER_WITHIN.findall(plain)}
    return within.pop() if len(within) == 1 else None


def is_function_word(word: Word, known: set[str]) -> bool:
    """``known`` are terms of the collection: what is a function word in another language, such as "son" or "sin",
    counts when the collection knows it.
    """
    return word.folded in FUNCTION_WORDS or (word.folded in FOREIGN_FUNCTION_WORDS and word.term not in known)


def is_cjk(text: str) -> bool:
    return bool(re.search(f"[{CJK}]", text))
