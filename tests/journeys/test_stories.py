"""What people come for, from the front page to what they leave with."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "375"])
def test_a_policymaker_follows_a_statement_to_its_source(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("/", viewport=viewport)
    page.locator(".theme").get_by_role("link", name="Custodial setting").click()
    expect(page).to_have_url(re.compile("/themes/custodial-setting/$"))

    if viewport is NARROW:
        page.locator("summary", has_text="Filter").click()
    page.get_by_role("checkbox", name="Staff, training and trust").click()
    page.wait_for_url("**/*theme=staff-and-trust*")
    page.get_by_role("link", name="Build trust between programme staff and detainees").click()
    expect(page.locator("h1")).to_contain_text("Build trust")

    page.locator("#p1").get_by_role("link", name="Source 1").click()
    expect(page).to_have_url(re.compile("#s1$"))
    source = page.locator("#s1")
    expect(source).to_be_in_viewport()
    expect(source.get_by_role("link", name="1", exact=True)).to_have_attribute("href", "#p1")
    source.get_by_role("link", name="¶8").click()
    expect(page).to_have_url(re.compile("/sources/hague-2011/#p8$"))
    place = page.locator("#p8")
    expect(place).to_be_in_viewport()
    expect(place.get_by_role("rowheader")).to_have_text("¶8")

    others = place.get_by_role("link", name=re.compile(r"^P-\d\d ")).filter(has_not_text="P-03")
    code = others.first.inner_text().split()[0]
    others.first.click()
    expect(page.locator(".p-head .code")).to_have_text(code)
    paragraph = page.locator(":target")
    expect(paragraph).to_be_in_viewport()
    expect(paragraph.get_by_role("link", name=re.compile(r"^Source \d+$")).first).to_be_visible()

    page.get_by_role("link", name="Permanent address").click()
    number = int(code.removeprefix("P-"))
    expect(page).to_have_url(re.compile(rf"/p/{number}/v\d+/$"))
    expect(page.locator(".p-head .code")).to_have_text(code)
    expect(page.locator("#cite-text")).to_contain_text(f"/p/{number}/v")


def test_a_reader_of_an_old_citation_finds_what_changed(open_page: Open) -> None:
    page = open_page("/p/26/v1/#p2")
    expect(page.locator(":target")).to_contain_text("The work has a sequence")
    expect(page.get_by_text("You are reading version 1")).to_be_visible()
    page.get_by_role("link", name="see what has changed since").click()
    expect(page).to_have_url(re.compile(r"/practices/cognitive-skills/compare/1\.\.3/$"))
    expect(page.locator("ins", has_text="follows an order")).to_be_visible()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="History").click()
    page.get_by_role("link", name="What changed in version 3").click()
    expect(page.locator("ins")).to_have_text(["to begin with"])


def test_a_withdrawn_practice_leads_to_what_replaces_it(open_page: Open) -> None:
    page = open_page("/p/22/")
    expect(page.get_by_text("This practice has been withdrawn")).to_be_visible()
    expect(page.get_by_text("Two practices said the same.")).to_be_visible()
    expect(page.locator("#p1")).to_be_visible()
    page.get_by_role("link", name="P-23", exact=True).first.click()
    expect(page.locator(".p-head .code")).to_have_text("P-23")


def test_an_address_from_before_a_renaming_still_leads_there(open_page: Open) -> None:
    page = open_page("/practices/vocational-training/?from=a-report#p2")
    expect(page).to_have_url(re.compile(r"/practices/vocational-training-for-work/\?from=a-report#p2$"))
    expect(page.locator(":target")).to_be_in_viewport()
    page = open_page("/practices/basic-education/")
    assert page.locator("a[href='/practices/vocational-training/']").count() == 0


def test_a_lost_reader_is_helped_on(open_page: Open) -> None:
    page = open_page("/practices/prison-standards/")
    expect(page.get_by_label("Search for it")).to_have_value("prison standards")
    page.get_by_role("link", name="/p/7/").click()
    expect(page.locator(".p-head .code")).to_have_text("P-07")


def test_a_word_is_looked_up_and_followed_back(open_page: Open) -> None:
    page = open_page("/practices/cognitive-skills/")
    page.locator(".prose").get_by_role("link", name="disengagement").first.click()
    expect(page).to_have_url(re.compile("/glossary/disengagement/$"))
    page.get_by_role("main").get_by_role("link", name="Build thinking and problem-solving skills").click()
    expect(page.locator(":target")).to_contain_text("disengagement")


def test_the_edition_keeps_what_it_held(open_page: Open) -> None:
    page = open_page("/editions/1/")
    expect(page.locator("main .line-list > li")).to_have_count(41)
    page.get_by_role("link", name="Build thinking and problem-solving skills").click()
    expect(page).to_have_url(re.compile("/p/26/v1/$"))
