"""Small helpers for templates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context, Node
from django.template.base import Parser, Token
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from practices.models import Proposal, Revision
from practices.rendering.diff import Piece
from practices.rendering.sanitise import clean

register = template.Library()


@lru_cache(200)
def _address(name: str, language: str) -> str:
    return escape(reverse(name))


@register.tag
def page_url(parser: Parser, token: Token) -> Node:
    """The address of a page without parameters, worked out once: the frame of every page has twenty of them."""
    _, name = token.split_contents()
    return PageUrl(name.strip("'\""))


class PageUrl(Node):
    def __init__(self, name: str) -> None:
        self._name = name

    def render(self, context: Context) -> SafeString:
        return mark_safe(_address(self._name, get_language() or ""))  # escaped by _address()


@register.simple_tag(takes_context=True)
def here(context: Context, *beginnings: str) -> SafeString | str:
    """Marks the part of the navigation that the page belongs to."""
    request = context.get("request")
    inside = request is not None and request.path.startswith(beginnings)
    return mark_safe(' aria-current="true"') if inside else ""  # our own words


@register.simple_tag(takes_context=True)
def exactly(context: Context, path: str) -> SafeString | str:
    """Marks the tab of the page one is on."""
    request = context.get("request")
    return mark_safe(' aria-current="page"') if request is not None and request.path == path else ""  # our own words


@register.simple_tag
def waiting_proposals() -> int:
    """One query, for the navigation of curators only."""
    return Proposal.objects.waiting().count()


@register.inclusion_tag("_pager.html")
def pager(page: Page[Any], query: str = "") -> dict[str, Any]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "query": query, "page_numbers": [n if isinstance(n, int) else 0 for n in numbers]}


@register.simple_tag(takes_context=True)
def filled(context: Context, name: str, rows: Iterable[Mapping[str, str]]) -> SafeString:
    """A short piece of HTML filled in for each row: {places in braces} instead of tags. Values are escaped as ever.

    For lines that stand on a page by the dozen, where the tags of a loop are most of what the page costs: about 4 µs a
    row, a tenth of that.
    """
    # A page is being rendered, so there is a template.
    piece = context.template.engine.get_template(name).source.rstrip("\n")  # type: ignore[union-attr]
    # Every value is escaped.
    return mark_safe("".join(piece.format_map({key: _escaped(row[key]) for key in row}) for row in rows))


def _escaped(value: str) -> str:
    """As Django's conditional_escape(), which asks every text whether it is lazy and takes three times as long."""
    return value if isinstance(value, SafeString) else escape(value)


@register.filter
def body_html(revision: Revision) -> SafeString:
    """The stored HTML of a revision. It left rendering/sanitise.py clean, and nothing else writes it."""
    return mark_safe(revision.html)


_SECTION_HEADING = re.compile(r'<h2 id="h-([^"]+)">(.*?)</h2>', re.DOTALL)
_WITH_EDIT = (
    '<div class="sec-h"><h2 id="h-{0}">{1}</h2>'
    '<a class="small no-print" href="{2}?section={0}">Propose an edit<span class="vh"> to “{3}”</span></a></div>'
)


@register.filter
def body_html_with_edits(revision: Revision, address: str) -> SafeString:
    """The same, with a link at each section that leads to the form for just this section."""
    html = _SECTION_HEADING.sub(lambda m: _WITH_EDIT.format(m[1], m[2], address, strip_tags(m[2])), revision.html)
    return mark_safe(html)  # stored HTML, with words that strip_tags() took from it


@register.filter
def marked(pieces: Sequence[Piece]) -> SafeString:
    """The words of two texts in one, with what went and what came."""
    parts: list[tuple[str]] = []
    for piece in pieces:
        if piece.same:
            parts.append((piece.old,))
        else:
            parts += [(format_html("<del>{}</del>", piece.old),)] if piece.old else []
            parts += [(format_html("<ins>{}</ins>", piece.new),)] if piece.new else []
    return format_html_join("", "{}", parts)


@register.filter
def marked_old(pieces: Sequence[Piece]) -> SafeString:
    return _one_side(pieces, "del", "old")


@register.filter
def marked_new(pieces: Sequence[Piece]) -> SafeString:
    return _one_side(pieces, "ins", "new")


def _one_side(pieces: Sequence[Piece], tag: str, side: str) -> SafeString:
    texts = [(getattr(piece, side), piece.same) for piece in pieces]
    marked = [(text if same else format_html("<{0}>{1}</{0}>", tag, text),) for text, same in texts if text]
    return format_html_join("", "{}", marked)


@register.filter
def versions(old: int, new: int) -> tuple[int, int]:
    """The pair that the address of a comparison takes."""
    return old, new


@register.filter
def before(number: int) -> tuple[int, int]:
    return number - 1, number


@register.simple_tag
def respelled(query: str, typed: str, meant: str) -> str:
    """The query string of a search with one word written otherwise."""
    return urlencode({"q": re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", lambda _: meant, query, count=1)})


CLASSES = {"Textarea": "area area--text", "Select": "select", "SelectMultiple": "select"}
CHECKS = ("CheckboxInput", "RadioSelect", "CheckboxSelectMultiple")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return field.widget_type == "checkbox"


@register.filter
def is_choices(field: BoundField) -> bool:
    """Several may be ticked."""
    return field.widget_type == "checkboxselectmultiple"


@register.filter
def is_radio(field: BoundField) -> bool:
    return field.widget_type == "radioselect"


OFFERINGS = {
    "edit": "Propose an edit",
    "new": "Propose a new practice",
    "remark": "Send a remark",
    "withdraw": "Propose to withdraw this practice",
}


@register.filter
def offering(kind: str) -> str:
    """What somebody does who offers a change of this kind."""
    return OFFERINGS[kind]


STATE_COLOURS = {
    **dict.fromkeys(("accepted", "accepted-modified", "accepted-in-part"), "ok"),
    "changes-requested": "warn",
    "spam": "bad",
}


@register.filter
def state_colour(state: str) -> str:
    """The colour of a proposal's state; its words say the same."""
    return STATE_COLOURS.get(state, "info")


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's control with the stylesheet's class, told apart by its hint and error for those who listen."""
    kind = type(field.field.widget).__name__
    described = [f"{field.id_for_label}-hint"] if field.help_text else []
    described += [f"{field.id_for_label}-error"] if field.errors else []
    attributes: dict[str, str | bool] = {} if kind in CHECKS else {"class": CLASSES.get(kind, "input")}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


NAMES = {
    "title": "Title",
    "key_message": "Key message",
    "primary_theme": "Main theme",
    "themes": "Themes",
    "phase": "Stage",
    "actors": "Who acts",
    "basis": "Basis",
    "related": "Related practices",
    "body": "Text",
}


@register.filter
def field_name(name: str) -> str:
    """What a part of a practice is called on the page."""
    return NAMES.get(name, name)


@register.filter
def waited(since: datetime) -> str:
    """For how long: 12 days, 5 hours, or less than an hour."""
    gone = timezone.now() - since
    if gone < timedelta(hours=1):
        return "less than an hour"
    number, unit = (gone.days, "day") if gone.days else (gone.seconds // 3_600, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


@register.filter
def spoken(name: str) -> str:
    """A name in the data as words: save-draft is shown as Save draft."""
    return name.replace("-", " ").capitalize()


@register.filter
def words_of(names: str) -> list[str]:
    return names.split()


@register.filter
def field(form: BaseForm, name: str) -> BoundField:
    return form[name]


@register.filter
def clean_html(html: str) -> SafeString:
    """HTML that the renderer made of somebody's text; it goes through the second lock once more."""
    return mark_safe(clean(html))
