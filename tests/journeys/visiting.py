"""Visitors with a browser, and a network address, of their own."""

import itertools
from typing import Any

from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PATIENCE, WIDE
from tests.journeys.witness import Witness

addresses = itertools.count(1)
Watched = list[tuple[Page, Witness]]


def new_page(browser: Browser, address: str, watched: Watched, **options: Any) -> Page:
    """The server trusts one proxy, so that the limits count each visitor apart."""
    headers = {"X-Forwarded-For": f"192.0.2.{next(addresses)}"}
    context = browser.new_context(base_url=address, viewport=WIDE, extra_http_headers=headers, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watched.append((page, Witness(page, address)))
    return page


def close(watched: Watched) -> None:
    """All of them must have behaved."""
    for page, _ in watched:
        page.context.close()
    complaints = [complaint for _, witness in watched for complaint in witness.complaints]
    assert not complaints, "\n".join(complaints)
