"""The three marks of our own: ``[@source, place]``, ``[[practice|words]]``, ``[[term:word|words]]``.

While the text is parsed they become empty placeholder elements; paragraphs.py resolves them once it knows the
paragraph they stand in.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

CITE, LINK = "x-cite", "x-link"

_KEY = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"
CITATION = rf"\[@({_KEY},[^\[\]\n]{{1,400}})\]"
CROSS_LINK = rf"\[\[(term:)?({_KEY})(?:\|([^\[\]\n|]{{1,200}}))?\]\]"
_ONE = re.compile(rf"@?({_KEY}),\s*(\S.*)", re.DOTALL)


def split_citation(inside: str) -> Iterator[tuple[str, str]]:
    """``a, ¶6; @b, Rule 107`` gives the pairs of key and place; what cannot be read comes with an empty place."""
    for part in inside.split(";"):
        found = _ONE.fullmatch(part.strip())
        yield (found[1], " ".join(found[2].split())) if found else (part.strip(), "")


@dataclass
class Mentioned:
    """The names a text uses, for looking them all up at once."""

    practices: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def mentioned(text: str) -> Mentioned:
    found = Mentioned()
    for m in re.finditer(CROSS_LINK, text):
        (found.terms if m[1] else found.practices).add(m[2])
    for m in re.finditer(CITATION, text):
        found.sources.update(key for key, _ in split_citation(m[1]))
    return found


class CitationProcessor(InlineProcessor):
    # A name of Markdown; new in InlineProcessor, which the stubs do not say.
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return ET.Element(CITE, {"inside": m[1]}), m.start(0), m.end(0)


class CrossLinkProcessor(InlineProcessor):
    # A name of Markdown; new in InlineProcessor, which the stubs do not say.
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        kind = "term" if m[1] else "practice"
        return ET.Element(LINK, {"kind": kind, "slug": m[2], "words": (m[3] or "").strip()}), m.start(0), m.end(0)


class References(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # a name of Markdown
        md.inlinePatterns.register(CitationProcessor(CITATION, md), "citation", 176)
        md.inlinePatterns.register(CrossLinkProcessor(CROSS_LINK, md), "cross-link", 175)


class _WhereMarked:
    """A pattern that is looked for only where its mark stands: without a fixed beginning it is tried at each letter."""

    def __init__(self, pattern: re.Pattern[str], mark: str) -> None:
        self.pattern, self.mark = pattern, mark

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text, start) if self.mark in text else iter(())


class PlainOnly(Extension):
    """Takes away what the portal does not want in a text: raw HTML (shown as text), images, reference links."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # a name of Markdown
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("reference")
        for name in ("html", "image_link", "image_reference", "short_image_ref", "reference", "short_reference"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.deregister("automail")
        # Only finditer() is asked of a compiled pattern here, which the stubs do not know.
        code = md.inlinePatterns["backtick"]
        code.compiled_re = _WhereMarked(code.compiled_re, "`")  # type: ignore[assignment]
