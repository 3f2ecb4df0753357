"""What waits, practices and the log as a curator works with them; and axe on every page of theirs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.curators import check_page, sign_in_rita
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
    sign_in_rita(page)
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


def test_a_review_without_change_is_one_click(rita: Page) -> None:
    rita.goto("/curation/")
    rita.get_by_role("button", name="No change needed").first.click()
    expect(rita.get_by_role("status").first).to_be_visible()
    expect(rita.locator("h1")).to_have_text("Curation")
