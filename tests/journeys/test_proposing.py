"""Proposing as people do it, each way with and without script; and axe on every page they meet on it."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from practices.forms.proposing import GuestForm
from tests import cast
from tests.journeys import axe
from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.mail import link_in
from tests.journeys.visiting import Watched, close, new_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRACTICE = "/practices/trust-between-staff-and-detainees/"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
Visit = Callable[..., Page]


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Visit]:
    """visit(script) opens a page for a new visitor. Afterwards the page must have behaved."""
    watched: Watched = []
    yield lambda script: new_page(browser, address, watched, java_script_enabled=script)
    close(watched)


def sign_in(page: Page, who: str = "esra@example.org") -> None:
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def expert(page: Page) -> Page:
    page.goto("/accounts/login/")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Your profile")
    return page


def text_of(page: Page, name: str) -> str:
    return page.locator(f"textarea[name={name}]").input_value()


def add(page: Page, words: str) -> None:
    """Write a paragraph at the end of what is in the editor."""
    area = page.locator("#id_body")
    area.fill(f"{area.input_value()}\n\n{words}")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@SCRIPT
def test_an_expert_drafts_loses_the_session_and_goes_on(visit: Visit, script: bool) -> None:
    page, mark = expert(visit(script)), f"Script is {script}."
    page.goto(PRACTICE)
    page.get_by_role("link", name="Propose an edit to “Why it matters”").click()
    expect(page.get_by_label("Why it matters: paragraphs 3 to 5")).to_be_visible()
    add(page, f"Trust takes time. {mark}")
    press(page, "Save draft")
    said(page, "Your draft is saved.")
    press(page, "Limits and cautions")
    add(page, f"Nobody has measured it. {mark}")
    press(page, "Update preview") if not script else None
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Nobody has measured it.")

    page.context.clear_cookies(name="session")
    page.get_by_label("Why should this change?").fill("The text says nothing about time.")
    press(page, "Submit for review")
    expect(page.locator("h1")).to_have_text("You are signed out")
    page.get_by_role("link", name="Sign in and come back").click()
    sign_in(page)
    expect(page.get_by_text("Your text is back")).to_be_visible()
    expect(page.get_by_label("Why should this change?")).to_have_value("The text says nothing about time.")
    assert f"Nobody has measured it. {mark}" in text_of(page, "section_text")
    assert f"Trust takes time. {mark}" in text_of(page, "body")

    press(page, "Submit for review")
    said(page, "Your reference is")
    expect(page.locator("ins").filter(has_text="Trust takes time.")).to_be_visible()
    expect(page.locator("ins").filter(has_text="Nobody has measured it.")).to_be_visible()
    expect(page.get_by_role("complementary", name="Where it stands")).to_contain_text("It waits for a curator.")
    press(page, "Withdraw it")
    said(page, "The proposal is withdrawn.")


@SCRIPT
def test_a_guest_confirms_by_mail_follows_by_the_secret_link_and_replies(visit: Visit, script: bool) -> None:
    page, guest = visit(script), f"guest-{script}@example.org".lower()
    page.goto(PRACTICE)
    page.get_by_role("link", name="Propose an edit", exact=True).click()
    opened = time.monotonic()
    pick(page, script)
    page.get_by_label("Why should this change?").fill("It should name what follows.")
    page.get_by_label("Your name").fill("Gerd Guest")
    page.get_by_label("Affiliation only").check()
    press(page, "Submit for review")
    expect(page.get_by_role("alert")).to_contain_text("Give an e-mail address")
    expect(page.get_by_role("alert")).to_contain_text("Give your affiliation")
    page.get_by_label("Your e-mail address").fill(guest)
    page.get_by_label("Your affiliation").fill("Prison Service")
    page.wait_for_timeout(1000 * max(0, GuestForm.FASTEST.total_seconds() + 1 - (time.monotonic() - opened)))
    press(page, "Submit for review")
    expect(page.locator("h1")).to_have_text("One step more")

    page.goto(link_in(guest, "Open this address to confirm it"))
    press(page, "Confirm")
    said(page, "Your proposal is with the curators.")
    assert page.url == link_in(guest, "Your proposal has arrived")
    expect(page.locator("ins").filter(has_text="[[robust-aftercare]]")).to_be_visible()
    expect(page.get_by_text("From Prison Service")).to_be_visible()
    page.get_by_label("Your reply").fill("One thing more.")
    press(page, "Send the reply")
    expect(page.get_by_role("listitem").filter(has_text="One thing more.")).to_contain_text("Gerd Guest")

    page.get_by_role("link", name="Change the proposal").click()
    add(page, f"Aftercare follows. Script is {script}.")
    press(page, "Submit for review")
    said(page, "Your new version is with the curators.")
    press(page, "Compare")
    expect(page.locator("ins").filter(has_text="Aftercare follows.")).to_be_visible()
    press(page, "Withdraw it")
    said(page, "The proposal is withdrawn.")
    page.get_by_label("Your reply").fill("I thought again.")
    press(page, "Open it again, with this reply")
    said(page, "The proposal is open again.")
    press(page, "Withdraw it")
    said(page, "The proposal is withdrawn.")


def pick(page: Page, script: bool) -> None:
    """Link another practice at the end of the text: chosen from the list, or by its code."""
    page.get_by_text("Link or cite a practice").click()
    page.get_by_label("Find it by words").press_sequentially("robust aftercare")
    if script:
        option = page.get_by_role("option").filter(has_text="Practice P-33")
        expect(option).to_be_visible()
        option.click()
        expect(page.get_by_role("region", name="Preview").get_by_role("link", name=re.compile("aftercare")).last)
    else:
        press(page, "Find")
        code = page.get_by_role("row").filter(has_text="Practice P-33").locator("code").inner_text()
        add(page, f"See {code}.")
    assert "[[robust-aftercare]]" in text_of(page, "body")


@SCRIPT
def test_a_new_practice_is_proposed_after_a_mistake(visit: Visit, script: bool) -> None:
    page = expert(visit(script))
    page.goto("/proposals/")
    page.get_by_role("link", name="Propose a new practice").click()
    page.get_by_label("Short title for your proposal").fill("Something new")
    page.get_by_label("Title", exact=True).fill(f"Do something new, script is {script}")
    page.get_by_label("Key message").fill("It is new.")
    page.get_by_label("The whole text").fill("## The practice\n\nTry it.\n\n## Why it matters\n\nIt is new.")
    press(page, "Submit for review")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There are 2 problems")
    expect(page).to_have_title(re.compile("^Error: "))
    if script:
        expect(summary).to_be_focused()
    summary.get_by_role("link", name="Say why you propose this.").click()
    page.get_by_label("Why should this change?").fill("Nothing says it yet.")
    page.get_by_label("Main theme").select_option("aftercare")
    press(page, "Add another source")
    expect(page.get_by_role("group", name="Source 2")).to_be_visible()
    page.get_by_role("group", name="Source 1").get_by_label("Title and publisher").fill("A report, by its writers")
    press(page, "Submit for review")
    said(page, "Your reference is")
    expect(page.get_by_role("main")).to_contain_text("A report, by its writers")
    page.goto("/proposals/")
    page.get_by_role("link", name="Something new").first.click()
    press(page, "Withdraw it")


@SCRIPT
@pytest.mark.parametrize(
    ("link", "title"),
    [("send a remark", "Send a remark"), ("propose to withdraw the practice", "Propose to withdraw this practice")],
)
def test_a_remark_and_a_wish_to_withdraw_are_sent(visit: Visit, script: bool, link: str, title: str) -> None:
    page = expert(visit(script))
    page.goto(f"{PRACTICE}propose/")
    page.get_by_role("link", name=link).click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_label("Why should this change?").fill(f"It is no longer so. Script is {script}.")
    press(page, "Submit for review")
    said(page, "Your reference is")
    press(page, "Withdraw it")
    said(page, "The proposal is withdrawn.")


# axe


@pytest.fixture(scope="module")
def people(address: str, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """people(name) gives that person's page, made at the first call and kept for the module."""
    pages: dict[str, Page] = {}
    watched: Watched = []

    def of(name: str) -> Page:
        if name not in pages:
            page = pages[name] = new_page(browser, address, watched)
            if name == "esra":
                expert(page)
        return pages[name]

    yield of
    close(watched)


def open_at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


def with_mistakes(page: Page) -> None:
    page.goto(f"{PRACTICE}propose/?section=limits-and-cautions")
    page.get_by_label("Web address").fill("nonsense")
    press(page, "Submit for review")
    expect(page.get_by_role("alert")).to_be_visible()


def found_without_script(page: Page) -> None:
    page.goto(f"{PRACTICE}propose/")
    page.evaluate("document.querySelectorAll('[data-nojs]').forEach(e => { e.hidden = false; })")
    page.get_by_text("Link or cite a practice").click()
    page.get_by_label("Find it by words").fill("trust")
    press(page, "Find")
    expect(page.get_by_role("table")).to_be_visible()


def own_proposal(page: Page) -> None:
    """One with two versions and a reply."""
    page.goto(f"{PRACTICE}propose/?kind=remark")
    page.get_by_label("Why should this change?").fill(f"It is no longer so, at {time.monotonic()}.")
    press(page, "Submit for review")
    page.get_by_role("link", name="Change the proposal").click()
    page.get_by_label("Your interest in this change").fill("I wrote the book.")
    press(page, "Submit for review")
    page.get_by_label("Your reply").fill("One thing more.")
    press(page, "Send the reply")
    expect(page.get_by_role("listitem").filter(has_text="One thing more.")).to_be_visible()


def closed(page: Page) -> None:
    """The page for the time in which proposals are closed, which the server of the journeys does not have."""
    page.goto("/about/")
    html = render_to_string("proposals/closed.html", {"site_name": "Good Practices Portal"})
    page.route("**/propose/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/propose/")
    expect(page.locator("h1")).to_have_text("Proposals are closed")
    page.unroute("**/propose/")


SCREENS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "edit, as a guest": ("nobody", open_at(f"{PRACTICE}propose/")),
    "edit, one section": ("esra", open_at(f"{PRACTICE}propose/?section=how-to-apply-it")),
    "edit, with mistakes": ("nobody", with_mistakes),
    "edit, something found": ("nobody", found_without_script),
    "new practice": ("esra", open_at("/propose/")),
    "remark": ("nobody", open_at(f"{PRACTICE}propose/?kind=remark")),
    "wish to withdraw": ("nobody", open_at(f"{PRACTICE}propose/?kind=withdraw")),
    "own proposal": ("esra", own_proposal),
    "own proposals": ("esra", open_at("/proposals/")),
    "followed by a secret link": ("nobody", open_at("/proposals/follow/a-proposal-to-follow/")),
    "confirm": ("nobody", open_at("/proposals/confirm/a-proposal-to-confirm/")),
    "link over": ("nobody", open_at("/proposals/follow/no-such-token/")),
    "no more mail": ("nobody", open_at("/unsubscribe/no-such-token/")),
    "closed": ("nobody", closed),
}


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(people: Callable[[str], Page], screen: str, width: dict[str, int]) -> None:
    who, prepare = SCREENS[screen]
    page = people(who)
    page.set_viewport_size(width)
    prepare(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits into the window"
    axe.finds_nothing(page)
