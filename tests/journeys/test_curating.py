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


def test_a_practice_is_edited_and_the_log_tells_it(rita: Page) -> None:
    rita.goto("/curation/practices/31/")
    title = rita.locator("h1").inner_text()
    rita.get_by_role("link", name="Edit", exact=True).click()
    rita.get_by_label("Key message").fill("Say it in fewer words.")
    rita.get_by_label("What changed and why").fill("A shorter message.")
    rita.get_by_role("button", name="Publish", exact=True).click()
    expect(rita.get_by_role("status").first).to_be_visible()
    rita.goto("/p/31/")
    expect(rita.locator(".lede")).to_have_text("Say it in fewer words.")
    expect(rita.locator("h1")).to_have_text(title)
    rita.goto("/curation/log/?kind=practice&key=P-31")
    expect(rita.get_by_role("main")).to_contain_text("A shorter message.")


def test_a_review_without_change_is_one_click(rita: Page) -> None:
    rita.goto("/curation/")
    rita.get_by_role("button", name="No change needed").first.click()
    expect(rita.get_by_role("status").first).to_be_visible()
    expect(rita.locator("h1")).to_have_text("Curation")


def test_a_practice_is_withdrawn_and_comes_back(rita: Page) -> None:
    rita.goto("/curation/practices/33/")
    rita.get_by_text("Withdraw it").click()
    rita.get_by_label("Why it is withdrawn").fill("Two pages say the same.")
    rita.get_by_role("button", name="Withdraw P-33").click()
    expect(rita.get_by_role("status").first).to_be_visible()
    answer = rita.goto("/p/33/")
    assert answer is not None
    assert answer.status == 410
    rita.goto("/curation/practices/33/")
    rita.get_by_label("Why it comes back").fill("They do not.")
    rita.get_by_role("button", name="Publish P-33 again").click()
    answer = rita.goto("/p/33/")
    assert answer is not None
    assert answer.status == 200
