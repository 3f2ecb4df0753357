"""Proposals as experts and curators meet them: changed on request, taken in part, in collision, decided on by two."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, StorageState, expect

from tests import cast
from tests.journeys import axe
from tests.journeys.conftest import NARROW, PATIENCE, WIDE
from tests.journeys.test_accounts import enter_password, said, totp
from tests.journeys.visiting import close, new_page
from tests.journeys.witness import Witness

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

As = Callable[..., Page]
ADDRESSES = {"carl": "carl@example.org", "ada": "ada@example.org", "otto": "otto@example.org"}


@pytest.fixture(scope="module")
def signed_in(address: str, browser: Browser) -> Iterator[Callable[[str], StorageState]]:
    """The cookies of somebody who has signed in; once for each of them, since a code counts once."""
    watched: list[tuple[Page, Witness]] = []
    kept: dict[str, StorageState] = {}

    def of(who: str) -> StorageState:
        if who not in kept:
            page = new_page(browser, address, watched)
            enter_password(page, ADDRESSES[who])
            if who != "otto":
                page.get_by_label("Code").fill(totp(cast.SECRET))
                page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("navigation", name="Account", exact=True)).to_contain_text("Sign out")
            kept[who] = page.context.storage_state()
        return kept[who]

    yield of
    close(watched)


@pytest.fixture
def as_(address: str, browser: Browser, signed_in: Callable[[str], StorageState]) -> Iterator[As]:
    """as_("carl", path) opens a page for somebody who is signed in."""
    watched: list[tuple[Page, Witness]] = []

    def open_(who: str, path: str = "/", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=address, viewport=WIDE, storage_state=signed_in(who), java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watched.append((page, Witness(page, address)))
        page.goto(path)
        return page

    yield open_
    close(watched)


def enter_code(page: Page) -> None:
    """The code of now; if it was used to sign in before, the next one."""
    for _ in range(2):
        page.get_by_label("Code").fill(totp(cast.SECRET))
        with page.expect_navigation():
            page.get_by_role("button", name="Sign in").click()
        if not page.get_by_text("Incorrect code.").count():
            return
        time.sleep(30 - time.time() % 30 + 0.1)


def decide(page: Page, decision: str, message: str = "") -> None:
    page.get_by_label(decision).check()
    page.get_by_label("Message to the proposer").fill(message)
    page.get_by_role("button", name="Send decision").click()


def open_proposal(page: Page, summary: str) -> None:
    page.goto("/curation/queue/?state=all")
    page.get_by_role("link", name=summary).click()
    expect(page.locator("h1")).to_contain_text(summary)


@pytest.mark.parametrize(
    ("script", "slug"), [(True, "reassess-regularly"), (False, "weigh-placement-options")], ids=["script", "no script"]
)
def test_a_proposal_is_changed_on_request_and_taken_in_part(as_: As, script: bool, slug: str) -> None:
    otto = as_("otto", f"/practices/{slug}/propose/", script)
    text = otto.locator("#id_body")
    words = text.input_value()
    added = "Ask an outsider what they see. [@hague-2011, ¶6]"
    text.fill(f"{words.rstrip()}\n\n{added}\n")
    otto.get_by_text("Title and key message").click()
    otto.locator("#id_title").fill(f"{otto.locator('#id_title').input_value()} and again")
    otto.locator("#id_summary").fill(f"Ask an outsider, {slug}")
    otto.locator("#id_reason").fill("Those inside grow used to what they see.")
    otto.locator("button[value=submit]").click()
    number = re.search(r"/proposals/(\d+)/", otto.url)
    assert number, otto.url
    carl = as_("carl", f"/curation/queue/{number[1]}/?kind=edit", script)
    expect(carl.locator("ins", has_text="Ask an outsider")).to_have_count(1)
    decide(carl, "Ask for changes", "Who is an outsider?")
    said(carl, "is sent")
    assert carl.url.endswith("/curation/queue/?kind=edit")

    otto.goto(f"/proposals/{number[1]}/")
    expect(otto.get_by_role("main")).to_contain_text("Who is an outsider?")
    otto.goto(f"/proposals/{number[1]}/edit/")
    text = otto.locator("#id_body")
    text.fill(text.input_value().replace("an outsider", "a colleague from elsewhere"))
    otto.locator("button[value=submit]").click()

    carl.goto(f"/curation/queue/{number[1]}/")
    expect(carl.get_by_text("The text is another one")).to_be_visible()
    carl.locator(".diff", has=carl.get_by_role("heading", name="Title")).get_by_label("Accept this change").uncheck()
    decide(carl, "Accept and publish", "The title stays: it is known by it.")
    said(carl, "is sent")

    otto.goto(f"/proposals/{number[1]}/")
    expect(otto.get_by_role("main")).to_contain_text("Accepted in part")
    expect(otto.get_by_role("main")).to_contain_text("it is known by it")
    otto.goto(f"/practices/{slug}/")
    expect(otto.get_by_role("main")).to_contain_text("Ask a colleague from elsewhere what they see.")
    expect(otto.locator("h1")).not_to_contain_text("and again")
    otto.goto(f"/practices/{slug}/history/")
    expect(otto.get_by_role("main")).to_contain_text("Otto Expert")
    expect(otto.get_by_role("main")).to_contain_text(f"Ask an outsider, {slug}")


def test_two_decide_at_once_and_the_second_keeps_every_word(as_: As) -> None:
    carl, ada = as_("carl", script=False), as_("ada")
    for page in (carl, ada):
        open_proposal(page, "For two curators at once")
    decide(ada, "Accept and publish")
    said(ada, "is sent")
    with carl.expect_response("**/curation/queue/**") as answer:
        decide(carl, "Do not take it up", "A long message that took an hour to write.")
    assert answer.value.status == 409
    assert carl.title().startswith("Error: ")
    expect(carl.get_by_role("main")).to_contain_text("A long message that took an hour to write.")
    expect(carl.get_by_role("complementary", name="Decision")).to_contain_text("This proposal is accepted.")
    axe_finds_nothing(as_("carl", carl.url), "decided")


def test_axe_finds_nothing_on_the_page_for_the_second_of_two(as_: As) -> None:
    """The version that the form names is none any more: to the portal, somebody was quicker."""
    carl = as_("carl")
    open_proposal(carl, "Name who is missing")
    carl.evaluate("document.querySelector('input[name=version]').value = 7")
    with carl.expect_response("**/curation/queue/**") as answer:
        decide(carl, "Ask for changes", "A long message that took an hour to write.")
    assert answer.value.status == 409
    said(carl, "sent a newer version")
    expect(carl.get_by_label("Message to the proposer")).to_have_value("A long message that took an hour to write.")
    axe_finds_nothing(carl, "409")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_paragraph_that_stays_as_it_is_is_talked_about(as_: As, script: bool) -> None:
    carl, words = as_("carl", script=script), f"Is it so? Script is {script}."
    open_proposal(carl, "Name who is missing")
    carl.get_by_label("Message to the proposer").fill("Half a message")
    fold = carl.locator("details.same").last
    fold.locator("summary").click()
    paragraph = fold.locator("p").last.inner_text()
    fold.get_by_role("button", name="Comment on").last.click()
    field = carl.get_by_label("Add a comment")
    expect(field).to_be_focused()
    field.fill(words)
    carl.get_by_role("button", name="Keep among curators").click()
    beside = carl.locator(".diff", has_text=words)
    expect(beside).to_contain_text(paragraph.splitlines()[0])
    expect(beside).to_contain_text("Curators only")
    expect(carl.get_by_label("Message to the proposer")).to_have_value("Half a message")
    if script:
        axe_finds_nothing(carl, "talked about")


@pytest.mark.parametrize(("who", "script"), [("ada", True), ("carl", False)], ids=["script", "no script"])
def test_a_curator_whose_session_is_over_comes_back_to_the_decision(as_: As, who: str, script: bool) -> None:
    page = as_(who, script=script)
    open_proposal(page, "Say it in plainer words")
    page.locator(".diff", has=page.get_by_role("heading", name="Stage")).get_by_label("Accept this change").uncheck()
    page.get_by_label("Add a comment").fill("A comment of mine.")
    page.context.clear_cookies(name="session")
    decide(page, "Ask for changes", "A message of mine.")
    expect(page.locator("h1")).to_have_text("You are signed out")
    page.get_by_role("link", name="Sign in and come back").click()
    page.get_by_label("Email").fill(ADDRESSES[who])
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    enter_code(page)
    expect(page.get_by_text("Your text is back")).to_be_visible()
    expect(page.get_by_label("Message to the proposer")).to_have_value("A message of mine.")
    expect(page.get_by_label("Add a comment")).to_have_value("A comment of mine.")
    expect(page.get_by_label("Ask for changes")).to_be_checked()
    stage = page.locator(".diff", has=page.get_by_role("heading", name="Stage"))
    expect(stage.get_by_label("Accept this change")).not_to_be_checked()
    if script:
        axe_finds_nothing(page, "back")


def test_going_through_the_queue_by_its_links(as_: As) -> None:
    carl = as_("carl", "/curation/queue/?practice=P-05&sort=newest")
    carl.get_by_role("link", name="Name who is missing").click()
    expect(carl.get_by_text("Same place")).to_be_visible()
    expect(carl.get_by_text("1 of 2")).to_be_visible()
    carl.get_by_role("link", name="Next proposal in the queue").click()
    expect(carl.locator("h1")).to_contain_text("Say it in plainer words")
    assert carl.url.endswith("?practice=P-05&sort=newest")
    carl.get_by_role("link", name="Previous proposal in the queue").click()
    carl.get_by_role("link", name="Proposals", exact=True).click()
    assert carl.url.endswith("/curation/queue/?practice=P-05&sort=newest")


# axe, on every screen of it


def axe_finds_nothing(page: Page, where: str) -> None:
    """Wide with everything unfolded, narrow as it opens; light and dark."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe.finds_nothing(page, where)


@pytest.mark.parametrize(
    "query",
    ["", "?state=spam", "?kind=edit&sort=largest&collision=1", "?state=all&practice=12"],
    ids=["full", "empty", "filtered", "all"],
)
def test_axe_finds_nothing_in_the_queue(as_: As, query: str) -> None:
    axe_finds_nothing(as_("carl", f"/curation/queue/{query}"), query)


@pytest.mark.parametrize("due", [True, False], ids=["a review is next", "nothing waits"])
def test_axe_finds_nothing_in_a_queue_that_is_clear(as_: As, due: bool) -> None:
    """The server of the journeys has no such queue: its words take the place of the list."""
    carl = as_("carl", "/curation/queue/?state=spam")
    found = carl.get_by_text("No proposal has all of this").locator("..")
    practice = SimpleNamespace(code="P-30", review_by=date(2027, 1, 1), get_absolute_url="/practices/a-practice/")
    html = render_to_string("proposals/_queue_clear.html", {"next_review": practice if due else None})
    found.evaluate("(note, html) => { note.outerHTML = html; }", html)
    expect(carl.get_by_text("The queue is clear")).to_be_visible()
    axe_finds_nothing(carl, "clear")


def test_axe_finds_nothing_on_the_review_page(as_: As) -> None:
    carl = as_("carl")
    open_proposal(carl, "Say it in plainer words")
    here = carl.url.partition("?")[0]
    axe_finds_nothing(carl, "inline")
    carl.goto(f"{here}?view=split")
    axe_finds_nothing(carl, "side by side")
    decide(carl, "Do not take it up")
    said(carl, "Say why it is not taken up.")
    axe_finds_nothing(carl, "a refusal")
    carl.get_by_role("button", name="Give it to a colleague").click()
    axe_finds_nothing(carl, "a colleague")
    carl.goto("/curation/queue/?kind=remark&practice=15")
    carl.get_by_role("link", name=re.compile(r"^\d+: Remark$")).click()
    axe_finds_nothing(carl, "a remark")


def test_a_collision_is_settled_place_by_place(as_: As) -> None:
    carl = as_("carl")
    open_proposal(carl, "Name what training changes")
    axe_finds_nothing(carl, "in conflict")
    carl.set_viewport_size(WIDE)
    carl.get_by_role("link", name="What the proposer saw").click()
    expect(carl.locator("del", has_text="concerned")).to_have_count(1)
    axe_finds_nothing(carl, "what the proposer saw")
    carl.set_viewport_size(WIDE)
    carl.get_by_role("link", name="What is published").click()
    decide(carl, "Accept and publish")
    said(carl, "Settle first what is in conflict.")
    combined = "What staff do and how they behave has effects of its own. [@rome-memorandum, Good Practice 2]"
    carl.get_by_label("Write a combined version below").check()
    carl.get_by_role("textbox", name="Combined version").fill(combined)
    carl.get_by_text("The result, and your own wording").click()
    preview = carl.get_by_role("region", name="Preview of the result")
    expect(preview).to_contain_text("What staff do and how they behave has effects")
    decide(carl, "Accept and publish")
    said(carl, "is sent")
    carl.goto("/practices/train-all-staff/")
    expect(carl.get_by_role("main")).to_contain_text("What staff do and how they behave has effects of its own.")
    expect(carl.get_by_role("main")).to_contain_text("All staff should be professionally trained")
