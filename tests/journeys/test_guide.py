"""The guide for curators, step by step as docs/curating.md tells it.

PICTURES=1 keeps what is seen as the pictures of the guide.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.curators import sign_in
from tests.journeys.test_accounts import said
from tests.journeys.visiting import Watched, close, new_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1080, "height": 620}


def picture(page: Page, name: str, top: Locator) -> None:
    """What a screen shows when this stands at its top; a picture of the guide when they are asked for."""
    expect(top).to_be_visible()
    for _ in range(2):  # the page may still grow above it
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        top.evaluate("it => scrollTo({top: it.getBoundingClientRect().top + scrollY - 16, behavior: 'instant'})")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    if os.environ.get("PICTURES"):
        IMAGES.mkdir(exist_ok=True)
        page.screenshot(path=IMAGES / f"curating-{name}.png")


def test_the_guide_leads_from_signing_in_to_a_published_change(address: str, browser: Browser) -> None:
    watched: Watched = []
    page = new_page(browser, address, watched)
    page.set_viewport_size(SIZE)
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, "carl")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Curation").click()
    tabs = page.get_by_role("navigation", name="Curation")
    picture(page, "what-waits", page.locator("h1"))

    tabs.get_by_role("link", name="Practices").click()
    page.get_by_role("link", name="Fit the programme to its setting").click()
    picture(page, "practice", page.locator("main .kicker"))
    page.get_by_role("link", name="Edit", exact=True).click()
    text = page.locator("#id_body")
    added = "Ask those who run the programme where it does not fit."
    text.fill(text.input_value().replace("## Why it matters", f"{added} [@hague-2011, ¶6]\n\n## Why it matters"))
    expect(page.get_by_role("region", name="Preview")).to_contain_text(added)
    picture(page, "edit", page.locator("main .kicker"))
    page.get_by_label("What changed and why").fill("Says whom to ask.")
    picture(page, "publish", page.locator(".field", has=page.get_by_label("What changed and why")))
    page.get_by_role("button", name="Publish", exact=True).click()
    said(page, "Version 2 of P-04 is published.")
    picture(page, "published", page.get_by_role("status").filter(has_text="is published"))
    page.get_by_role("link", name="See the page").click()
    expect(page.get_by_role("main")).to_contain_text(added)

    page.goto("/curation/practices/")
    for code in ("P-06", "P-07"):
        page.get_by_role("checkbox", name=f"Choose {code}").check()
    page.get_by_label("Add to theme").select_option(label="Law and human rights")
    page.get_by_label("Next review due").fill("2027-03-01")
    page.get_by_role("button", name="Preview for the ticked ones").click()
    picture(page, "many", page.locator("h1"))
    page.get_by_role("link", name="Back without changing anything").click()
    expect(page).to_have_url(re.compile("/curation/practices/"))

    page.goto("/curation/sources/twin-one/merge/?into=twin-two")
    picture(page, "merge", page.locator("h1"))
    close(watched)
