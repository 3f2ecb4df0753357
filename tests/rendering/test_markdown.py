"""render(): safe for any text, and quick."""

import re
import time

import pytest
from hypothesis import example, given

from practices.rendering import markdown
from practices.rendering.guard import MAX_CHARACTERS, TooComplex
from practices.rendering.markdown import render
from practices.rendering.references import Rendered
from tests.markup import Page
from tests.rendering.texts import Known, hostile, thorough

ALLOWED = {
    *("section", "h2", "h3", "h4", "h5", "h6", "p", "div", "br", "hr", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "strong", "em", "code", "span"),
}


def rendered(text: str) -> Rendered:
    """As render(), an empty result for a text that is refused."""
    try:
        return render(text, Known())
    except TooComplex:
        return Rendered()


@thorough
@given(hostile)
@example("[a](java\tscript:alert(1))")
@example("[a](\x01javascript:alert(1))")
@example("<a/onmouseover=alert(1)>")
@example("[x](http://[)")
def test_nothing_that_runs_leaves_the_renderer(text: str) -> None:
    page = Page(rendered(text).html)
    assert {tag.name for tag in page.tags} <= ALLOWED
    for tag in page.tags:
        assert not [name for name in tag.attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}]
    for href in page.links:
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", "".join(c for c in href if c > " ").casefold())
        assert scheme is None or scheme[1] in {"http", "https", "mailto"}, href
        assert not href.startswith("//"), href


@thorough
@given(hostile)
def test_paragraphs_are_numbered_from_one_without_gaps(text: str) -> None:
    result = rendered(text)
    numbers = [int(tag_id[1:]) for tag_id in Page(result.html).ids if re.fullmatch(r"p\d+", tag_id)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [paragraph.number for paragraph in result.paragraphs] == numbers


@thorough
@given(hostile)
def test_every_anchor_is_there_once(text: str) -> None:
    result = rendered(text)
    ids = Page(result.html).ids
    assert len(ids) == len(set(ids))
    assert {heading.anchor for heading in result.headings} <= set(ids)


@thorough
@given(hostile)
def test_what_is_reported_stands_in_order(text: str) -> None:
    result = rendered(text)
    for found in (result.citations, result.links, result.terms, result.broken):
        places = [item.paragraph for item in found]
        assert places == sorted(places)
    assert {citation.key for citation in result.citations} <= {"known", "other"}
    assert {link.slug for link in result.links} <= {"here"}


@thorough
@given(hostile, hostile)
def test_a_text_leaves_nothing_behind_for_the_next(first: str, text: str) -> None:
    alone = _afresh(text)
    _afresh(first)
    assert _outcome(text) == alone


def _afresh(text: str) -> Rendered | str:
    """With a parser that has not seen another text."""
    markdown._threads.__dict__.clear()
    return _outcome(text)


def _outcome(text: str) -> Rendered | str:
    try:
        return render(text, Known())
    except TooComplex as error:
        return str(error)


def test_code_is_found_among_other_marks() -> None:
    page = render("Say `[[not-a-link]]` and \\\\`this` and [[a|that]].").html
    assert "<code>[[not-a-link]]</code>" in page
    assert page.count("<code>") == 2


@thorough
@given(hostile)
def test_the_same_text_always_gives_the_same_page(text: str) -> None:
    assert rendered(text) == rendered(text)


WORST = {
    "open brackets": "[" * 1_200,
    "images": "![" * 1_200,
    "brackets with words": "[ x " * 1_200,
    "pairs": "[]" * 600,
    "brackets then parentheses": "[" * 600 + "](" * 600,
    "links": "[a](" * 1_200,
    "long destination": "[a](" + "(" * 15_000,
    "open tags": "<a " * 2_000,
    "open tags, no space": "<" * 2_000,
    "headings": "# a\n" * 200,
    "setext": "a\n=\n" * 200,
    "setext alone": "a\n" * 9_000 + "=",
    "nested lists": "".join("    " * n + "- a\n" for n in range(9)) * 20,
    "flat list": "- a\n" * 5_000,
    "ordered list": "1. a\n" * 4_000,
    "quotations": "> a\n" * 5_000,
    "deep quotation": ">" * 8 + " a\n",
    "tables": "a|b\n-|-\n" + "|" * 15_000,
    "table rows": "a|b\n-|-\n" + "a|b\n" * 4_500,
    "definitions": "a\n:   b\n\n" * 2_000,
    "emphasis": "*a_b*_" * 300,
    "stars": "*" * 2_000,
    "underscores": "_a" * 2_000,
    "code": "`a" * 2_000,
    "backslashes": "\\" * 2_000,
    "entities": "&" * 2_000,
    "citations": "[@a, b]" * 600,
    "open citations": "[@a," * 1_200,
    "cross links": "[[here|a]]" * 300,
    "open cross links": "[[" * 600,
    "spaces": " " * 20_000,
    "lines": "\n" * 20_000,
    "one word": "a" * 20_000,
    "rules": "- - -\n" * 200,
    "spaced marks": ("-" + " " * 2_000) * 8 + "x",
    "spaced quotation marks": (">" + " " * 2_000) * 8 + "x",
    "tabs": "\t" * 20_000,
    "lazy quotation": "> a\nb\n" * 3_000,
    "indented code": "    a\n\n" * 2_800,
}


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_texts_take_less_than_two_seconds(kind: str) -> None:
    started = time.process_time()
    result = rendered(WORST[kind][:MAX_CHARACTERS])
    assert time.process_time() - started < 2
    assert isinstance(result.html, str)


def test_deep_nesting_is_refused_in_words() -> None:
    with pytest.raises(TooComplex, match="nested"):
        render(">" * 500 + " a")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ufeff"])
def test_an_empty_text_gives_an_empty_page(text: str) -> None:
    assert Page(render(text).html).text.strip(" \n\ufeff1") == ""


def test_html_in_a_text_is_shown_not_obeyed() -> None:
    page = Page(render("Say <b onclick='x()'>hello</b> & <script>alert(1)</script>.").html)
    assert "<b onclick='x()'>hello</b> & <script>alert(1)</script>." in page.text
    assert not page.all("script")


def test_a_table_and_a_list_keep_their_form() -> None:
    page = Page(render("| a | b |\n|---|---|\n| 1 | 2 |\n\n1. x\n2. y").html)
    assert page.texts("th") == ["a", "b"]
    assert page.texts("td") == ["1", "2"]
    assert page.texts("li") == ["x", "y"]


def test_right_to_left_text_and_emoji_pass_unharmed() -> None:
    text = "إعادة التأهيل 😀 中文 ‏نص"
    assert text in Page(render(text).html).text
