"""What the script adds, and that it breaks nothing while it does."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import NARROW, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FACETS = "form.facets"


def promised(page: Page, label: str) -> int:
    return int(page.locator("label.check", has_text=label).locator("> span").last.inner_text().split()[0])


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_filter_changes_the_results_in_place(open_page: Open) -> None:
    page = open_page("/practices/")
    page.evaluate("window.sameDocument = true")
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    count = promised(page, "Around release")
    page.get_by_role("checkbox", name="Around release").click()
    expect(page.locator("#h-list")).to_have_text(f"{count} practices")
    expect(page.locator("[data-live]")).to_have_text(f"{count} practices")
    expect(page.locator("[data-live]")).to_have_role("status")
    expect(page).to_have_url(re.compile(r"/practices/\?phase=release$"))
    expect(page.get_by_role("checkbox", name="Around release")).to_be_focused()
    assert page.evaluate("window.sameDocument") is True


def test_the_swapped_page_is_the_page_of_its_address(open_page: Open) -> None:
    """Also values that disappear and appear: their counts must not slip to their neighbours."""
    page = open_page("/practices/?phase=intake")
    page.get_by_role("checkbox", name="In the community").click()
    page.wait_for_url("**/*phase=community*")
    page.locator("summary", has_text="Who acts").click()
    page.get_by_role("checkbox", name="Psychologists").click()
    page.wait_for_url("**/*actor=psychologists*")
    page.get_by_role("checkbox", name="On arrival").click()
    expect(page).not_to_have_url(re.compile("intake"))
    swapped = (page.locator("#results").inner_text(), page.locator(FACETS).inner_text())
    page.reload()
    assert (page.locator("#results").inner_text(), page.locator(FACETS).inner_text()) == swapped


def test_going_back_undoes_a_filter(open_page: Open) -> None:
    page = open_page("/practices/")
    everything = page.locator("#h-list").inner_text()
    page.get_by_role("checkbox", name="Around release").click()
    expect(page.locator("#h-list")).not_to_have_text(everything)
    page.go_back()
    expect(page.locator("#h-list")).to_have_text(everything)
    expect(page.get_by_role("checkbox", name="Around release")).not_to_be_checked()


def test_sorting_keeps_the_filters_and_filters_the_sorting(open_page: Open) -> None:
    page = open_page("/practices/?phase=community")
    page.get_by_label("Sort by").focus()
    page.get_by_label("Sort by").select_option("title")
    page.wait_for_url("**/*sort=title*")
    expect(page.get_by_label("Sort by")).to_be_focused()
    page.get_by_role("checkbox", name="Around release").click()
    page.wait_for_url("**/*phase=release*")
    assert asked(page) == {"phase": ["release", "community"], "sort": ["title"]}
    titles = page.locator("#results h3").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)


def test_a_late_answer_does_not_undo_the_next_choice(open_page: Open) -> None:
    page = open_page("/practices/")
    waiting: list[Route] = []
    page.route("**/practices/?*", lambda route: waiting.append(route))
    page.get_by_role("checkbox", name="On arrival").click()
    page.get_by_role("checkbox", name="Around release").click()
    page.wait_for_function("document.querySelectorAll('form.facets :checked').length === 2")
    while len(waiting) < 2:
        page.wait_for_timeout(20)
    for route in reversed(waiting):
        route.continue_()
    page.wait_for_url("**/*phase=release*")
    assert asked(page) == {"phase": ["intake", "release"]}
    expect(page.locator("form.facets :checked")).to_have_count(2)


def test_when_the_results_cannot_be_fetched_the_form_is_sent(open_page: Open) -> None:
    page = open_page("/practices/")
    page.evaluate("() => { window.fetch = async () => { throw new TypeError('no network') } }")
    page.get_by_role("checkbox", name="Around release").click()
    page.wait_for_url("**/practices/?phase=release")
    expect(page.locator("#h-list")).to_have_text(f"{promised(page, 'Around release')} practices")


def test_filters_start_closed_on_a_small_screen_and_stay_open_once_opened(open_page: Open) -> None:
    page = open_page("/practices/", viewport=NARROW)
    box = page.get_by_role("checkbox", name="Around release")
    expect(box).to_be_hidden()
    page.locator("summary", has_text="Filter").click()
    box.click()
    page.wait_for_url("**/practices/?phase=release")
    expect(page.get_by_role("checkbox", name="Around release")).to_be_visible()


def test_going_back_within_a_page_does_not_load_it_again(open_page: Open) -> None:
    page = open_page("/practices/trust-between-staff-and-detainees/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Paragraph 3").click()
    expect(page).to_have_url(re.compile("#p3$"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("#"))
    page.wait_for_timeout(200)
    assert page.evaluate("window.sameDocument") is True


def test_the_contents_mark_the_section_in_view(open_page: Open) -> None:
    page = open_page("/practices/trust-between-staff-and-detainees/")
    contents = page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="How to apply it").click()
    expect(contents.locator("[aria-current=location]")).to_have_text("How to apply it")


def test_colours_change_at_once_before_they_are_saved(open_page: Open) -> None:
    page = open_page("/display/")
    page.get_by_role("main").get_by_label("Colours").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.context.cookies() == []


def test_the_citation_is_copied(open_page: Open) -> None:
    page = open_page("/practices/trust-between-staff-and-detainees/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="✓ Copy")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-text").inner_text()
    assert copied.endswith("/p/3/v1/")
