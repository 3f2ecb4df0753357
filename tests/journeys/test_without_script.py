"""Everything a reader does works without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def titles(page: Page) -> list[str]:
    return page.locator("#results .p-item h3").all_inner_texts()


def test_filters_are_applied_by_a_button(open_page: Open) -> None:
    page = open_page("/practices/", java_script_enabled=False)
    box = page.locator("label.check", has_text="Around release")
    promised = int(box.locator("> span").last.inner_text().split()[0])
    box.locator("input").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile(r"/practices/\?phase=release$"))
    expect(page.locator("#h-list")).to_have_text(f"{promised} practices")
    expect(page.get_by_role("checkbox", name="Around release")).to_be_checked()
    page.get_by_role("link", name="Remove filter: Around release").click()
    expect(page).to_have_url(re.compile(r"/practices/$"))


def test_sorting_and_filters_keep_each_other(open_page: Open) -> None:
    page = open_page("/practices/?phase=community", java_script_enabled=False)
    page.get_by_label("Sort by").select_option("title")
    page.get_by_role("button", name="Sort", exact=True).click()
    expect(page).to_have_url(re.compile(r"/practices/\?phase=community\&sort=title$"))
    assert titles(page) == sorted(titles(page), key=str.casefold)
    page.get_by_role("checkbox", name="Around release").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("phase=release.*&sort=title|sort=title.*&phase=release"))
    expect(page.get_by_label("Sort by")).to_have_value("title")
    assert len(titles(page)) > 1
    assert titles(page) == sorted(titles(page), key=str.casefold)


def test_pages_of_a_list_keep_the_choice(open_page: Open) -> None:
    page = open_page("/practices/?sort=title&basis=expert-consensus", java_script_enabled=False)
    first = titles(page)
    page.get_by_role("link", name="Next page").click()
    expect(page).to_have_url(re.compile(r"basis=expert-consensus&sort=title&page=2$"))
    assert titles(page)
    assert not set(titles(page)) & set(first)


def test_an_empty_combination_offers_ways_back(open_page: Open) -> None:
    page = open_page("/practices/?phase=intake&basis=intergovernmental-adoption", java_script_enabled=False)
    assert page.locator("#h-list").inner_text() == "0 practices"
    way = page.locator("#results li", has_text="Without Stage: On arrival")
    promised = way.inner_text().split(": ")[-1]
    way.get_by_role("link").click()
    expect(page.locator("#h-list")).to_have_text(promised)


def test_the_choice_of_colours_is_kept_in_one_cookie(open_page: Open) -> None:
    page = open_page("/glossary/", java_script_enabled=False, color_scheme="light")
    assert page.context.cookies() == []
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/glossary/$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(paper) != light
    page.goto("/practices/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.get_by_label("Colours").input_value() == "dark"
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("display", True, "Lax")
    page.get_by_label("Colours").select_option("system")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.context.cookies() == []


def test_two_versions_are_chosen_and_compared(open_page: Open) -> None:
    page = open_page("/practices/cognitive-skills/history/", java_script_enabled=False)
    page.get_by_label("Compare version").select_option("1")
    page.get_by_label("with version").select_option("3")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/practices/cognitive-skills/compare/1\.\.3/$"))
    expect(page.locator("ins", has_text="follows an order")).to_be_visible()
    expect(page.locator("del", has_text="has a sequence")).to_be_visible()
    expect(page.locator("del", has_text="Educators")).to_be_visible()
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator(".diff--split").first).to_be_visible()
    expect(page.get_by_role("link", name="Side by side")).to_have_attribute("aria-current", "page")


def test_a_version_is_not_compared_with_itself(open_page: Open) -> None:
    page = open_page("/practices/cognitive-skills/history/", java_script_enabled=False)
    page.get_by_label("Compare version").select_option("3")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Choose two different versions")).to_be_visible()


def test_on_a_small_screen_a_link_leads_past_the_open_filters(open_page: Open) -> None:
    page = open_page("/practices/", java_script_enabled=False, viewport=NARROW)
    page.get_by_role("link", name="Go to the results").click()
    expect(page).to_have_url(re.compile(r"#results$"))
    expect(page.locator("#h-list")).to_be_visible()


def test_what_needs_script_is_not_offered(open_page: Open) -> None:
    page = open_page("/practices/trust-between-staff-and-detainees/", java_script_enabled=False)
    assert page.get_by_role("button", name="Copy").count() == 0
    expect(page.get_by_role("navigation", name="On this page").get_by_role("link").first).to_be_visible()
