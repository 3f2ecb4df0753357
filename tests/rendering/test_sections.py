"""One section of a text at a time: what is changed, and that nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.rendering.markdown import render
from practices.rendering.sections import changed_sections, section_at, section_html, sections, with_section
from tests import factories

BODY = factories.body()
TITLES = ("The practice", "Why it matters", "Limits and cautions", "شروط", "原则", "Sources", "p1", "x`y`")
words = st.text(alphabet="ab ج原.\n*-[]@#", max_size=60)


def under(text: str, anchor: str) -> str:
    section = section_at(text, anchor)
    assert section
    return text[section.start : section.end]


def test_the_sections_of_a_practice_are_found_with_their_anchors() -> None:
    assert [section.anchor for section in sections(BODY)] == [
        "the-practice", "why-it-matters", "how-to-apply-it", "limits-and-cautions",
    ]  # fmt: skip
    assert under(BODY, "why-it-matters") == "It helps people change. [@test-source, ¶1]"
    assert sections("No heading at all.") == []
    assert section_at(BODY, "") is None


@given(st.lists(st.tuples(st.sampled_from(TITLES), words), max_size=6))
def test_anchors_are_those_of_the_page(parts: list[tuple[str, str]]) -> None:
    text = "\n\n".join(f"## {title}\n\nWords." for title, _ in parts)
    assert [section.anchor for section in sections(text)] == [heading.anchor for heading in render(text).headings]


@given(st.lists(st.tuples(st.sampled_from(TITLES), words), min_size=1, max_size=5), st.integers(0, 4), words)
def test_other_words_under_one_heading_leave_all_the_rest(parts: list[tuple[str, str]], n: int, new: str) -> None:
    """Whatever stands in the text: the same words change nothing, and other words change that one section."""
    text = "\n\n".join(f"## {title}\n\n{inside}" for title, inside in parts)
    found = sections(text)
    anchor = found[n % len(found)].anchor
    assert with_section(text, anchor, under(text, anchor)) == text
    new = re.sub(r"(?m)^#", "a#", new)
    changed = with_section(text, anchor, new)
    assert [section.anchor for section in sections(changed)] == [section.anchor for section in found]
    assert under(changed, anchor) == new.strip("\n")
    for section in found:
        if section.anchor != anchor:
            assert under(changed, section.anchor) == under(text, section.anchor)


def test_an_empty_section_is_filled_with_blank_lines_around() -> None:
    text = "## The practice\n\n\n\n## Why it matters\n\n\n\n"
    text = with_section(text, "why-it-matters", "Because.")
    assert (
        with_section(text, "the-practice", "Do it.\n") == "## The practice\n\nDo it.\n\n## Why it matters\n\nBecause."
    )


def test_words_whose_heading_is_gone_are_not_lost() -> None:
    assert with_section("## One\n\nA.", "two", "B.") == "## One\n\nA.\n\nB."
    assert with_section("", "two", "B.") == "B."


def test_sections_that_say_something_else_are_named() -> None:
    changed = with_section(BODY, "why-it-matters", "It may help.")
    assert [section.name for section in changed_sections(BODY, changed)] == ["Why it matters"]
    assert [section.name for section in changed_sections(BODY, BODY + "\n## More\n\nWords.")] == ["More"]
    assert [section.name for section in changed_sections("## A\n\nx", "")] == ["A"]
    assert changed_sections(BODY, BODY) == []


@pytest.mark.parametrize("anchor", ["the-practice", "limits-and-cautions"])
def test_the_html_of_one_section_keeps_the_numbers_of_the_whole(anchor: str) -> None:
    html = section_html(render(BODY).html, anchor)
    assert html.count("<section") == html.count("</section>") == 1
    assert f'id="{anchor}"' in html
    assert ('id="p4"' in html) == (anchor == "limits-and-cautions")
    assert section_html(html, "elsewhere") == html
