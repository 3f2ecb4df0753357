"""render(): the text of a practice as HTML, with all it cites and links."""

import threading

from markdown import Markdown

from practices.rendering.guard import TooComplex, check
from practices.rendering.inline import PlainOnly, References
from practices.rendering.paragraphs import NumberedParagraphs, Numbering, Words
from practices.rendering.references import Lookup, Nothing, Rendered
from practices.rendering.sanitise import clean

VERSION = 1
"""Goes up when the same text would give other HTML; `manage.py rerender` then makes the stored HTML anew."""


_threads = threading.local()


def render(text: str, lookup: Lookup | None = None, words: Words | None = None) -> Rendered:
    """Cost: about 3 ms of CPU for a practice, under 2 s for the worst text the guard lets through.

    Raises TooComplex; never anything else, whatever the text.
    """
    parser, numbering = _parser()
    result = numbering.begin(lookup or Nothing(), words or Words())
    try:
        html = parser.convert(check(text))
    except RecursionError as error:
        raise TooComplex("The text is nested too deeply.") from error
    _threads.parser = parser, numbering
    result.html = clean(html)
    return result


def _parser() -> tuple[Markdown, Numbering]:
    """Each thread makes one and uses it again: that costs more than a short text. One that stopped midway is left."""
    parser, numbering = _threads.__dict__.pop("parser", None) or _new_parser()
    parser.reset()
    return parser, numbering


def _new_parser() -> tuple[Markdown, Numbering]:
    paragraphs = NumberedParagraphs()
    parser = Markdown(
        output_format="html",
        extensions=["tables", "def_list", "sane_lists", PlainOnly(), References(), paragraphs],
        extension_configs={"tables": {"use_align_attribute": True}},
    )
    return parser, paragraphs.numbering
