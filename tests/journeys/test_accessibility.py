"""axe finds nothing on any kind of page, wide and narrow, light and dark."""

import pytest
from playwright.sync_api import Page

from tests.journeys import axe
from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.kinds import PAGES, STATUS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(shared_page: Page, kind: str, width: dict[str, int]) -> None:
    shared_page.set_viewport_size(width)
    answer = shared_page.goto(PAGES[kind])
    assert answer is not None
    assert answer.status == STATUS.get(kind, 200)
    axe.finds_nothing(shared_page)
