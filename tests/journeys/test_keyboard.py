"""Everything can be reached with Tab, in one round, and one always sees where one is."""

import re

import pytest

from tests.journeys.conftest import NARROW, WIDE, Open
from tests.journeys.kinds import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Everything that takes the focus and is shown; numbered, so that a round can be compared with it.
STOPS = """() => {
    const kinds = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]';
    const shown = [...document.querySelectorAll(kinds)].filter(e => e.checkVisibility({visibilityProperty: true}));
    shown.forEach((e, n) => { e.dataset.stop = n; });
    return shown.length;
}"""
WHERE = """() => {
    const e = document.activeElement;
    if (e === document.body || e === document.documentElement) return null;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    return {
        stop: Number(e.dataset.stop),
        text: (e.innerText || e.name || e.id || e.tagName).slice(0, 60),
        outlined: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
        ringed: style.boxShadow !== 'none',
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""
FAST = "document.documentElement.style.scrollBehavior = 'auto'"


@pytest.mark.parametrize("kind", ["home", "practices", "practice", "source"])
def test_tab_goes_once_through_everything_and_shows_where(open_page: Open, kind: str) -> None:
    page = open_page(PAGES[kind], viewport=WIDE)
    page.evaluate(FAST)
    expected = page.evaluate(STOPS)
    visited = []
    for _ in range(expected + 1):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where is None:
            break
        assert where["outlined"], where
        assert where["ringed"], where
        assert where["inView"], where
        visited.append(where["stop"])
    assert visited == list(range(expected))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "375"])
def test_the_first_stop_leads_past_the_navigation(open_page: Open, viewport: dict[str, int], colours: str) -> None:
    page = open_page("/practices/", viewport=viewport, color_scheme=colours)
    skip = page.locator(".skip")
    assert page.evaluate("document.querySelector('.skip').getBoundingClientRect().bottom") < 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert skip.inner_text() == "Skip to main content"
    page.wait_for_function("document.querySelector('.skip').getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("document.activeElement.matches('main a, main button, main input, main summary')")


def test_filters_can_be_set_by_keyboard(open_page: Open) -> None:
    page = open_page("/practices/")
    box = page.get_by_role("checkbox", name=re.compile("^In custody"))
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/practices/?phase=custody")
    assert page.evaluate("document.activeElement.value") == "custody"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "phase"
