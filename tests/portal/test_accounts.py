"""Who may sign up, what a new account becomes, and what is not kept of it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.test import Client, RequestFactory

from practices.models import LogEntry, Role, User
from tests import cast
from tests.markup import Page

pytestmark = pytest.mark.django_db

NEW = {"email": "New.Person@Example.org", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def code_in(mail: EmailMessage) -> str:
    return re.search(r"(?m)^\d{8}$", str(mail.body))[0]  # type: ignore[index]


def sign_in(client: Client, email: str, password: str = cast.PASSWORD, **extra: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def sign_up(client: Client, mailoutbox: list[EmailMessage]) -> User:
    assert client.post("/accounts/signup/", NEW)["Location"] == "/accounts/confirm-email/"
    response = client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert response["Location"] == "/accounts/profile/"
    return User.objects.get(email="new.person@example.org")


@pytest.mark.parametrize(("mode", "role"), [("open", Role.EXPERT), ("approval", Role.READER)])
def test_signing_up_makes_an_expert_or_somebody_to_be_approved(
    mode: str, role: Role, reader: Client, settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    settings.SIGNUP = mode
    user = sign_up(reader, mailoutbox)
    assert (user.role, user.is_staff, user.password.split("$")[0]) == (role, False, "argon2")
    assert reader.get("/accounts/profile/").status_code == 200
    assert EmailAddress.objects.get(user=user).verified
    line = LogEntry.objects.get(action="join")
    assert (line.object_key, line.after) == (str(user.pk), {"role": role.value})


def test_until_the_code_is_entered_nobody_is_signed_in(reader: Client, mailoutbox: list[EmailMessage]) -> None:
    reader.post("/accounts/signup/", NEW)
    assert reader.get("/accounts/profile/").status_code == 302
    for _ in range(3):
        answer = reader.post("/accounts/confirm-email/", {"code": "no"})
    assert answer["Location"] == "/accounts/login/"
    assert reader.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})["Location"] == "/accounts/login/"
    assert reader.get("/accounts/profile/").status_code == 302


def test_closed_sign_up_makes_nobody(reader: Client, settings: Any) -> None:
    settings.SIGNUP = "closed"
    assert "by invitation only" in reader.get("/accounts/signup/").content.decode()
    reader.post("/accounts/signup/", NEW)
    assert not User.objects.filter(email__iexact=NEW["email"]).exists()


def social_login() -> SocialLogin:
    user = User(email="guest@example.org", name="")
    address = EmailAddress(email=user.email, verified=True, primary=True)
    return SocialLogin(user=user, account=SocialAccount(provider="sso", uid="1"), email_addresses=[address])


@pytest.fixture
def request_now(rf: RequestFactory, reader: Client) -> HttpRequest:
    request = rf.get("/")
    request.session, request.user = reader.session, AnonymousUser()
    return request


def test_single_sign_on_makes_an_expert_too_unless_sign_up_is_closed(request_now: HttpRequest, settings: Any) -> None:
    adapter = get_social_adapter()
    with context.request_context(request_now):
        user = adapter.save_user(request_now, social_login())
    assert (user.role, user.has_usable_password()) == (Role.EXPERT, False)
    assert adapter.is_open_for_signup(request_now, social_login())
    settings.SIGNUP = "closed"
    assert not adapter.is_open_for_signup(request_now, social_login())


def test_a_code_by_mail_takes_the_place_of_the_password(reader: Client, mailoutbox: list[EmailMessage]) -> None:
    cast.esra()
    assert reader.post("/accounts/login/code/", {"email": "esra@example.org"}).status_code == 302
    answer = reader.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    assert answer["Location"] == "/accounts/profile/"


def test_a_code_by_mail_is_no_way_around_the_second_factor(
    reader: Client, ada: Any, mailoutbox: list[EmailMessage]
) -> None:
    reader.post("/accounts/login/code/", {"email": "ada@example.org"})
    answer = reader.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert reader.get("/curation/people/").status_code == 302


def test_a_new_password_is_no_way_around_the_second_factor(
    reader: Client, ada: Any, mailoutbox: list[EmailMessage]
) -> None:
    reader.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"(?m)^http://testserver(/\S+)$", str(mailoutbox[-1].body))
    assert link
    form = reader.get(link[1])["Location"]
    reader.post(form, {"password1": "another-horse-battery", "password2": "another-horse-battery"})
    assert reader.get("/accounts/profile/").status_code == 302
    assert sign_in(reader, "ada@example.org", "another-horse-battery")["Location"] == "/accounts/2fa/authenticate/"
    assert reader.get(link[1]).status_code == 200
    assert "This link is over" in reader.get(link[1]).content.decode()


def test_a_recovery_code_can_be_used_once(reader: Client, ada: Any) -> None:
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    sign_in(reader, "ada@example.org")
    assert reader.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/accounts/profile/"
    again = Client()
    sign_in(again, "ada@example.org")
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_somebody_whose_account_is_closed_is_told_so_after_the_right_password_only(reader: Client) -> None:
    cast.dora()
    assert sign_in(reader, "dora@example.org", "not the password").status_code == 200
    assert sign_in(reader, "dora@example.org")["Location"] == "/accounts/inactive/"
    assert reader.get("/accounts/profile/").status_code == 302


def test_sessions_are_listed_without_address_and_full_browser(reader: Client) -> None:
    cast.esra()
    sign_in(reader, "esra@example.org", REMOTE_ADDR="198.51.100.7", headers={"user-agent": FIREFOX})
    session = UserSession.objects.get()
    assert (session.ip, session.user_agent) == ("0.0.0.0", "Firefox")  # noqa: S104  (the word for "not kept")
    page = Page(reader.get("/accounts/sessions/").content.decode())
    assert "Firefox" in page.text
    assert "198.51.100.7" not in page.text


@pytest.mark.parametrize(("agent", "kept"), [("curl/8.5", "curl"), ("x" * 300, "x" * 20), ("", "")])
def test_an_unknown_browser_is_kept_short(agent: str, kept: str, reader: Client) -> None:
    cast.esra()
    sign_in(reader, "esra@example.org", headers={"user-agent": agent})
    assert UserSession.objects.get().user_agent == kept


def test_a_new_password_ends_every_session(reader: Client) -> None:
    cast.esra()
    elsewhere = Client()
    sign_in(reader, "esra@example.org")
    sign_in(elsewhere, "esra@example.org")
    new = {"oldpassword": cast.PASSWORD, "password1": "another-horse-battery", "password2": "another-horse-battery"}
    assert reader.post("/accounts/password/change/", new).status_code == 302
    assert [client.get("/accounts/profile/").status_code for client in (reader, elsewhere)] == [302, 302]


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "esra@example.org"])
def test_a_weak_password_is_refused(password: str, reader: Client) -> None:
    data = {"email": "esra@example.org", "password1": password, "password2": password}
    answer = reader.post("/accounts/signup/", data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not User.objects.filter(email="esra@example.org").exists()


def test_a_session_alone_does_not_change_the_second_factor(reader: Client, ada: Any) -> None:
    RecoveryCodes.activate(ada)
    reader.force_login(ada)
    for path in ("totp/deactivate", "recovery-codes", "recovery-codes/generate", "webauthn/add"):
        assert reader.get(f"/accounts/2fa/{path}/")["Location"].startswith("/accounts/reauthenticate/"), path
    assert reader.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert Authenticator.objects.filter(user=ada).exists()


def test_mail_is_plain_and_names_the_portal_and_no_address(reader: Client, mailoutbox: list[EmailMessage]) -> None:
    reader.post("/accounts/signup/", NEW, REMOTE_ADDR="198.51.100.7")
    (mail,) = mailoutbox
    assert mail.subject == "[Good Practices Portal] Your code"
    assert "Good Practices Portal\nhttp" in str(mail.body)
    assert "198.51.100.7" not in str(mail.message())
    assert "&#" not in str(mail.body)
