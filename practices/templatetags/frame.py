"""The frame of every page: its stylesheet and script, header and footer.

Readers who are not signed in all get the same frame, but for the section they are in, their colours and the address of
the page. Rendering it costs more than most of what it surrounds, so each process does it once for each of these. What
somebody sees who is signed in is never kept, and nothing of a page or a request can be: what is kept is made of nothing
but the words in ``Known``.
"""

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

SECTIONS = {
    "/themes/": "themes",
    "/practices/": "practices",
    "/p/": "practices",
    "/sources/": "sources",
    "/glossary/": "glossary",
    "/changes/": "changes",
    "/editions/": "changes",
    "/curation/": "curation",
}
"""By how their addresses begin."""
SITE = ("site_name", "site_tagline", "site_contact", "colours")
ADDRESS = "\ue000"
"""Stands for the address of the page in what is kept. It is of no script, and no address can hold it unescaped."""
PAGE = "page of the frame"
Known = tuple[tuple[str, str], ...]


class Surrounded(NamedTuple):
    """What the parts of the frame need to know of the page. They are three, and ask for it once."""

    address: str
    section: str
    known: Known | None
    """None for somebody who is signed in."""


@register.simple_tag(takes_context=True)
def frame(context: Context, name: str) -> SafeString:
    """A part of the frame, by the name of its template. It knows ``address``, ``section`` and SITE."""
    page = context.render_context.get(PAGE) or _surrounded(context)
    if page.known is None:
        with context.push(address=page.address, section=page.section):
            # The type is optional for contexts that render nothing; this one belongs to a page.
            return context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]
    # The address is escaped, the pieces come from a template.
    return mark_safe(page.address.join(_for_anybody(name, page.known, get_language())))


def _surrounded(context: Context) -> Surrounded:
    request = context.get("request")
    user = getattr(request, "user", None)
    address = request.get_full_path() if request else ""
    section = section_of(request.path) if request else ""
    known: Known | None = None
    if user is not None and not user.is_authenticated:
        address = escape(address)
        known = (*((word, context.get(word) or "") for word in SITE), ("section", section))
    page = context.render_context[PAGE] = Surrounded(address, section, known)
    return page


@register.simple_tag
def current(section: str, name: str) -> SafeString | str:
    """Marks the section that the page belongs to."""
    return mark_safe(' aria-current="true"') if section == name else ""  # our own words


def section_of(path: str) -> str:
    return SECTIONS.get(path[: path.find("/", 1) + 1], "")


@lru_cache(200)
def _for_anybody(name: str, known: Known, language: str | None) -> list[str]:
    """The pieces between which the address stands. The language is the one active, which the template asks for."""
    return render_to_string(name, {**dict(known), "address": ADDRESS}).split(ADDRESS)
