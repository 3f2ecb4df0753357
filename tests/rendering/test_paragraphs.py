"""Sections, paragraph numbers, and citations in their paragraph."""

import pytest

from practices.rendering.markdown import render
from practices.rendering.paragraphs import Words
from practices.rendering.references import Broken, Cited
from tests.markup import Page
from tests.rendering.texts import Known

BODY = "## One\n\nFirst. [@known, ¶1]\n\n- a\n- b [@other, ¶2]\n\n## Two\n\nThird.[@known, ¶3]"


def test_a_level_two_heading_opens_a_section_with_an_anchor() -> None:
    result = render(BODY, Known())
    page = Page(result.html)
    assert [(h.anchor, h.name) for h in result.headings] == [("one", "One"), ("two", "Two")]
    assert [s.attributes["aria-labelledby"] for s in page.all("section")] == ["h-one", "h-two"]
    assert [h.attributes["id"] for h in page.all("h2")] == ["h-one", "h-two"]


def test_a_list_or_a_table_counts_as_one_paragraph() -> None:
    paragraphs = render(BODY, Known()).paragraphs
    assert [(p.number, p.section, p.text) for p in paragraphs] == [
        (1, "one", "First."),
        (2, "one", "a b"),
        (3, "two", "Third."),
    ]


def test_citations_are_reported_in_order_with_their_paragraph() -> None:
    result = render(BODY, Known())
    assert result.citations == [Cited("known", "¶1", 1), Cited("other", "¶2", 2), Cited("known", "¶3", 3)]
    assert result.sources() == ["known", "other"]


@pytest.mark.parametrize("space", ["", " ", "  ", "\n"])
def test_a_citation_stands_close_to_the_word_before_it(space: str) -> None:
    html = render(f"Word.{space}[@known, ¶1] Next", Known()).html
    assert 'Word.<span class="ref">' in html
    assert "</span> Next" in html


def test_two_places_of_one_source_side_by_side_show_its_number_once() -> None:
    page = Page(render("Word.[@known, ¶1; @known, ¶2][@other, ¶1]", Known()).html)
    assert [span.text for span in page.all("span") if span.attributes.get("class") == "ref"] == ["[1]", "[2]"]


def test_a_number_is_shown_again_when_words_stand_between() -> None:
    page = Page(render("Word.[@known, ¶1] More.[@known, ¶2]", Known()).html)
    assert [span.text for span in page.all("span")] == ["[1]", "[1]"]


@pytest.mark.parametrize(
    ("text", "broken", "shown"),
    [
        ("A [[gone]].", Broken("practice", "gone", 1), "gone"),
        ("A [[gone|words]].", Broken("practice", "gone", 1), "words"),
        ("A [[term:none]].", Broken("term", "none", 1), "none"),
        ("A [@known, ¶9].", Broken("citation", "known, ¶9", 1), "[known, ¶9]"),
        ("A [@known, ¶1; @odd place].", Broken("citation", "@odd place", 1), "[@odd place]"),
    ],
)
def test_what_leads_nowhere_is_shown_and_reported(text: str, broken: Broken, shown: str) -> None:
    result = render(text, Known())
    missing = [tag.text for tag in Page(result.html).all("span") if tag.attributes.get("class") == "missing"]
    assert (result.broken, missing) == ([broken], [shown])
    assert broken.target in str(broken)


def test_two_sections_of_one_name_get_two_anchors() -> None:
    assert [h.anchor for h in render("## Same\n\n## Same\n\n## same").headings] == ["same", "same-2", "same-3"]


@pytest.mark.parametrize("name", ["Sources", "Cite", "Main", "p1", "s2", "H-one"])
def test_a_heading_cannot_take_an_anchor_of_the_page(name: str) -> None:
    assert render(f"## {name}\n\nText.").headings[0].anchor.endswith("-section")


def test_a_level_one_heading_becomes_level_two_and_deeper_ones_stay_inside() -> None:
    page = Page(render("# Top\n\n### Deep\n\nText.").html)
    assert ([tag.name for tag in page.tags if tag.name[0] == "h"]) == ["h2", "h3"]
    assert len(page.all("section")) == 1


@pytest.mark.parametrize(
    "href",
    [
        "javascript:x",
        "JAVASCRIPT:x",
        "java script:x",
        "data:text/html,x",
        "vbscript:x",
        "//evil.org",
        "http://[",
        "ftp://x",
    ],
)
def test_an_address_of_another_scheme_is_taken_out(href: str) -> None:
    page = Page(render(f"[a](<{href}>)").html)
    assert [link for link in page.links if not link.startswith("#p")] == []


@pytest.mark.parametrize("href", ["https://example.org/", "mailto:a@example.org"])
def test_an_outgoing_link_tells_nothing_to_the_page_it_opens(href: str) -> None:
    tag = Page(render(f"[a]({href})").html).all("a")[-1]
    assert tag.attributes == {"href": href, "rel": "noopener noreferrer"}


def test_a_link_inside_the_site_is_kept_as_it_is() -> None:
    tag = Page(render("[a](/themes/?q=1#x)").html).all("a")[-1]
    assert tag.attributes == {"href": "/themes/?q=1#x"}


def test_numbers_are_said_in_the_language_of_the_text() -> None:
    html = render("Texte.[@known, ¶1]", Known(), Words("Paragraphe {}", "Référence {}")).html
    assert 'aria-label="Paragraphe 1"' in html
    assert 'aria-label="Référence 1"' in html


def test_the_plain_text_of_a_paragraph_has_no_marks() -> None:
    text = "**Begin** small \\* with `code` &amp; [[here|care]].[@known, ¶1]"
    assert render(text, Known()).paragraphs[0].text == "Begin small * with code & care."
