"""Accounts as people meet them: joining, signing in, second factor, invitation, leaving; and axe on every page."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests import cast
from tests.journeys import axe
from tests.journeys.conftest import NARROW, PATIENCE, WIDE
from tests.journeys.mail import mail_to
from tests.journeys.visiting import close, new_page
from tests.journeys.witness import Witness

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit = Callable[..., Page]


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Visit]:
    """visit(path) opens a page for a new visitor. Afterwards the page must have behaved, its policy included."""
    watched: list[tuple[Page, Witness]] = []

    def open_(path: str, host: str = "127.0.0.1") -> Page:
        page = new_page(browser, address.replace("127.0.0.1", host), watched)
        page.goto(path)
        return page

    yield open_
    close(watched)


def code_for(recipient: str, words: str = "confirm this e-mail address") -> str:
    return re.search(r"(?m)^\d{8}$", mail_to(recipient, words))[0]  # type: ignore[index]


def totp(secret: str) -> str:
    """The code of now, or of the next half minute if this one is nearly over."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left + 0.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter_password(page: Page, who: str, password: str = cast.PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def sign_up(page: Page, who: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_label("Password (again)").fill(cast.PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator("h1")).to_have_text("Enter the code")


def join(page: Page, who: str) -> None:
    sign_up(page, who)
    page.get_by_label("Code").fill(code_for(who))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Your profile")


def confirm_again(page: Page) -> None:
    """What changes the way of signing in asks for the password once more."""
    expect(page.locator("h1")).to_have_text("Confirm that it is you")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).not_to_have_text("Confirm that it is you")


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def enrol(page: Page) -> str:
    """Set up an authenticator app on the page that asks for it; the secret."""
    confirm_again(page)
    expect(page.locator("h1")).to_have_text("Set up an authenticator app")
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Authenticator code").fill(totp(secret))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    return secret


def test_somebody_joins_with_a_code_and_becomes_an_expert(visit: Visit) -> None:
    page = visit("/")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make an account").click()
    expect(page.locator("h1")).to_have_text("Make an account")
    join(page, "nora@example.org")
    expect(page.get_by_role("complementary", name="Your account")).to_contain_text("Expert")
    page.get_by_role("textbox", name="Name").fill("Nora New")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    said(page, "Your profile is saved.")
    expect(page.get_by_role("navigation", name="Account", exact=True)).to_contain_text("Nora New")


def test_a_wrong_code_is_told_apart_from_a_right_one(visit: Visit) -> None:
    page = visit("/")
    sign_up(page, "wanda@example.org")
    page.get_by_label("Code").fill("12345678" if code_for("wanda@example.org") != "12345678" else "87654321")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Incorrect code.")
    expect(page).to_have_title(re.compile("^Error: "))


def test_a_mistake_is_summed_up_and_the_summary_leads_to_it(visit: Visit) -> None:
    page = visit("/accounts/signup/")
    page.get_by_label("Email").fill("not an address")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Make the account").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(summary).to_contain_text("at least 12 characters")
    summary.get_by_role("link", name="Email").click()
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_attribute("aria-invalid", "true")


def test_an_app_is_set_up_and_a_recovery_code_takes_its_place_once(visit: Visit) -> None:
    page = visit("/")
    join(page, "rosa@example.org")
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Set up an app").click()
    enrol(page)
    code = page.locator("#recovery_codes code").first.inner_text()

    page = visit("/")
    enter_password(page, "rosa@example.org")
    expect(page.locator("h1")).to_have_text("Second factor")
    page.get_by_label("Code").fill("00000000" if code != "00000000" else "11111111")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Incorrect code.")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Your profile")

    page = visit("/")
    enter_password(page, "rosa@example.org")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Incorrect code.")
    page.goto("/accounts/profile/")
    expect(page.locator("h1")).to_have_text("Second factor")


def test_a_passkey_signs_in_without_a_password(visit: Visit) -> None:
    page = visit("/", host="localhost")
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    join(page, "paul@example.org")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_again(page)
    page.get_by_label("Name").fill("Paul's telephone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the key").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader")).to_have_text("Paul's telephone")
    expect(page.get_by_role("table")).to_contain_text("Passkey")

    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Your profile")


def test_single_sign_on_leads_there_and_back_under_the_policy(address: str, browser: Browser) -> None:
    context = browser.new_context(base_url=address)
    context.set_default_timeout(PATIENCE)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/accounts/login/?next=/themes/")
    page.get_by_role("link", name="Sign in with Test Provider").click()
    expect(page.locator("h1")).to_have_text("Sign in with Test Provider")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Provider")
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(re.compile("/themes/$"))
    expect(page.get_by_role("navigation", name="Account", exact=True)).to_contain_text("Gus Guest")
    context.close()
    assert [said for said in complaints if "status of 404" not in said] == []  # the provider has no icon


def test_ten_wrong_tries_lock_one_address_and_not_another(visit: Visit) -> None:
    page = visit("/")
    for _ in range(10):
        enter_password(page, "otto@example.org", "not his password")
        expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
    enter_password(page, "otto@example.org")
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong tries.")

    page = visit("/")
    enter_password(page, "otto@example.org")
    expect(page.locator("h1")).to_have_text("Your profile")


def test_an_invited_curator_has_to_set_up_a_second_factor_first(visit: Visit) -> None:
    page = visit("/invitation/an-invitation-to-accept/")
    expect(page.locator("h1")).to_have_text("You are invited")
    page.get_by_label("Your name").fill("Cora Curator")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    enter_password(page, "an-invitation-to-accept@example.org")
    expect(page.get_by_role("complementary", name="Your account")).to_contain_text("Curator")
    page.goto("/accounts/2fa/")
    expect(page.locator("#recovery_codes")).to_have_count(0)
    again = visit("/")
    answer = again.goto("/invitation/an-invitation-to-accept/")
    assert answer is not None
    assert answer.status == 404
    expect(again.locator("h1")).to_have_text("This invitation is over")


def test_an_administrator_invites_another_who_enrols_before_anything_else(visit: Visit, ada: Page) -> None:
    ada.goto("/curation/people/")
    ada.get_by_label("E-mail address").fill("Alan@Example.org")
    ada.get_by_role("main").locator("form", has_text="Send the invitation").get_by_label("Role").select_option(
        "administrator"
    )
    ada.get_by_role("button", name="Send the invitation").click()
    said(ada, "An invitation is on its way")
    link = re.search(r"(?m)^http://\S+/(invitation/\S+)$", mail_to("Alan@Example.org", "as an administrator"))
    assert link

    page = visit(f"/{link[1]}")
    page.get_by_label("Your name").fill("Alan Admin")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    enter_password(page, "alan@example.org")
    page.get_by_role("link", name="People").click()
    said(page, "needs a second factor")
    enrol(page)
    page.get_by_role("link", name="People").click()
    expect(page.get_by_role("rowheader", name="Alan Admin")).to_be_visible()


def test_a_lost_password_is_replaced_and_old_sessions_end(visit: Visit) -> None:
    page, elsewhere = visit("/"), visit("/")
    join(page, "lena@example.org")
    elsewhere.goto("/accounts/password/reset/")
    elsewhere.get_by_label("Email").fill("lena@example.org")
    elsewhere.get_by_role("button", name="Send me the link").click()
    expect(elsewhere.locator("h1")).to_have_text("Look for our mail")
    link = re.search(r"(?m)^http://\S+$", mail_to("lena@example.org", "choose a new password"))
    assert link
    elsewhere.goto(link[0])
    elsewhere.get_by_label("New Password", exact=True).fill("another-horse-battery")
    elsewhere.get_by_label("New Password (again)").fill("another-horse-battery")
    elsewhere.get_by_role("button", name="Save the password").click()
    expect(elsewhere.locator("h1")).to_have_text("Your password is changed")
    page.reload()
    expect(page.locator("h1")).to_have_text("Sign in")
    enter_password(page, "lena@example.org", "another-horse-battery")
    expect(page.locator("h1")).to_have_text("Your profile")


def test_a_new_address_counts_once_its_code_is_entered(visit: Visit) -> None:
    page = visit("/")
    join(page, "mona@example.org")
    page.get_by_role("link", name="E-mail").click()
    page.get_by_label("Email").fill("mona.new@example.org")
    page.get_by_role("button", name="Change the address").click()
    confirm_again(page)
    page.get_by_label("Code").fill(code_for("mona.new@example.org"))
    page.get_by_role("button", name="Go on").click()
    page.goto("/accounts/email/")
    expect(page.get_by_role("main")).to_contain_text("You sign in with mona.new@example.org")


def test_sessions_are_listed_and_ended_everywhere_else(visit: Visit) -> None:
    page, other = visit("/"), visit("/")
    join(page, "sara@example.org")
    enter_password(other, "sara@example.org")
    expect(other.locator("h1")).to_have_text("Your profile")
    page.get_by_role("link", name="Sessions").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Chrome")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(rows).to_have_count(1)
    other.reload()
    expect(other.locator("h1")).to_have_text("Sign in")


def test_an_account_is_deleted_and_leaves_no_cookie_but_the_choice_of_colours(visit: Visit) -> None:
    page = visit("/")
    join(page, "dina@example.org")
    page.get_by_role("link", name="Delete your account").click()
    confirm_again(page)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Delete my account").check()
    page.get_by_role("button", name="Delete my account").click()
    said(page, "Your account is deleted.")
    page.reload()
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrf"}
    enter_password(page, "dina@example.org")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")


# axe


@pytest.fixture(scope="module")
def people(address: str, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """people(name) gives that person's page, made at the first call and kept for the module."""
    watched: list[tuple[Page, Witness]] = []
    pages: dict[str, Page] = {}

    def ada(page: Page) -> None:
        enter_password(page, "ada@example.org")
        page.get_by_label("Code").fill(totp(cast.SECRET))
        page.get_by_role("button", name="Sign in").click()
        page.goto("/accounts/reauthenticate/")
        confirm_again(page)

    def esra(page: Page) -> None:
        enter_password(page, "esra@example.org")
        page.goto("/accounts/reauthenticate/")
        confirm_again(page)

    def reset(page: Page) -> None:
        page.goto("/accounts/password/reset/")
        page.get_by_label("Email").fill("otto@example.org")
        page.get_by_role("button", name="Send me the link").click()
        page.goto(re.search(r"(?m)^http://\S+$", mail_to("otto@example.org", "choose a new password"))[0])  # type: ignore[index]

    prepare: dict[str, Callable[[Page], None]] = {
        "nobody": lambda page: None,
        "ada": ada,
        "esra": esra,
        "a newcomer": lambda page: sign_up(page, "axel@example.org"),
        "one with the first factor": lambda page: enter_password(page, "ada@example.org"),
        "one who lost the password": reset,
    }

    def of(name: str) -> Page:
        if name not in pages:
            pages[name] = new_page(browser, address, watched)
            prepare[name](pages[name])
        return pages[name]

    yield of
    close(watched)


@pytest.fixture
def ada(people: Callable[[str], Page]) -> Page:
    page = people("ada")
    page.set_viewport_size(WIDE)
    return page


# Who looks, at what address; or None for the page that getting there ends on.
KINDS = {
    "sign in": ("nobody", "/accounts/login/"),
    "sign up": ("nobody", "/accounts/signup/"),
    "sign in with a code": ("nobody", "/accounts/login/code/"),
    "reset": ("nobody", "/accounts/password/reset/"),
    "reset, mail sent": ("nobody", "/accounts/password/reset/done/"),
    "reset, link over": ("nobody", "/accounts/password/reset/key/1-x-y/"),
    "closed": ("nobody", "/accounts/inactive/"),
    "invitation": ("nobody", "/invitation/an-invitation-to-look-at/"),
    "confirm code": ("a newcomer", "/accounts/confirm-email/"),
    "second factor asked": ("one with the first factor", "/accounts/2fa/authenticate/"),
    "reset, new password": ("one who lost the password", None),
    "app set-up": ("esra", "/accounts/2fa/totp/activate/"),
    "profile": ("ada", "/accounts/profile/"),
    "e-mail": ("ada", "/accounts/email/"),
    "password": ("ada", "/accounts/password/change/"),
    "second factor": ("ada", "/accounts/2fa/"),
    "app removal": ("ada", "/accounts/2fa/totp/deactivate/"),
    "passkey": ("ada", "/accounts/2fa/webauthn/add/"),
    "passkeys": ("ada", "/accounts/2fa/webauthn/"),
    "recovery codes": ("ada", "/accounts/2fa/recovery-codes/"),
    "new recovery codes": ("ada", "/accounts/2fa/recovery-codes/generate/"),
    "confirm again": ("ada", "/accounts/reauthenticate/"),
    "confirm again with a code": ("ada", "/accounts/2fa/reauthenticate/"),
    "sessions": ("ada", "/accounts/sessions/"),
    "single sign-on": ("ada", "/accounts/3rdparty/"),
    "delete": ("ada", "/accounts/profile/delete/"),
    "sign out": ("ada", "/accounts/logout/"),
    "people": ("ada", "/curation/people/"),
    "person": ("ada", "/curation/people/2/"),
}


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1280", "375"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(people: Callable[[str], Page], kind: str, width: dict[str, int]) -> None:
    who, path = KINDS[kind]
    page = people(who)
    page.set_viewport_size(width)
    if path:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert page.url.endswith(path)
    axe.finds_nothing(page)
