"""The second lock holds by itself, whatever is put into it."""

import pytest
from hypothesis import given

from practices.rendering.guard import tidy
from practices.rendering.sanitise import clean, detached, inert
from tests.markup import Page
from tests.rendering.texts import hostile, thorough


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=x>a</p>",
        "<a href='javascript:x'>a</a>",
        "<a href='data:text/html,x'>a</a>",
        "<p style='position:fixed'>a</p>",
        "<svg><script>x</script></svg>",
        "<iframe srcdoc=x></iframe>",
        "<form action=x><input></form>",
        "<style>*{}</style>",
        "<math><mtext></p><style><img src onerror=x></style></math>",
    ],
)
def test_what_runs_or_disguises_is_taken_out(html: str) -> None:
    page = Page(clean(html))
    assert {tag.name for tag in page.tags} <= {"p", "a"}
    assert [name for tag in page.tags for name in tag.attributes] == []


@pytest.mark.parametrize(
    "html",
    [
        '<p class="para" id="p1"><a class="para__n" href="#p1" aria-label="Paragraph 1">1</a>Words</p>',
        '<a href="https://example.org" rel="noopener noreferrer">a</a>',
        '<span class="missing">a</span>',
        '<section id="a" aria-labelledby="h-a"><h2 id="h-a">A</h2></section>',
        '<ol start="3"><li>a</li></ol>',
    ],
)
def test_what_the_renderer_makes_passes_unchanged(html: str) -> None:
    assert clean(html) == html


def test_a_class_of_the_page_cannot_be_borrowed() -> None:
    assert clean('<p class="para hero btn">a</p>') == '<p class="para">a</p>'


@thorough
@given(hostile)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(tidy(text))
    assert clean(once) == once


def test_a_preview_has_no_ids_and_no_links_within_itself() -> None:
    number = '<a class="para__n" href="#p1">1</a>'
    html = f'<section id="a"><p class="para" id="p1">{number}<a href="/p/7/">P-07</a></p></section>'
    shown = detached(html)
    assert "id=" not in shown
    assert "#p1" not in shown
    assert 'href="/p/7/"' in shown


def test_what_a_stranger_sent_has_nothing_to_follow() -> None:
    assert inert('<p>See <a href="https://example.org">this</a>.</p>') == "<p>See this.</p>"
