"""The paragraph that fits best, cut to length, with the words that matched marked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe

from practices.search.analysis import places, term
from practices.search.expansion import Group
from practices.search.query import FUNCTION_WORDS, LIGHT_WORDS

WIDTH = 260
_IDLE = {term(word) for word in LIGHT_WORDS | FUNCTION_WORDS}
"""Terms that are not worth marking when they were only added as part of a phrase."""


@dataclass(frozen=True)
class Snippet:
    """``html`` is escaped, with <mark>. ``paragraph`` is 0 when the words stand in the summary."""

    html: SafeString
    paragraph: int
    section: str
    section_name: str
    matched: tuple[str, ...] = ()


def wanted_terms(groups: Sequence[Group], phrases: Sequence[Sequence[str]]) -> dict[str, float]:
    """Terms worth marking, with their weight."""
    wanted: dict[str, float] = {}
    for group in groups:
        wanted |= dict.fromkeys(group.own, 1.0)
        for alternative in group.alternatives:
            for added in alternative.terms:
                if added not in _IDLE:
                    wanted.setdefault(added, alternative.weight / len(alternative.terms))
    for phrase in phrases:
        wanted |= dict.fromkeys(phrase, 1.0)
    return wanted


class Text(Protocol):
    """What a snippet is taken from, as SearchEntry stores it."""

    @property
    def summary(self) -> str: ...

    @property
    def paragraphs(self) -> str: ...

    @property
    def terms_body(self) -> str: ...


def best_snippet(entry: Text, wanted: dict[str, float], language: str) -> Snippet:
    """From the paragraph with most of the words; from the summary when none has any."""
    place = _best_line(entry.terms_body, wanted)
    if place < 0:
        html, matched = marked(entry.summary, wanted, language)
        return Snippet(html, 0, "", "", matched)
    number, section, name, text = entry.paragraphs.split("\n")[place].split("\t")
    html, matched = marked(text, wanted, language)
    return Snippet(html, int(number), section, name, matched)


def _best_line(body: str, wanted: dict[str, float]) -> int:
    """The first line with most of the words, of which more than two of a kind add nothing; -1 when none has any."""
    values: dict[int, float] = {}
    for wanted_term, weight in wanted.items():
        for line, count in _lines_with(f" {wanted_term} ", body).items():
            values[line] = values.get(line, 0.0) + weight * min(count, 2)
    return min(values, key=lambda line: (-values[line], line), default=-1)


def _lines_with(needle: str, body: str) -> Counter[int]:
    """How often each line has it."""
    found, line, start, at = Counter[int](), 0, 0, body.find(needle)
    while at >= 0:
        line += body.count("\n", start, at)
        found[line] += 1
        start, at = at, body.find(needle, at + len(needle))
    return found


def marked(
    text: str, wanted: dict[str, float], language: str, width: int = WIDTH
) -> tuple[SafeString, tuple[str, ...]]:
    """The stretch of the text with most of the words, escaped, each word in <mark>; and the words as written."""
    hits = places(text, wanted.keys(), language)
    start = _densest(hits, width) if len(text) > width else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + width)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + width // 2)
    parts, at = ["… " if start else ""], start
    for a, b in _joined(hits):
        if a >= at and b <= end:
            parts += [escape(text[at:a]), "<mark>", escape(text[a:b]), "</mark>"]
            at = b
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    matched = tuple(dict.fromkeys(text[a:b].casefold() for a, b in hits))
    return mark_safe("".join(parts)), matched  # every piece of the text is escaped above


def _densest(hits: list[tuple[int, int]], width: int) -> int:
    """Where the window that holds most hits begins."""
    best, best_count = 0, 0
    for n, (start, _) in enumerate(hits):
        count = sum(1 for a, _ in hits[n:] if a < start + 0.8 * width)
        if count > best_count:
            best, best_count = max(0, start - width // 8), count
    return best


def _joined(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping hits, such as pairs of Chinese characters, as one."""
    out: list[tuple[int, int]] = []
    for a, b in hits:
        if out and a < out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out
