"""No page complains in the console, breaks its own content policy, asks another host or leaves a cookie."""

import pytest
from playwright.sync_api import Page

from tests.journeys.kinds import PAGES, STATUS
from tests.journeys.witness import Witness

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_every_page_is_quiet(address: str, shared_page: Page) -> None:
    """shared_page looks at the console and at every request, and is judged when it is closed."""
    for kind, path in PAGES.items():
        answer = shared_page.goto(path)
        assert answer is not None
        assert answer.status == STATUS.get(kind, 200), kind
        assert "script-src 'self'" in (answer.header_value("content-security-policy") or ""), kind
        assert answer.header_value("set-cookie") is None, kind
    assert shared_page.context.cookies() == []


def test_the_witness_is_awake(address: str, shared_page: Page) -> None:
    """An inline script and a foreign picture are both refused by the policy, and noticed."""
    page = shared_page.context.new_page()
    witness = Witness(page, address)
    page.goto(f"{address}/about/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://example.org/x.png'}))")
    page.evaluate("console.error('seen')")
    page.wait_for_function("true")
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in complaint for complaint in witness.complaints) == 2
    assert any("seen" in complaint for complaint in witness.complaints)
    page.close()
