"""What a text points to: asked of a Lookup while rendering, and reported in the result."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Target:
    """Where a link leads, what it is called when the text gives it no words, and its present slug."""

    href: str
    title: str
    slug: str = ""


class Lookup(Protocol):
    """Finds what the text names; None when there is no such thing."""

    def practice(self, slug: str) -> Target | None: ...

    def term(self, slug: str) -> Target | None: ...

    def passage(self, key: str, place: str) -> Target | None: ...


class Nothing:
    """A Lookup that finds nothing."""

    def practice(self, slug: str) -> Target | None:
        return None

    def term(self, slug: str) -> Target | None:
        return None

    def passage(self, key: str, place: str) -> Target | None:
        return None


@dataclass(frozen=True)
class Cited:
    key: str
    place: str
    paragraph: int


@dataclass(frozen=True)
class Linked:
    slug: str
    paragraph: int


@dataclass(frozen=True)
class Heading:
    anchor: str
    name: str


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph as plain text; ``section`` is the anchor of the heading above it, or empty."""

    number: int
    section: str
    text: str


@dataclass(frozen=True)
class Broken:
    """A link or citation that leads nowhere. ``kind`` is practice, term or citation."""

    kind: str
    target: str
    paragraph: int

    def __str__(self) -> str:
        names = {"practice": "links to an unknown practice", "term": "links to an unknown glossary term"}
        return f"paragraph {self.paragraph} {names.get(self.kind, 'cites an unknown place')}: {self.target}"


@dataclass
class Rendered:
    """The HTML of a text, and everything that was found in it, in reading order."""

    html: str = ""
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    citations: list[Cited] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    terms: list[Linked] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def sources(self) -> list[str]:
        """Keys of the sources in the order of their numbers on the page."""
        return list(dict.fromkeys(c.key for c in self.citations))
