"""A list of practices with facets, sorting and pages."""

import pytest
from django.test import Client

from practices.models import Practice
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(query: str) -> Page:
    return Page(Client().get(f"/practices/?{query}").content.decode())


def shown(query: str) -> list[str]:
    return [
        link
        for link in page(query).links
        if link.startswith("/practices/") and link.count("/") == 3 and "?" not in link
    ]


@pytest.mark.parametrize(("sort", "order"), [("number", "number"), ("title", "texts__title")])
def test_the_list_is_sorted_as_asked(sort: str, order: str) -> None:
    wanted = [practice.get_absolute_url() for practice in Practice.objects.order_by(order)[:20]]
    assert shown(f"sort={sort}") == wanted


def test_pages_keep_the_filters_and_the_sort() -> None:
    following = [link for link in page("phase=custody&phase=community&sort=title").links if "page=2" in link]
    assert following
    assert set(following) == {"?phase=custody&phase=community&sort=title&page=2"} or all(
        "phase=custody" in link and "phase=community" in link and "sort=title" in link for link in following
    )


def test_a_chosen_filter_can_be_taken_away() -> None:
    found = page("phase=intake&theme=aftercare")
    assert {"/practices/?phase=intake", "/practices/?theme=aftercare", "/practices/"} <= set(found.links)


def test_an_empty_result_says_how_to_get_out() -> None:
    found = page("phase=intake&theme=capacity-building")
    assert "No practice has all of this" in found.text
    assert {"/practices/?phase=intake", "/practices/?theme=capacity-building"} <= set(found.links)


def test_an_unknown_filter_is_named_and_shown_as_words() -> None:
    found = page("theme=<script>alert(1)</script>")
    assert "theme: <script>alert(1)</script>" in found.text
    assert "41 practices" in found.texts("h2")


def test_the_form_keeps_what_is_ticked() -> None:
    ticked = [
        tag.attributes["value"]
        for tag in page("phase=custody&theme=aftercare").all("input")
        if "checked" in tag.attributes
    ]
    assert set(ticked) == {"custody", "aftercare"}
