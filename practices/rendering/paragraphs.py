"""Sections with anchors, paragraphs with numbers, and the marks of inline.py resolved in their paragraph."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from practices.rendering.inline import CITE, LINK, split_citation
from practices.rendering.references import Broken, Cited, Heading, Linked, Lookup, Nothing, Paragraph, Rendered, Target
from practices.rendering.sections import anchor_of

SECTION_TAG = "h2"
INLINE = {"a", "strong", "em", "code", "span"}
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True)
class Words:
    """What is said aloud for a number, in the language of the text."""

    paragraph: str = "Paragraph {}"
    source: str = "Source {}"


class Numbering(Treeprocessor):
    """Runs after the inline patterns. ``result`` collects what was found."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.begin(Nothing(), Words())

    def begin(self, lookup: Lookup, words: Words) -> Rendered:
        """Another text comes. Returns what will hold the result."""
        self.lookup, self.words, self.result = lookup, words, Rendered()
        self.anchors: set[str] = set()
        return self.result

    def run(self, root: ET.Element) -> None:
        blocks = list(root)
        for block in blocks:
            root.remove(block)
        section = root
        for block in blocks:
            if re.fullmatch(r"h[1-6]", block.tag):
                section = self._heading(root, section, block)
            else:
                section.append(self._numbered(block))

    def _heading(self, root: ET.Element, section: ET.Element, heading: ET.Element) -> ET.Element:
        """A level-two heading opens a section; deeper ones stay inside it. Level one would repeat the page's title."""
        self._resolve(heading, len(self.result.paragraphs) + 1)
        if heading.tag not in {"h1", SECTION_TAG}:
            section.append(heading)
            return section
        heading.tag = SECTION_TAG
        name = self._plain(heading)
        anchor = self._anchor(name)
        self.result.headings.append(Heading(anchor, name))
        section = ET.SubElement(root, "section", {"id": anchor, "aria-labelledby": f"h-{anchor}"})
        heading.set("id", f"h-{anchor}")
        section.append(heading)
        return section

    def _anchor(self, name: str) -> str:
        anchor = anchor_of(name, self.anchors)
        self.anchors.add(anchor)
        return anchor

    def _numbered(self, block: ET.Element) -> ET.Element:
        number = len(self.result.paragraphs) + 1
        self._resolve(block, number)
        section = self.result.headings[-1].anchor if self.result.headings else ""
        self.result.paragraphs.append(Paragraph(number, section, self._plain(block)))
        label = ET.Element(
            "a", {"class": "para__n", "href": f"#p{number}", "aria-label": self.words.paragraph.format(number)}
        )
        label.text = AtomicString(str(number))
        frame = ET.Element("p" if block.tag == "p" else "div", {"class": "para", "id": f"p{number}"})
        frame.append(label)
        if block.tag == "p":
            label.tail = block.text
            frame.extend(list(block))
        else:
            frame.append(block)
        return frame

    def _plain(self, block: ET.Element) -> str:
        """The words a reader sees, without the numbers of citations."""
        text = _ESCAPED.sub(lambda m: chr(int(m[1])), " ".join("".join(_words(block)).split()))
        stash = self.md.htmlStash.rawHtmlBlocks
        return unescape(HTML_PLACEHOLDER_RE.sub(lambda m: str(stash[int(m[1])]), text))

    def _resolve(self, block: ET.Element, paragraph: int) -> None:
        _close_up(block)
        shown = 0
        for element in list(block.iter()):
            if element.tag == CITE:
                shown = self._cite(element, paragraph, shown)
            elif element.tag == LINK:
                self._link(element, paragraph)
            elif element.tag == "a":
                _outgoing(element)

    def _cite(self, element: ET.Element, paragraph: int, shown: int) -> int:
        """Put the numbers of the sources in place; a second place in the source just shown needs no second number."""
        inside = element.get("inside", "")
        element.attrib.clear()
        element.tag = "span"
        element.set("class", "ref")
        for key, place in split_citation(inside):
            found = self.lookup.passage(key, place) if place else None
            if found is None:
                self.result.broken.append(Broken("citation", f"{key}, {place}" if place else key, paragraph))
                missing = ET.SubElement(element, "span", {"class": "missing"})
                missing.text = AtomicString(f"[{key}, {place}]" if place else f"[{key}]")
                continue
            key = found.slug or key
            self.result.citations.append(Cited(key, found.title, paragraph))
            number = self.result.sources().index(key) + 1
            if number == shown:
                continue
            shown = number
            link = ET.SubElement(element, "a", {"href": f"#s{number}", "aria-label": self.words.source.format(number)})
            link.text = AtomicString(f"[{number}]")
        return shown if not element.tail else 0

    def _link(self, element: ET.Element, paragraph: int) -> None:
        kind, slug, words = element.get("kind", ""), element.get("slug", ""), element.get("words", "")
        element.attrib.clear()
        found: Target | None = self.lookup.term(slug) if kind == "term" else self.lookup.practice(slug)
        if found is None:
            self.result.broken.append(Broken(kind, slug, paragraph))
            element.tag = "span"
            element.set("class", "missing")
            element.text = AtomicString(words or slug)
            return
        (self.result.terms if kind == "term" else self.result.links).append(Linked(found.slug or slug, paragraph))
        element.tag = "a"
        element.set("href", found.href)
        element.text = AtomicString(words or found.title)
        if kind == "term":
            element.set("class", "term")


def _close_up(block: ET.Element) -> None:
    """A citation stands close to the word before it, whether or not the writer left a space."""
    for parent in block.iter():
        before: ET.Element | None = None
        for child in parent:
            if child.tag == CITE:
                if before is None:
                    parent.text = (parent.text or "").rstrip()
                else:
                    before.tail = (before.tail or "").rstrip()
            before = child


_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")


def _words(element: ET.Element) -> Iterator[str]:
    """The text inside; that of a list item or a cell does not run into the next one."""
    if element.get("class") != "ref":
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield ("" if child.tag in INLINE else " ") + (child.tail or "")


def _outgoing(link: ET.Element) -> None:
    """A link written in the text: no unknown scheme, no borrowed one, and nothing told to the page it opens."""
    href = "".join(link.get("href", "").split())
    try:
        parts = urlsplit(href)
    except ValueError:
        link.attrib.pop("href", None)
        return
    if (parts.scheme and parts.scheme.casefold() not in SCHEMES) or (parts.netloc and not parts.scheme):
        link.attrib.pop("href", None)
    elif parts.scheme:
        link.set("rel", "noopener noreferrer")


class NumberedParagraphs(Extension):
    numbering: Numbering

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # a name of Markdown
        # After "inline" (20) has made the elements and before "prettify" (10).
        self.numbering = Numbering(md)
        md.treeprocessors.register(self.numbering, "numbering", 15)
