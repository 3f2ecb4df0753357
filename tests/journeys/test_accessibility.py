"""axe finds nothing on any kind of page, wide and narrow, light and dark."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.kinds import PAGES, STATUS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(({violations}) => ({violations}))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; })"


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(shared_page: Page, kind: str, width: dict[str, int]) -> None:
    shared_page.set_viewport_size(width)
    answer = shared_page.goto(PAGES[kind])
    assert answer is not None
    assert answer.status == STATUS.get(kind, 200)
    if width is WIDE:  # wide: with everything unfolded; narrow: as it opens
        shared_page.evaluate(OPEN_ALL)
    shared_page.evaluate(AXE_SCRIPT)
    for colours in ("light", "dark"):
        shared_page.emulate_media(color_scheme=colours)
        found = AxeResults(shared_page.evaluate(RUN, TAGS))
        assert found.violations_count == 0, f"{colours}: {found.generate_report()}"
