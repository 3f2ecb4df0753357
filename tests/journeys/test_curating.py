"""What waits, practices and the log as a curator works with them; and axe on every page of theirs."""

import csv
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NARROW, PATIENCE, WIDE, Open
from tests.journeys.curators import check_page, check_shown, sign_in
from tests.journeys.test_accounts import said
from tests.journeys.visiting import Watched, close, new_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KINDS = {
    "what waits": "/curation/",
    "practices": "/curation/practices/",
    "practices, due": "/curation/practices/?show=due&sort=due",
    "practice": "/curation/practices/30/",
    "practice, withdrawn": "/curation/practices/22/",
    "edit": "/curation/practices/31/edit/",
    "new practice": "/curation/practices/new/",
    "log": "/curation/log/",
    "log of one practice": "/curation/log/?kind=practice&key=P-26",
}


@pytest.fixture(scope="module")
def signed_in(address: str, browser: Browser) -> Iterator[Page]:
    watched: Watched = []
    page = new_page(browser, address, watched)
    sign_in(page, "rita")
    yield page
    close(watched)


@pytest.fixture
def rita(signed_in: Page) -> Page:
    signed_in.set_viewport_size(WIDE)
    return signed_in


@pytest.fixture
def plain(signed_in: Page, address: str, browser: Browser) -> Iterator[Page]:
    """Rita again, without script."""
    context = browser.new_context(
        base_url=address, java_script_enabled=False, storage_state=signed_in.context.storage_state()
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(signed_in: Page, kind: str, width: dict[str, int]) -> None:
    check_page(signed_in, KINDS[kind], width)


def test_a_review_without_change_is_one_click(rita: Page) -> None:
    rita.goto("/curation/")
    rita.get_by_role("button", name=re.compile("No change needed.*P-30")).click()
    said(rita, "P-30 is reviewed. The next review is due on")
    expect(rita.locator("h1")).to_have_text("Curation")
    expect(rita.get_by_role("region", name="Due for review")).to_have_count(0)


def test_an_edit_is_published_and_taken_back(rita: Page, open_page: Open) -> None:
    added = "Ask the people who live there."
    rita.goto("/curation/practices/36/")
    rita.get_by_role("link", name="Edit", exact=True).click()
    text = rita.locator("#id_body")
    text.fill(f"{text.input_value().rstrip()}\n\n{added} [@hague-2011, ¶6]\n")
    expect(rita.get_by_role("region", name="Preview")).to_contain_text(added)
    rita.get_by_role("button", name="Publish", exact=True).click()
    expect(rita.get_by_role("alert")).to_contain_text("Say what changed and why")
    expect(text).to_have_value(re.compile(re.escape(added)))
    check_shown(rita)
    rita.get_by_label("What changed and why").fill("Says whom to ask.")
    rita.get_by_role("button", name="Publish", exact=True).click()
    said(rita, "Version 2 of P-36 is published.")
    reader = open_page("/p/36/")
    expect(reader.get_by_role("main")).to_contain_text(added)

    rita.get_by_role("link", name="Versions, and going back").click()
    expect(rita.get_by_role("main")).to_contain_text("Says whom to ask.")
    rita.get_by_label("Version", exact=True).select_option("1")
    rita.get_by_label("Why").fill("They were asked already.")
    rita.get_by_role("button", name="Publish it as a new version").click()
    reader.reload()
    expect(reader.get_by_role("main")).not_to_contain_text(added)
    reader.goto("/p/36/v2/")
    expect(reader.get_by_role("main")).to_contain_text(added)


def test_a_change_is_sent_to_another_curator_without_script(plain: Page, open_page: Open) -> None:
    plain.goto("/curation/practices/37/edit/")
    plain.get_by_role("button", name="Limits and cautions").click()
    text = plain.locator("#id_body")
    text.fill(f"{text.input_value().rstrip()}\n\nLaws change. [@hague-2011, ¶6]\n")
    plain.get_by_label("What changed and why").fill("The law of today is not that of tomorrow.")
    plain.get_by_role("button", name="Send for review instead").click()
    expect(plain.get_by_role("status")).to_contain_text("waits for another curator")
    number = re.search(r"/proposals/(\d+)/", plain.url)
    assert number, plain.url
    plain.goto(f"/curation/queue/{number[1]}/")
    expect(plain.get_by_role("main")).to_contain_text("You cannot decide on your own proposals.")
    expect(open_page("/p/37/").get_by_role("main")).not_to_contain_text("Laws change.")


def test_many_are_changed_at_once_after_a_preview(rita: Page, open_page: Open) -> None:
    rita.goto("/curation/practices/?theme=law-and-rights")
    rita.get_by_role("checkbox", name="Choose P-38").check()
    rita.get_by_role("checkbox", name="Choose P-39").check()
    rita.get_by_role("button", name="Preview for the ticked ones").click()
    expect(rita.get_by_role("alert")).to_contain_text("Choose what to change.")
    expect(rita.get_by_role("checkbox", name="Choose P-38")).to_be_checked()
    rita.get_by_label("Add to theme").select_option(label="Capacity building and cooperation")
    rita.get_by_label("Who looks after them").fill("Legal desk")
    rita.get_by_label("Why").fill("Laws are made together.")
    rita.get_by_role("button", name="Preview for the ticked ones").click()
    expect(rita.locator("h1")).to_have_text("What will change")
    expect(rita.get_by_role("region", name="What will change").locator("ins")).to_have_count(4)
    check_shown(rita)
    rita.get_by_role("button", name="Change 2 practices").click()
    said(rita, "2 practices are changed.")
    rita.get_by_label("Looked after by").select_option("Legal desk")
    rita.get_by_role("button", name="Show", exact=True).click()
    expect(rita.get_by_role("region", name="Practices").locator("tbody tr")).to_have_count(2)
    theme = open_page("/themes/capacity-building/").get_by_role("main")
    expect(theme).to_contain_text("P-38")
    expect(theme).to_contain_text("P-39")


def test_all_that_a_filter_shows_change_at_once_without_script(plain: Page) -> None:
    plain.goto("/curation/practices/?theme=law-and-rights")
    shown = plain.get_by_role("region", name="Practices").locator("tbody tr").count()
    plain.get_by_label("Who looks after them").fill("All lawyers")
    plain.get_by_role("button", name=f"Preview for all {shown} in the list").click()
    expect(plain.get_by_role("region", name="What will change").locator("ins")).to_have_count(shown)
    plain.get_by_role("button", name=f"Change {shown} practices").click()
    expect(plain.get_by_role("status")).to_contain_text(f"{shown} practices are changed.")
    expect(plain.get_by_role("cell", name="All lawyers")).to_have_count(shown)


def test_a_practice_is_withdrawn_and_brought_back_without_script(plain: Page, open_page: Open) -> None:
    plain.goto("/curation/practices/16/")
    plain.get_by_text("Withdraw it").click()
    plain.get_by_label("Why it is withdrawn").fill("The next one says it better.")
    plain.get_by_label("What replaces it").select_option("17")
    plain.get_by_role("button", name="Withdraw P-16").click()
    expect(plain.get_by_role("status")).to_contain_text("The practice is withdrawn.")
    reader = open_page("/about/")
    answer = reader.goto("/practices/gather-information-without-harm/")
    assert answer is not None
    assert answer.status == 410
    main = reader.get_by_role("main")
    expect(main).to_contain_text("The next one says it better.")
    expect(main.get_by_role("link", name="P-17").first).to_be_visible()
    expect(main.get_by_role("heading", name="How to apply it")).to_be_visible()
    check_shown(reader)

    broken = "Links to gather-information-without-harm, which is withdrawn."
    plain.goto("/curation/links/")
    expect(plain.get_by_role("main")).to_contain_text(broken)
    plain.goto("/curation/practices/16/")
    plain.get_by_label("Why it comes back").fill("It says what the other does not.")
    plain.get_by_role("button", name="Publish P-16 again").click()
    expect(plain.get_by_role("status")).to_contain_text("The practice is published again.")
    plain.goto("/curation/links/")
    expect(plain.get_by_role("main")).not_to_contain_text(broken)
    answer = reader.reload()
    assert answer is not None
    assert answer.status == 200


def test_an_address_is_changed_and_the_log_tells_it(rita: Page, open_page: Open) -> None:
    rita.goto("/curation/practices/40/")
    rita.get_by_text("Change the address").first.click()
    rita.get_by_label("New address").fill("assess-each-returnee")
    rita.get_by_role("button", name="Change the address").click()
    said(rita, "The practice has its new address.")
    reader = open_page("/practices/assess-returnees-individually/")
    expect(reader).to_have_url(re.compile("/practices/assess-each-returnee/$"))

    rita.get_by_role("link", name="What happened to it").click()
    expect(rita.locator("h1")).to_have_text("What happened to practice P-40")
    expect(rita.locator("del", has_text="assess-returnees-individually")).to_be_visible()
    rita.goto("/curation/log/")
    rita.get_by_label("Who").fill("Rita")
    rita.get_by_label("What", exact=True).select_option("rename")
    rita.get_by_role("button", name="Show", exact=True).click()
    lines = rita.locator("ol.line-list > li")
    expect(lines.filter(has_text="assess-each-returnee")).to_have_count(1)
    expect(lines.filter(has_not_text="Rename")).to_have_count(0)
    with rita.expect_download() as download:
        rita.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert len(rows) == lines.count()
    assert {row["what"] for row in rows} == {"rename"}


def test_an_administrator_takes_words_out_of_the_log(rita: Page, address: str, browser: Browser) -> None:
    rita.goto("/curation/practices/39/")
    rita.get_by_text("Change the address").first.click()
    rita.get_by_label("New address").fill("roles-made-clear")
    rita.locator("#rename_note").fill("Wished since the visit of N. N.")
    rita.get_by_role("button", name="Change the address").click()
    said(rita, "The practice has its new address.")

    watched: Watched = []
    ada = new_page(browser, address, watched)
    sign_in(ada, "ada")
    ada.goto("/curation/log/?kind=practice&key=P-39")
    line = ada.locator("ol.line-list > li", has_text="since the visit of N. N.")
    line.get_by_role("link", name="Take words out").click()
    ada.get_by_label("The note").check()
    ada.get_by_role("button", name="Take the words out").click()
    expect(ada.get_by_role("alert")).to_be_visible()
    check_shown(ada)
    ada.get_by_label("Why").fill("It named a visitor.")
    ada.get_by_role("button", name="Take the words out").click()
    said(ada, "The log says that you did it, and why.")
    check_page(ada, "/curation/people/", NARROW)
    close(watched)
    rita.goto("/curation/log/?kind=practice&key=P-39")
    expect(rita.get_by_role("main")).not_to_contain_text("N. N.")
    expect(rita.get_by_role("main")).to_contain_text("[redacted]")
    expect(rita.get_by_role("link", name="Take words out")).to_have_count(0)
    rita.goto("/curation/log/?what=redact")
    expect(rita.get_by_role("main")).to_contain_text("It named a visitor.")
