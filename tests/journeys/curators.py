"""A curator with a browser, and axe on what curators see."""

from typing import Any

from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys import axe
from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.test_accounts import enter_password, totp


def sign_in(page: Page, who: str) -> None:
    """With the password and the second factor."""
    enter_password(page, f"{who}@example.org")
    page.get_by_label("Code").fill(totp(cast.SECRET))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Your profile")


def check_page(page: Page, path: str, width: Any) -> None:
    """axe finds nothing in light and dark, and nothing is cut off at the side. Long pages are opened up when wide."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    check_shown(page, width)


def check_shown(page: Page, *widths: Any) -> None:
    """The same for the page that is open: one that answers a form has no address of its own."""
    for width in widths or (NARROW, WIDE):
        page.set_viewport_size(width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe.finds_nothing(page)
