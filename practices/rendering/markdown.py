"""render(): the text of a practice as HTML, with all it cites and links."""

from markdown import Markdown

from practices.rendering.guard import TooComplex, check
from practices.rendering.inline import PlainOnly, References
from practices.rendering.paragraphs import NumberedParagraphs, Words
from practices.rendering.references import Lookup, Nothing, Rendered
from practices.rendering.sanitise import clean

VERSION = 1
"""Goes up when the same text would give other HTML; `manage.py rerender` then makes the stored HTML anew."""


def render(text: str, lookup: Lookup | None = None, words: Words | None = None) -> Rendered:
    """Cost: about 3 ms of CPU for a practice, under 2 s for the worst text the guard lets through.

    Raises TooComplex; never anything else, whatever the text.
    """
    result = Rendered()
    parser = Markdown(
        output_format="html",
        extensions=[
            "tables",
            "def_list",
            "sane_lists",
            PlainOnly(),
            References(),
            NumberedParagraphs(lookup or Nothing(), words or Words(), result),
        ],
        extension_configs={"tables": {"use_align_attribute": True}},
    )
    try:
        html = parser.convert(check(text))
    except RecursionError as error:
        raise TooComplex("The text is nested too deeply.") from error
    result.html = clean(html)
    return result
