"""The three marks of our own."""

import pytest

from practices.rendering.inline import mentioned, split_citation
from practices.rendering.markdown import render
from tests.markup import Page
from tests.rendering.texts import Known


@pytest.mark.parametrize(
    ("inside", "pairs"),
    [
        ("a, ¶6", [("a", "¶6")]),
        ("a, ¶6; @b, Rule 107", [("a", "¶6"), ("b", "Rule 107")]),
        ("a,   Good   Practice 2", [("a", "Good Practice 2")]),
        ("a", [("a", "")]),
        ("a, ¶6; nonsense!", [("a", "¶6"), ("nonsense!", "")]),
    ],
)
def test_a_citation_is_split_into_keys_and_places(inside: str, pairs: list[tuple[str, str]]) -> None:
    assert list(split_citation(inside)) == pairs


def test_all_names_of_a_text_are_found_for_one_lookup() -> None:
    found = mentioned("[[a]] [[b|words]] [[term:c]] [[term:d|words]] [@e, ¶1; @f, ¶2] [[Not a slug]]")
    assert (found.practices, found.terms, found.sources) == ({"a", "b"}, {"c", "d"}, {"e", "f"})


def test_a_practice_is_linked_by_its_title_or_by_the_words_given() -> None:
    page = Page(render("[[here]] and [[here|other words]]", Known()).html)
    links = [
        (tag.attributes["href"], tag.text) for tag in page.all("a") if "para__n" not in tag.attributes.get("class", "")
    ]
    assert links == [("/practices/here/", "The practice here"), ("/practices/here/", "other words")]


def test_a_term_is_linked_and_marked() -> None:
    tag = Page(render("[[term:word|words]]", Known()).html).all("a")[-1]
    assert (tag.attributes["class"], tag.attributes["href"], tag.text) == ("term", "/glossary/word/", "words")


def test_a_former_slug_is_reported_under_the_present_one() -> None:
    assert [link.slug for link in render("[[old]]", Known()).links] == ["here"]


@pytest.mark.parametrize("code", ["`[[here]]`", "`[@known, ¶1]`", "    [[here]]", "\\[[here]]"])
def test_marks_in_code_or_after_a_backslash_are_left_alone(code: str) -> None:
    result = render(code, Known())
    assert (result.links, result.citations) == ([], [])


@pytest.mark.parametrize("text", ["![a](http://x.org/i.png)", "<http://x.org/?a=<b>>", "[a][b]\n\n[b]: http://x.org"])
def test_images_and_reference_links_are_not_made(text: str) -> None:
    page = Page(render(text).html)
    assert not page.all("img")
    assert [link for link in page.links if "x.org/i.png" in link and not link.startswith("http")] == []


def test_words_of_a_link_are_text_not_markdown() -> None:
    page = Page(render("[[here|*a* <b>]]", Known()).html)
    assert page.all("a")[-1].text == "*a* <b>"
    assert not page.all("b")
