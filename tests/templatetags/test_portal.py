"""Helpers of the templates: what they mark is escaped."""

from datetime import timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe

from practices.models import Revision
from practices.rendering.diff import Piece
from practices.templatetags import portal

PIECES = (Piece("a <b> ", "a <b> "), Piece("<i>", "<u>"), Piece("", "&"), Piece("x", ""))


def test_words_that_changed_are_marked_and_escaped() -> None:
    assert portal.marked(PIECES) == ("a &lt;b&gt; <del>&lt;i&gt;</del><ins>&lt;u&gt;</ins><ins>&amp;</ins><del>x</del>")


def test_each_side_shows_its_own_words() -> None:
    assert portal.marked_old(PIECES) == "a &lt;b&gt; <del>&lt;i&gt;</del><del>x</del>"
    assert portal.marked_new(PIECES) == "a &lt;b&gt; <ins>&lt;u&gt;</ins><ins>&amp;</ins>"


def test_stored_html_is_shown_as_it_is() -> None:
    assert portal.body_html(Revision(html="<p>a</p>")) == "<p>a</p>"


@pytest.mark.parametrize(("path", "marked"), [("/themes/", True), ("/themes/a/", True), ("/", False)])
def test_the_part_of_the_site_one_is_in_is_marked(path: str, marked: bool) -> None:
    context = Context({"request": RequestFactory().get(path)})
    assert portal.here(context, "/themes/") == (' aria-current="true"' if marked else "")
    assert portal.here(Context({}), "/themes/") == ""


def test_many_pages_are_shown_with_gaps() -> None:
    shown = portal.pager(Paginator(range(1_000), 10).page(50), "phase=custody")
    assert shown["page_numbers"] == [1, 0, 48, 49, 50, 51, 52, 0, 100]
    assert shown["query"] == "phase=custody"


def test_pairs_of_versions() -> None:
    assert (portal.versions(1, 3), portal.before(3)) == ((1, 3), (2, 3))


def test_a_short_piece_is_filled_for_each_row_and_escaped() -> None:
    rows = [
        {"url": "/a/?b&c", "title": "<script> {url}", "snippet": mark_safe("<mark>a</mark>")},
        {"url": '/"', "title": "it's", "snippet": "<b>"},
    ]
    page = Template('{% load portal %}{% filled "pieces/other_result.html" rows %}').render(Context({"rows": rows}))
    assert page == (
        '<li><a href="/a/?b&amp;c">&lt;script&gt; {url}</a> <span class="muted snip"><mark>a</mark></span></li>'
        '<li><a href="/&quot;">it&#x27;s</a> <span class="muted snip">&lt;b&gt;</span></li>'
    )


def test_the_address_of_a_page_is_written_as_it_is_reversed() -> None:
    assert Template("{% load portal %}{% page_url 'practices:search' %}").render(Context()) == "/search/"


@pytest.mark.parametrize(
    ("gone", "said"),
    [(timedelta(days=12, hours=5), "12 days"), (timedelta(hours=25), "1 day"), (timedelta(minutes=61), "1 hour"),
     (timedelta(seconds=1), "less than an hour")],
)  # fmt: skip
def test_waiting_is_told_in_one_unit(gone: timedelta, said: str) -> None:
    assert portal.waited(timezone.now() - gone) == said


def test_a_name_in_the_data_is_spoken_as_words() -> None:
    assert portal.spoken("save-draft") == "Save draft"
