"""Python-Markdown is quadratic, or recurses, on some input: such text is refused before it costs anything."""

import re
import unicodedata

MAX_CHARACTERS = 20_000
MAX_BRACKETS = 600
MAX_MARKS = 2_000
MAX_DEPTH = 8
MAX_HEADINGS = 200

# Each mark takes the space after it and none before, so that there is one way only to match, or to fail.
_NESTED = re.compile(
    rf"(?m)^[ \t]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+|>[ \t]*){{{MAX_DEPTH + 1}}}|^(?: {{4}}|\t){{{MAX_DEPTH + 1}}}"
)

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""All characters of the categories Cc and Cs, but for the line end and the tab."""
_HEADING = re.compile(r"(?m)^ {0,3}(?:#|=+[ \t]*$|-+[ \t]*$)")


class TooComplex(ValueError):
    """The text is too long or too tangled to be rendered. The message says which, for the person who wrote it."""


def tidy(text: str) -> str:
    """Unix line ends, composed characters, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text)


def check(text: str) -> str:
    """Return the text, tidied. Raises TooComplex."""
    if len(text) > MAX_CHARACTERS:
        raise TooComplex(f"The text has {len(text):,} characters; the most is {MAX_CHARACTERS:,}.")
    text = tidy(text)
    brackets = text.count("[") + text.count("]")
    if brackets > 2 * MAX_BRACKETS:
        raise TooComplex(f"The text has {brackets:,} square brackets; the most is {2 * MAX_BRACKETS:,}.")
    marks = sum(text.count(mark) for mark in "*_`<&\\")
    if marks > MAX_MARKS:
        raise TooComplex(f"The text has {marks:,} formatting characters; the most is {MAX_MARKS:,}.")
    if len(_HEADING.findall(text)) > MAX_HEADINGS:
        raise TooComplex(f"The text has more than {MAX_HEADINGS} headings.")
    if _NESTED.search(text):
        raise TooComplex(f"Lists and quotations are nested more than {MAX_DEPTH} deep.")
    return text
