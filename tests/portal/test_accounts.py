"""Who may sign up, what a new account becomes, and what is not kept of it."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.test import Client, RequestFactory

from practices.models import LogEntry, OutboxMessage, Role, User
from practices.workflow.outbox import deliver
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


# Notices of what changed an account


def confirmed(user: User) -> Client:
    """Signed in, and having given the password once more."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": cast.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    return client


def change_password(client: Client, user: User) -> None:
    new = "another-horse-battery"
    client.post("/accounts/password/change/", {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})


def change_address(client: Client, user: User) -> None:
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})  # type: ignore[arg-type]


def reset_password(client: Client, user: User) -> None:
    reader, new = Client(), "another-horse-battery"
    reader.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"(?m)^http://testserver(/\S+)$", str(mail.outbox[-1].body))
    assert link
    reader.post(reader.get(link[1])["Location"], {"password1": new, "password2": new})


def add_app(client: Client, user: User) -> None:
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code})


def remove_app(client: Client, user: User) -> None:
    cast.with_second_factor(user)
    client.post("/accounts/2fa/totp/deactivate/")


def make_codes(client: Client, user: User) -> None:
    cast.with_second_factor(user)
    client.post("/accounts/2fa/recovery-codes/generate/")


def remove_key(client: Client, user: User) -> None:
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")


def disconnect(client: Client, user: User) -> None:
    account = SocialAccount.objects.create(user=user, provider="sso", uid="1")
    client.post("/accounts/3rdparty/", {"account": account.pk})


SSO = {"provider_id": "sso", "name": "Example University", "client_id": "a", "secret": "b"}
NOTICES: dict[Callable[[Client, User], None], tuple[str, str]] = {
    change_password: ("password_changed", "The password of your account was changed."),
    reset_password: ("password_reset", "A new password was chosen for your account"),
    change_address: ("email_changed", "changed from esra@example.org to new@example.org"),
    add_app: ("totp_activated", "An authenticator app was set up"),
    remove_app: ("totp_deactivated", "The authenticator app of your account was removed."),
    make_codes: ("recovery_codes_generated", "New recovery codes were made"),
    remove_key: ("webauthn_removed", "was removed from your account"),
    disconnect: ("account_disconnected", "no longer connected with Example University"),
}


@pytest.mark.parametrize("act", NOTICES, ids=lambda act: act.__name__)
def test_the_owner_is_told_by_mail_of_every_change_to_the_account(
    act: Callable[[Client, User], None], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SSO]}}
    settings.SITE_CONTACT = "help@example.org"
    esra = cast.esra()
    User.objects.filter(pk=esra.pk).update(rhythm="never")
    client = confirmed(esra)
    with django_capture_on_commit_callbacks(execute=True):
        act(client, esra)
    topic, words = NOTICES[act]
    owed = OutboxMessage.objects.get(topic=topic)
    assert owed.email == "esra@example.org"
    assert words in owed.body
    assert "help@example.org" in owed.body
    assert "If it was not you" in owed.body
    assert "&#" not in owed.body
    assert deliver()[0] >= 1
    sent = mail.outbox[-1]
    assert sent.to == ["esra@example.org"]
    assert sent.subject.startswith("[Good Practices Portal] ")


def test_a_change_is_made_and_its_notice_waits_while_the_mail_server_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def down(self: EmailMessage, *args: Any, **options: Any) -> int:
        raise ConnectionRefusedError("nobody listens")

    esra = cast.esra()
    client = confirmed(esra)
    monkeypatch.setattr(EmailMessage, "send", down)
    change_password(client, esra)
    esra.refresh_from_db()
    assert esra.check_password("another-horse-battery")
    assert deliver() == (0, 1)
    assert OutboxMessage.objects.get().sent_at is None
