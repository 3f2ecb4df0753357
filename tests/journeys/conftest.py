"""One server and one browser for all journeys. They end with the last journey: other tests of the same process use the
ORM, which Django refuses while Playwright's event loop is alive."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys import server
from tests.journeys.witness import Witness

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 10_000
"""Milliseconds. Each wait ends as soon as what it waits for has come."""
WIDE, NARROW, NARROWEST = (
    {"width": 1280, "height": 900},
    {"width": 375, "height": 800},
    {"width": 320, "height": 640},
)


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server.portal(tmp_path_factory.mktemp("portal")) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("Chromium is missing, and these tests cannot do without it: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(address: str, browser: Browser) -> Iterator[Open]:
    """open_page(path, **context) opens a page for a new reader. Afterwards the page must have behaved."""
    opened: list[tuple[Page, Witness]] = []

    def open_(path: str, **context: object) -> Page:
        reader = browser.new_context(**{"base_url": address, "viewport": WIDE} | context)
        reader.set_default_timeout(PATIENCE)
        page = reader.new_page()
        opened.append((page, Witness(page, address)))
        page.goto(path)
        return page

    yield open_
    for page, witness in opened:
        page.context.close()
        assert witness.complaints == []


@pytest.fixture(scope="module")
def shared_page(address: str, browser: Browser) -> Iterator[Page]:
    """One page for a whole module, for going through every kind of page quickly."""
    context = browser.new_context(base_url=address, viewport=WIDE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    witness = Witness(page, address)
    yield page
    context.close()
    assert witness.complaints == []
