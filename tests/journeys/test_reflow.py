"""At 320 pixels no page scrolls sideways, whichever way it is read."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NARROWEST
from tests.journeys.kinds import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = """direction => {
    document.documentElement.dir = direction;
    document.querySelectorAll('details').forEach(d => { d.open = true; });
    return [document.documentElement.scrollWidth, document.body.scrollWidth];
}"""


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_scrolls_sideways(shared_page: Page, kind: str) -> None:
    shared_page.set_viewport_size(NARROWEST)
    shared_page.goto(PAGES[kind])
    for direction in ("ltr", "rtl"):
        assert max(shared_page.evaluate(WIDTHS, direction)) <= NARROWEST["width"], direction
