"""axe looks at a page, as it is shown just now."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.journeys.conftest import WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can differ between light and dark; the rest is the same page."""
RUN = """only => axe.run({runOnly: only, resultTypes: ['violations']}).then(({violations}) => ({violations}))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; })"


def finds_nothing(page: Page, where: str = "") -> None:
    """In light and in dark colours. Wide, everything is unfolded first; narrow, it stays as it opens."""
    if page.viewport_size == WIDE:
        page.evaluate(OPEN_ALL)
    page.evaluate(AXE_SCRIPT)
    for colours, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        page.emulate_media(color_scheme=colours)
        found = AxeResults(page.evaluate(RUN, rules))
        assert found.violations_count == 0, f"{where} {colours}: {found.generate_report()}"
    page.emulate_media(color_scheme="light")
