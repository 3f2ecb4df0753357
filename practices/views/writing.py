"""What stands beside the text while somebody writes: one section at a time, and how it will look."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from practices.rendering.guard import TooComplex
from practices.rendering.markdown import render as render_markdown
from practices.rendering.sanitise import detached
from practices.rendering.sections import Section, section_at, section_html, sections, with_section
from practices.views.access import open_to_guests
from practices.views.listing import READING_LANGUAGE
from practices.workflow.lookup import DatabaseLookup


@dataclass(frozen=True)
class Editor:
    """The text, or the one section of it that is in hand; and what it looks like."""

    body: str
    section: Section | None
    preview: str
    first: int = 0
    last: int = 0

    @property
    def text(self) -> str:
        return self.body[self.section.start : self.section.end] if self.section else self.body

    @property
    def paragraphs(self) -> str:
        return f"paragraph {self.first}" if self.first == self.last else f"paragraphs {self.first} to {self.last}"

    @property
    def others(self) -> list[Section]:
        return [section for section in sections(self.body) if section != self.section]


def editor(body: str, anchor: str) -> Editor:
    """An anchor that the text does not have opens all of it."""
    body = body.replace("\r\n", "\n")
    section = section_at(body, anchor)
    try:
        rendered = render_markdown(body, DatabaseLookup([body], READING_LANGUAGE))
    except TooComplex as error:
        return Editor(body, section, str(error))
    numbers = [paragraph.number for paragraph in rendered.paragraphs if paragraph.section == anchor] or [0]
    html = section_html(rendered.html, anchor) if section else rendered.html
    return Editor(body, section, detached(html), numbers[0], numbers[-1])


def sent(post: QueryDict) -> QueryDict:
    """What the form sent, with the section that was in hand put back into the whole text."""
    if "section_text" not in post:
        return post
    whole = post.copy()
    body, words = (str(post.get(name, "")).replace("\r\n", "\n") for name in ("body", "section_text"))
    whole["body"] = with_section(body, str(post.get("section", "")), words)
    return whole


def in_hand(request: HttpRequest, post: Mapping[str, str] | None) -> str:
    """The anchor of the section to show: the one whose button was pressed, or the one before, or that of the link."""
    if post is None:
        return request.GET.get("section", "")
    return post.get("go", post.get("section", ""))


@open_to_guests
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the editor; without script the page itself is asked."""
    shown = editor(sent(request.POST).get("body", ""), request.POST.get("section", ""))
    return render(request, "proposals/_preview.html", {"preview": shown.preview})
