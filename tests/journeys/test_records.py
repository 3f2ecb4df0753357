"""Themes, sources, glossary, links and editions as a curator keeps them; and axe on every page of theirs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NARROW, WIDE, Open
from tests.journeys.curators import check_page, check_shown, sign_in
from tests.journeys.test_accounts import said
from tests.journeys.visiting import Watched, close, new_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KINDS = {
    "themes": "/curation/themes/",
    "theme": "/curation/themes/aftercare/",
    "new theme": "/curation/new/themes/",
    "order of a theme": "/curation/themes/aftercare/order/",
    "new address": "/curation/themes/aftercare/rename/",
    "sources, found": "/curation/sources/?q=memorandum",
    "source": "/curation/sources/hague-2011/",
    "merge": "/curation/sources/twin-one/merge/?into=twin-two",
    "not to be deleted": "/curation/sources/hague-2011/remove/",
    "term": "/curation/glossary/disengagement/",
    "thesaurus entry": "/curation/thesaurus/psychologists/",
    "links": "/curation/links/",
    "next edition": "/curation/editions/",
}


@pytest.fixture(scope="module")
def signed_in(address: str, browser: Browser) -> Iterator[Page]:
    """Rita the curator, signed in once for the module."""
    watched: Watched = []
    page = new_page(browser, address, watched)
    sign_in(page, "rita")
    yield page
    close(watched)


@pytest.fixture
def rita(signed_in: Page) -> Page:
    signed_in.set_viewport_size(WIDE)
    return signed_in


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(signed_in: Page, kind: str, width: dict[str, int]) -> None:
    check_page(signed_in, KINDS[kind], width)


def test_a_theme_is_made_renamed_and_merged_and_its_addresses_lead_on(rita: Page) -> None:
    rita.goto("/curation/themes/")
    rita.get_by_role("link", name="Add a theme").click()
    rita.get_by_label("Name").fill("Work outside")
    rita.get_by_label("Address").fill("work-outside")
    rita.get_by_label("Scope in one sentence").fill("Work in ordinary places.")
    rita.get_by_label("Part of").select_option(label="Aftercare")
    rita.get_by_label("Place among themes").fill("40")
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Saved.")
    rita.get_by_role("link", name="Change its address").click()
    rita.get_by_label("New address").fill("work-in-the-community")
    rita.get_by_role("button", name="Change the address").click()
    said(rita, "The old one leads to it.")
    rita.get_by_role("link", name="Merge it into another").click()
    rita.get_by_label("The theme that stays").select_option("aftercare")
    rita.get_by_role("button", name="Show what would happen").click()
    expect(rita.get_by_role("main")).to_contain_text("0 practices move.")
    rita.get_by_role("button", name="Merge Work outside into Aftercare").click()
    said(rita, "The two are one now.")
    expect(rita.get_by_role("complementary")).to_contain_text("work-in-the-community came in.")
    for former in ("work-outside", "work-in-the-community"):
        rita.goto(f"/themes/{former}/")
        expect(rita.locator("h1")).to_have_text("Aftercare")


def test_an_empty_theme_is_deleted_and_no_other(rita: Page) -> None:
    rita.goto("/curation/new/themes/")
    rita.get_by_label("Name").fill("Made by mistake")
    rita.get_by_label("Address").fill("made-by-mistake")
    rita.get_by_label("Scope in one sentence").fill("Nothing.")
    rita.get_by_label("Place among themes").fill("50")
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Saved.")
    rita.get_by_role("link", name="Delete it").click()
    rita.get_by_role("button", name="Delete it").click()
    said(rita, "It is deleted.")
    expect(rita.get_by_role("link", name="Made by mistake")).to_have_count(0)
    rita.goto("/curation/themes/aftercare/remove/")
    expect(rita.get_by_role("main")).to_contain_text("It cannot be deleted")
    expect(rita.get_by_role("button", name="Delete it")).to_have_count(0)


def test_places_are_added_row_by_row_without_script(rita: Page, browser: Browser, address: str) -> None:
    context = browser.new_context(
        base_url=address, java_script_enabled=False, storage_state=rita.context.storage_state()
    )
    page = context.new_page()
    page.goto("/curation/sources/twin-two/")
    page.get_by_label("Summary").fill("Typed before the row was added.")
    page.get_by_role("button", name="Add a place").click()
    row = page.locator("details").last
    row.get_by_label("Place", exact=True).fill("Annex")
    row.get_by_label("Its end of the address").fill("annex")
    row.get_by_label("What it says, in our words").fill("An annex.")
    page.get_by_label("Note for the log").fill("It has an annex.")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Summary")).to_have_value("Typed before the row was added.")
    expect(page.get_by_role("complementary")).to_contain_text("It has an annex.")
    page.goto("/sources/twin-two/")
    expect(page.get_by_role("main")).to_contain_text("An annex.")
    context.close()


def test_two_records_of_one_source_become_one(rita: Page, open_page: Open) -> None:
    rita.goto("/curation/sources/twin-one/")
    rita.get_by_role("link", name="Merge it into another").click()
    rita.get_by_label("The source that stays").select_option("twin-two")
    rita.get_by_role("button", name="Show what would happen").click()
    plan = rita.get_by_role("region", name="into")
    expect(plan).to_contain_text("2 places are in both.")
    expect(plan).to_contain_text("Other words.")
    rita.get_by_role("button", name="Merge Test guidance into Test guidance").click()
    said(rita, "The two are one now.")
    expect(open_page("/sources/twin-one/")).to_have_url(re.compile("/sources/twin-two/$"))


def test_a_search_that_found_nothing_finds_by_a_word_of_the_thesaurus(rita: Page, open_page: Open) -> None:
    reader = open_page("/search/?q=zookeeper")
    expect(reader.locator("#results .p-item")).to_have_count(0)
    rita.goto("/curation/")
    rita.get_by_role("link", name=re.compile("Add to thesaurus.*zookeeper")).click()
    expect(rita.get_by_label("Everyday words and short phrases")).to_have_value("zookeeper")
    rita.get_by_label("Name", exact=True).fill("work with animals")
    rita.get_by_label("Name in the index").fill("work-with-animals")
    rita.get_by_label("Practices about it").fill("P-33")
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Saved.")
    reader.reload()
    expect(reader.locator("#results")).to_contain_text("P-33")
    rita.get_by_label("Everyday words and short phrases").fill("zookeeper\nanimal farm")
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Saved.")
    reader.goto("/search/?q=animal+farm")
    expect(reader.locator("#results")).to_contain_text("P-33")
    rita.get_by_role("link", name="Delete it").click()
    rita.get_by_role("button", name="Delete it").click()
    said(rita, "It is deleted.")
    reader.goto("/search/?q=zookeeper")
    expect(reader.locator("#results .p-item")).to_have_count(0)


def test_a_term_with_a_label_is_added_and_found(rita: Page, open_page: Open) -> None:
    rita.goto("/curation/new/glossary/")
    rita.get_by_label("Name", exact=True).fill("Weekend leave")
    rita.get_by_label("Address").fill("weekend-leave")
    rita.get_by_label("Definition", exact=True).fill("Leave from custody from Friday to Sunday.")
    rita.get_by_role("button", name="Add a label").click()
    label = rita.locator("details", has_text="Label 1")
    label.get_by_label("Label", exact=True).fill("furlough")
    label.get_by_label("Language").select_option("en")
    label.get_by_label("Standing").select_option(index=1)
    check_shown(rita)
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Saved.")
    reader = open_page("/glossary/weekend-leave/")
    expect(reader.get_by_role("main")).to_contain_text("Leave from custody from Friday to Sunday.")
    reader.goto("/search/?q=furlough")
    expect(reader.get_by_role("main")).to_contain_text("Weekend leave")


def test_an_old_copy_is_answered_with_what_differs_and_nothing_is_lost(rita: Page) -> None:
    path = "/curation/glossary/disengagement/"
    rita.goto(path)
    other = rita.context.new_page()
    other.goto(path)
    other.locator("#id_note").fill("A colleague's note.")
    other.get_by_role("button", name="Save").first.click()
    said(other, "Saved.")
    other.close()
    before = rita.get_by_label("Definition", exact=True).input_value()
    rita.get_by_label("Definition", exact=True).fill(f"{before} And more.")
    rita.get_by_role("button", name="Save").first.click()
    said(rita, "Somebody else has changed this")
    expect(rita.get_by_role("region", name="What differs")).to_contain_text("A colleague's note.")
    expect(rita.get_by_label("Definition", exact=True)).to_have_value(f"{before} And more.")


def test_practices_are_put_in_the_themes_own_order(rita: Page) -> None:
    rita.goto("/curation/themes/aftercare/order/")
    last = rita.get_by_role("spinbutton").last
    title = rita.locator(f"label[for={last.get_attribute('id')}]").inner_text()
    last.fill("0")
    rita.get_by_role("spinbutton").first.fill("5")
    last.fill("1")
    rita.get_by_role("button", name="Save the order").click()
    said(rita, "The order is saved.")
    rita.goto("/themes/aftercare/")
    shown = rita.locator("#results .p-item").first.inner_text()
    assert title.split("\n")[0].strip()[:4] in shown


def test_an_archived_copy_of_a_dead_link_stands_on_the_page_of_its_source(rita: Page) -> None:
    rita.goto("/curation/links/")
    row = rita.get_by_role("listitem").filter(has_text="Failing since").first
    expect(row).to_contain_text("Dead")
    source = row.get_by_role("link").filter(has_not_text="http").first.get_attribute("href")
    assert source
    row.get_by_label("Archived copy").first.fill("https://archive.example.org/copy")
    row.get_by_role("button", name="Save").first.click()
    said(rita, "is noted.")
    row = rita.get_by_role("listitem").filter(has_text="Failing since").first
    row.get_by_role("button", name="Check again").click()
    said(rita, "https://gone.invalid/guide fails:")
    rita.goto(source.replace("/curation", ""))
    expect(rita.get_by_role("main")).to_contain_text("has been dead since")
    expect(rita.get_by_role("link", name="Open the archived copy")).to_have_attribute(
        "href", "https://archive.example.org/copy"
    )


def test_an_edition_is_frozen_and_readers_can_open_it(rita: Page) -> None:
    rita.goto("/curation/editions/")
    rita.get_by_label("Title").fill("Edition for a meeting")
    rita.get_by_label("Foreword").fill("Handed over at a meeting.\n\nWith thanks.")
    rita.get_by_role("button", name="Freeze edition").click()
    said(rita, "is frozen.")
    expect(rita.locator("h1")).to_have_text("Edition for a meeting")
    expect(rita.get_by_role("main")).to_contain_text("With thanks.")
    expect(rita.get_by_role("heading", name="What is new since edition")).to_be_visible()
