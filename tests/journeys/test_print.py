"""On paper: no navigation, the permanent address on top, always dark on light."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRACTICE = "/practices/trust-between-staff-and-detainees/"


def test_a_practice_on_paper(address: str, open_page: Open) -> None:
    page = open_page(PRACTICE, color_scheme="dark")
    expect(page.locator(".masthead")).to_be_hidden()
    page.emulate_media(media="print")
    for chrome in (".util", ".top", ".nav", ".foot", ".crumbs", ".toc", ".actions >> nth=0", "#cite"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.locator("#p1")).to_be_visible()
    expect(page.locator("#sources")).to_be_visible()
    expect(page.locator(".masthead")).to_contain_text(f"from {address}/p/3/v1/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    spelled = "getComputedStyle(document.querySelector('.srcs a[rel]'), '::after').content"
    assert page.evaluate(spelled) != "none"


@pytest.mark.parametrize("path", ["/", "/practices/", "/sources/rome-memorandum/", "/glossary/"])
def test_other_pages_on_paper(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.emulate_media(media="print")
    for chrome in (".util", ".top", ".nav", ".foot", ".skip"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_practice_fits_on_few_sheets(open_page: Open) -> None:
    page = open_page(PRACTICE)
    for paper in ("A4", "Letter"):
        sheets = page.pdf(format=paper, prefer_css_page_size=False).count(b"/Type /Page\n")
        assert 2 <= sheets <= 4, paper
