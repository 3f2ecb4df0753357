"""Searching: in everyday words, with and without the script."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import axe
from tests.journeys.conftest import NARROW, WIDE, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_everyday_words_lead_to_the_paragraph(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("What do you need to know?").fill("jobs after release")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=jobs\+after\+release$"))
    expect(page.locator("#expansion")).to_contain_text("words that mean the same")
    expect(page.locator("#results mark").first).to_be_visible()
    page.locator("#results .p-item h3 a").first.click()
    expect(page.locator(".p-head .code")).to_be_visible()


def test_the_exact_words_and_the_way_back(open_page: Open) -> None:
    page = open_page("/search/?q=jobs+after+release", java_script_enabled=False)
    page.get_by_role("link", name="Search only for the exact words").click()
    expect(page.get_by_text("Searched only for the exact words")).to_be_visible()
    page.get_by_role("link", name="Search for words that mean the same, too").first.click()
    expect(page.locator("#expansion")).to_be_visible()


def test_results_are_narrowed_in_place(open_page: Open) -> None:
    page = open_page("/search/?q=prison+staff")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("checkbox", name=re.compile("^In custody")).click()
    expect(page).to_have_url(re.compile(r"q=prison\+staff.*phase=custody"))
    expect(page.locator("[data-live]")).to_have_text(page.locator("#h-list").inner_text())
    page.get_by_label("Sort by").select_option("title")
    expect(page).to_have_url(re.compile("phase=custody.*sort=title|sort=title.*phase=custody"))
    titles = page.locator("#results .p-item h3").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    assert page.evaluate("window.sameDocument") is True


def test_a_number_is_found_first(open_page: Open) -> None:
    page = open_page("/search/?q=P-07", java_script_enabled=False)
    expect(page.locator("#results .p-item .code").first).to_have_text("P-07")


def test_a_suggestion_is_taken_by_keyboard(open_page: Open) -> None:
    page = open_page("/about/")
    box = page.get_by_role("combobox", name="Search practices")
    box.press_sequentially("disengag")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("disengag")
    box.press("e")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).not_to_have_url(re.compile("/about/|/search/"))
    expect(page.locator("h1")).to_contain_text(re.compile("diseng", re.IGNORECASE))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "375"])
def test_the_open_suggestions_are_accessible(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("/about/", viewport=viewport)
    box = page.get_by_role("combobox", name="Search practices")
    box.press_sequentially("prison")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    axe.finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
