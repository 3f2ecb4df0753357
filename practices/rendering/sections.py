"""The sections of a text in Markdown, and where each stands: for changing one and leaving the others as they are."""

import re
from collections.abc import Container
from dataclasses import dataclass

from markdown.extensions.toc import slugify_unicode

_HEADING = re.compile(r"(?m)^#{1,2}(?!#)[ \t]*(.*?)[ \t]*#*[ \t]*$")
_OURS = re.compile(r"main|results|sources|cite|related|linked|facts|history|[ps]\d+|h-.*|q.*")
_OPENING = "<section"


@dataclass(frozen=True)
class Section:
    """What stands under a heading, without the blank lines around it: ``text[start:end]``."""

    anchor: str
    name: str
    start: int
    end: int


def anchor_of(name: str, taken: Container[str]) -> str:
    """The anchor of a heading: none that the page has for itself, and none that an earlier heading has."""
    base = slugify_unicode(name, "-") or "section"
    if _OURS.fullmatch(base):
        base += "-section"
    anchor, n = base, 1
    while anchor in taken:
        n += 1
        anchor = f"{base}-{n}"
    return anchor


def sections(text: str) -> list[Section]:
    """Those that a heading with ``##`` opens, in reading order."""
    found = list(_HEADING.finditer(text))
    starts = [heading.start() for heading in found] + [len(text)]
    out: list[Section] = []
    for heading, end in zip(found, starts[1:], strict=True):
        inside = text[heading.end() : end]
        start = heading.end() + len(inside) - len(inside.lstrip("\n"))
        anchor = anchor_of(heading[1], {section.anchor for section in out})
        out.append(Section(anchor, heading[1], start, max(start, heading.end() + len(inside.rstrip("\n")))))
    return out


def section_at(text: str, anchor: str) -> Section | None:
    return next((section for section in sections(text) if section.anchor == anchor), None)


def with_section(text: str, anchor: str, words: str) -> str:
    """The text with other words under one heading. Words whose heading is gone are put at the end, and not lost."""
    words, section = words.strip("\n"), section_at(text, anchor)
    if section is None:
        return "\n\n".join(part for part in (text, words) if part)
    if section.start < section.end:
        return text[: section.start] + words + text[section.end :]
    if not words:
        return text
    parts = (text[: section.start].rstrip("\n"), words, text[section.end :].lstrip("\n"))
    return "\n\n".join(part for part in parts if part)


def changed_sections(old: str, new: str) -> list[Section]:
    """Those of the old text that say something else in the new one, or are gone; and new ones."""
    before, after = ({section: text[section.start : section.end] for section in sections(text)} for text in (old, new))
    words = {section.anchor: text for section, text in after.items()}
    known = {section.anchor for section in before}
    changed = [section for section, text in before.items() if words.get(section.anchor) != text]
    return changed + [section for section in after if section.anchor not in known]


def section_html(html: str, anchor: str) -> str:
    """One section of what render() made of a text; all of it when the section is not there."""
    parts = [_OPENING + part for part in html.split(_OPENING)[1:]]
    return next((part for part in parts if f' id="{anchor}"' in part.partition(">")[0]), html)
