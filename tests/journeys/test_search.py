"""The search page in a browser: accessible, without sideways scrolling, by keyboard, and without the script."""

import re
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import axe
from tests.journeys.conftest import NARROW, NARROWEST, WIDE, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = {
    "nothing asked": "/search/",
    "results": "/search/?q=jobs+after+release",
    "results, filtered": "/search/?q=prison+staff&phase=custody&sort=title&page=2",
    "results of a phrase": "/search/?q=%22dynamic+security%22",
    "corrected": "/search/?q=relgious+scholars",
    "did you mean": "/search/?q=staf",
    "exact words": "/search/?q=imam&exact=1",
    "found elsewhere": "/search/?q=%22security+dynamic%22",
    "nothing found": "/search/?q=xyzzyplugh",
    "nothing found with filters": "/search/?q=families&phase=release&theme=capacity-building",
    "long words": f"/search/?q={'prison' * 50}",
    "another script": f"/search/?q={quote_plus('الرعاية اللاحقة')}",
}
SIDEWAYS = """direction => {
    document.documentElement.dir = direction;
    document.querySelectorAll('details').forEach(d => { d.open = true; });
    return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
}"""


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def options_of(page: Page) -> Locator:
    """The suggestions that are shown; the choice of colours has options too."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def titles(page: Page) -> list[str]:
    return page.locator("#results .p-item h3").all_inner_texts()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(shared_page: Page, kind: str, viewport: dict[str, int]) -> None:
    shared_page.set_viewport_size(viewport)
    shared_page.goto(PAGES[kind])
    axe.finds_nothing(shared_page)


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_scrolls_sideways(shared_page: Page, kind: str) -> None:
    shared_page.set_viewport_size(NARROWEST)
    shared_page.goto(PAGES[kind])
    for direction in ("ltr", "rtl"):
        assert shared_page.evaluate(SIDEWAYS, direction) <= NARROWEST["width"], direction


def test_search_filters_and_pages_work_without_the_script(open_page: Open) -> None:
    page = open_page("/about/", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search practices").fill("prison staff")
    page.get_by_role("search").first.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=prison\+staff$"))
    first = titles(page)
    assert len(first) == 10
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Page 2").click()
    assert asked(page) == {"q": ["prison staff"], "page": ["2"]}
    assert titles(page)
    assert not set(titles(page)) & set(first)

    box = page.locator("label.check", has=page.locator("input[value=custody]"))
    promised = box.locator("> span").last.inner_text().split()[0]
    box.locator("input").check()
    page.get_by_role("button", name="Apply filters").click()
    assert asked(page) == {"q": ["prison staff"], "phase": ["custody"]}
    expect(page.locator("#h-list")).to_have_text(f"{promised} practices")
    page.get_by_label("Sort by").select_option("title")
    page.get_by_role("button", name="Sort", exact=True).click()
    assert asked(page) == {"q": ["prison staff"], "phase": ["custody"], "sort": ["title"]}
    assert titles(page) == sorted(titles(page))
    page.get_by_role("link", name="Remove filter: In custody").click()
    assert asked(page) == {"q": ["prison staff"], "sort": ["title"]}


def test_an_empty_combination_leads_back_without_the_script(open_page: Open) -> None:
    page = open_page(PAGES["nothing found with filters"], java_script_enabled=False)
    way = page.locator("#results li", has_text="Without Theme")
    promised = way.inner_text().split(": ")[-1]
    way.get_by_role("link").click()
    expect(page.locator("#h-list")).to_have_text(promised)


def test_a_correction_can_be_taken_back_without_the_script(open_page: Open) -> None:
    page = open_page(PAGES["corrected"], java_script_enabled=False)
    expect(page.get_by_text("Showing results for “religious”")).to_be_visible()
    page.get_by_role("link", name="Search for “relgious” all the same").click()
    assert asked(page) == {"q": ["relgious scholars"], "exact": ["1"]}
    expect(page.get_by_text("Searched only for the exact words")).to_be_visible()


def test_a_hit_opens_at_its_paragraph(open_page: Open) -> None:
    page = open_page(PAGES["results"])
    hit = page.locator("#results .p-item", has_text=re.compile(r"paragraph \d+:")).first
    number = re.findall(r"paragraph (\d+):", hit.inner_text())[0]
    word = hit.locator("mark").first.inner_text()
    hit.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(rf"/practices/[a-z-]+/#p{number}$"))
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_contain_text(word)


def test_enter_without_a_choice_searches(open_page: Open) -> None:
    page = open_page("/search/")
    box = page.get_by_label("Words, a question, or a number")
    box.press_sequentially("famil")
    options = options_of(page)
    expect(options.first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=famil$"))
    expect(page.locator("#results .p-item h3").first).to_contain_text("Involve families")


def test_suggestions_by_keyboard(open_page: Open) -> None:
    page = open_page("/search/")
    box = page.get_by_label("Words, a question, or a number")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("involve fam")
    options = options_of(page)
    expect(options.first).to_contain_text("Involve families")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("1 suggestion", exact=True)).to_be_attached()
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    active = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    assert active == options.first.get_attribute("id")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("document.activeElement.hasAttribute('aria-activedescendant')") is False
    expect(box).to_have_value("involve fam")
    box.press("i")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(".p-head .code")).to_have_text("P-24")


def test_suggestions_close_when_one_leaves_and_when_little_is_left(open_page: Open) -> None:
    page = open_page("/search/")
    box = page.get_by_label("Words, a question, or a number")
    box.press_sequentially("prison")
    expect(options_of(page).first).to_be_visible()
    box.fill("p")
    expect(options_of(page).first).to_be_hidden()
    box.press_sequentially("rison")
    expect(options_of(page).first).to_be_visible()
    box.press("Tab")
    expect(options_of(page).first).to_be_hidden()


def test_a_failing_server_only_costs_the_suggestions(open_page: Open) -> None:
    page = open_page("/search/")
    page.evaluate("() => { window.fetch = async () => { throw new TypeError('no network') } }")
    box = page.get_by_label("Words, a question, or a number")
    box.press_sequentially("families")
    page.wait_for_timeout(300)
    expect(options_of(page)).to_have_count(0)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=families$"))


def test_hostile_words_stay_words(open_page: Open) -> None:
    hostile = '"><script>window.ran = true</script><img src=x onerror="window.ran = true">'
    page = open_page(f"/search/?q={quote_plus(hostile)}")
    assert page.evaluate("window.ran") is None
    expect(page.get_by_label("Words, a question, or a number")).to_have_value(hostile)
