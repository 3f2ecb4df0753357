"""What must hold against somebody who means ill: guessing, asking who has an account, leading people elsewhere; and
the settings, headers and cookies of production."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory

from practices.models import User
from tests import cast
from tests.markup import Page
from tests.portal.test_settings import PRODUCTION, start, started

pytestmark = pytest.mark.django_db

LOCKED, WRONG = "Too many wrong tries", "The e-mail address or the password is not right"


# Guessing


class Clock:
    """The time that the limits see."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        self.now += 0.001  # no two tries at the same moment: a count is taken back by its moment
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += minutes * 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    stand_in = SimpleNamespace(time=clock.time, monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr(ratelimit, "time", stand_in)
    return clock


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry each time a password is hashed or compared, which then takes no time."""
    cast.hashed()  # before hashing is replaced: tests that come later share it
    done: list[str] = []

    def encode(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        done.append("encode")
        return f"argon2$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$not-{password}"

    def verify(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        done.append("verify")
        return password == cast.PASSWORD

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    monkeypatch.setattr(Argon2PasswordHasher, "must_update", lambda self, encoded: False)
    return done


def attempt(password: str, address: str, email: str = "otto@example.org", **extra: Any) -> str:
    """What signing in from a network address comes to: in, wrong, locked or refused."""
    data = {"login": email, "password": password}
    answer = Client().post("/accounts/login/", data, REMOTE_ADDR=address, **extra)
    if answer.status_code == 302:
        assert answer["Location"] == "/accounts/profile/"
        return "in"
    if answer.status_code == 429:
        return "refused"
    text = answer.content.decode()
    assert (LOCKED in text) != (WRONG in text)
    return "locked" if LOCKED in text else "wrong"


def test_ten_wrong_tries_lock_one_address_and_the_owner_gets_in_from_another(hashes: list[str], clock: Clock) -> None:
    cast.otto()
    assert [attempt("wrong", "198.51.100.1") for _ in range(10)] == ["wrong"] * 10
    assert attempt("wrong", "198.51.100.1") == "locked"
    assert attempt(cast.PASSWORD, "198.51.100.1") == "locked"
    assert attempt(cast.PASSWORD, "203.0.113.5") == "in"
    clock.pass_minutes(10.1)
    assert attempt(cast.PASSWORD, "198.51.100.1") == "in"


def test_one_address_alone_never_locks_the_owner_out_however_patient(hashes: list[str], clock: Clock) -> None:
    cast.otto()
    for _ in range(9):  # an hour and a half
        for _ in range(11):
            attempt("wrong", "198.51.100.1")
        assert attempt(cast.PASSWORD, "203.0.113.5") == "in"
        clock.pass_minutes(10.1)


def test_many_addresses_are_stopped_together_though_the_right_password_comes_later(
    hashes: list[str], clock: Clock
) -> None:
    cast.otto()
    hashes.clear()
    results = [attempt("wrong", f"198.51.100.{n % 100}") for n in range(100)]
    results += [attempt(cast.PASSWORD, f"198.51.100.{n % 100}") for n in range(50)]
    assert results == ["wrong"] * 40 + ["locked"] * 110
    assert len(hashes) == 40
    clock.pass_minutes(30.1)
    assert attempt(cast.PASSWORD, "203.0.113.5") == "in"


def test_ten_thousand_guesses_from_a_hundred_addresses_do_not_get_in(
    hashes: list[str], rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the level below the form. The right password is among the guesses from the hundredth on."""
    cast.otto()
    hashes.clear()
    kept: dict[str, Any] = {}
    quick = SimpleNamespace(
        get=kept.get,
        set=lambda key, value, timeout: kept.update({key: value}),
        add=lambda key, value, timeout: kept.setdefault(key, value) is value,
        delete=lambda key: kept.pop(key, None),
    )
    monkeypatch.setattr(ratelimit, "cache", quick)
    stopped: list[str] = []
    for n in range(10_000):
        request = rf.post("/accounts/login/", REMOTE_ADDR=f"198.51.100.{n % 100}")
        with context.request_context(request):
            password = cast.PASSWORD if n > 100 and n % 10 == 0 else f"guess {n}"
            try:
                assert get_adapter().authenticate(request, email="otto@example.org", password=password) is None
            except ValidationError as error:
                stopped += error.messages
    assert (len(hashes), len(stopped)) == (40, 9_960)
    assert all(LOCKED in said for said in stopped)


@pytest.mark.parametrize("email", ["OTTO@example.org", " otto@example.org", "otto@EXAMPLE.org"])
def test_another_spelling_of_the_address_does_not_start_a_new_count(hashes: list[str], email: str) -> None:
    cast.otto()
    assert [attempt("wrong", f"198.51.100.{n}") for n in range(40)] == ["wrong"] * 40
    assert attempt(cast.PASSWORD, "203.0.113.5", email=email) == "locked"


def test_another_host_name_or_port_does_not_start_a_new_count(hashes: list[str]) -> None:
    cast.otto()
    results = [attempt("wrong", f"198.51.100.{n}", headers={"host": f"testserver:{n + 1}"}) for n in range(60)]
    assert results == ["wrong"] * 40 + ["locked"] * 20


def test_a_made_up_forwarding_header_does_not_start_a_new_count(hashes: list[str]) -> None:
    cast.otto()
    results = [attempt("wrong", "198.51.100.1", headers={"x-forwarded-for": f"192.0.2.{n}"}) for n in range(12)]
    assert results == ["wrong"] * 10 + ["locked"] * 2


def test_behind_a_proxy_only_what_the_proxy_added_counts(hashes: list[str], settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cast.otto()
    header = "192.0.2.{n}, 198.51.100.1"
    results = [attempt("wrong", "127.0.0.1", headers={"x-forwarded-for": header.format(n=n)}) for n in range(12)]
    assert results == ["wrong"] * 10 + ["locked"] * 2
    assert attempt(cast.PASSWORD, "127.0.0.1", headers={"x-forwarded-for": "203.0.113.5"}) == "in"


def test_one_address_cannot_go_through_many_accounts(hashes: list[str]) -> None:
    results = [attempt("wrong", "198.51.100.1", email=f"person{n}@example.org") for n in range(40)]
    assert results == ["wrong"] * 10 + ["locked"] * 20 + ["refused"] * 10


def test_many_other_counts_do_not_push_a_limit_out_of_the_cache(hashes: list[str]) -> None:
    cast.otto()
    for _ in range(10):
        attempt("wrong", "198.51.100.1")
    for n in range(500):
        cache.set(f"filling:{n}", n, 600)
        cache.set(f"zzz-filling:{n}", n, 600)
    assert attempt(cast.PASSWORD, "198.51.100.1") == "locked"


def test_the_second_factor_cannot_be_guessed_either(ada: User, hashes: list[str]) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": ada.email, "password": cast.PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    said = [client.post("/accounts/2fa/authenticate/", {"code": f"{n:06}"}).content.decode() for n in range(12)]
    assert [LOCKED in text for text in said] == [False] * 10 + [True] * 2


def test_too_many_requests_are_answered_with_a_page_of_the_portal(hashes: list[str]) -> None:
    for _ in range(31):
        answer = Client().post("/accounts/login/", {"login": "x@example.org", "password": "x"})
    assert answer.status_code == 429
    assert '<html lang="en-GB"' in answer.content.decode()
    assert "<h1>Too many requests</h1>" in answer.content.decode()


# Asking who has an account


def without_tokens(answer: Any, email: str) -> str:
    """A page without what differs at every request, and without the address that was typed."""
    text = answer.content.decode().replace(email, "ADDRESS").replace(email.replace("@", "%40"), "ADDRESS")
    for token in (line.split('"')[0] for line in text.split('name="csrfmiddlewaretoken" value="')[1:]):
        text = text.replace(token, "TOKEN")
    return text


KNOWN, UNKNOWN = "otto@example.org", "nobody@example.org"
ASKING: dict[str, tuple[str, dict[str, str], int]] = {
    "login": ("/accounts/login/", {"login": "", "password": "a wrong password"}, 1),
    "reset": ("/accounts/password/reset/", {"email": ""}, 0),
    "code": ("/accounts/login/code/", {"email": ""}, 0),
    "sign-up": ("/accounts/signup/", {"email": "", "password1": cast.PASSWORD, "password2": cast.PASSWORD}, 1),
}
"""The address, the form (the first field is for the e-mail address), and how often a password is hashed."""


@pytest.mark.parametrize("way", ASKING)
def test_the_answer_is_the_same_with_and_without_an_account(
    way: str, hashes: list[str], mailoutbox: list[EmailMessage]
) -> None:
    path, form, work = ASKING[way]
    cast.otto()
    pages, done, mails = [], [], []
    for email in (KNOWN, UNKNOWN):
        hashes.clear()
        mailoutbox.clear()
        answer = Client().post(path, form | {next(iter(form)): email}, follow=True, REMOTE_ADDR="198.51.100.1")
        pages.append((answer.status_code, answer.redirect_chain, without_tokens(answer, email)))
        done.append(len(hashes))
        mails.append([mail.to for mail in mailoutbox] == [[email]] if way != "login" else mailoutbox == [])
    assert pages[0] == pages[1]
    assert done == [work, work]
    assert mails == [True, True]


def test_a_closed_account_answers_like_none(hashes: list[str]) -> None:
    cast.dora()
    pages, done = [], []
    for email in ("dora@example.org", UNKNOWN):
        hashes.clear()
        answer = Client().post("/accounts/login/", {"login": email, "password": "a wrong password"})
        pages.append(without_tokens(answer, email))
        done.append(len(hashes))
    assert pages[0] == pages[1]
    assert done == [1, 1]


def test_signing_up_with_a_taken_address_changes_nothing(mailoutbox: list[EmailMessage]) -> None:
    otto = cast.otto()
    data = {"email": otto.email, "password1": "another-horse-battery", "password2": "another-horse-battery"}
    Client().post("/accounts/signup/", data)
    otto.refresh_from_db()
    assert otto.check_password(cast.PASSWORD)
    assert User.objects.filter(email=otto.email).count() == 1
    assert "There is one already" in str(mailoutbox[0].body)


# Leading people elsewhere

ELSEWHERE = [
    *("https://evil.org/", "//evil.org/", "///evil.org/", "/\\evil.org/", "\\\\evil.org/", "http:evil.org"),
    *("http:///evil.org", "javascript:alert(1)", "https://testserver@evil.org/", "http://testserver.evil.org/"),
    *(" //evil.org", "\t//evil.org", "/\t/evil.org", "\x00//evil.org", "ftp://testserver/", "data:text/html,x"),
    *("https:evil.org", "//evil.org\\@testserver/", "////evil.org", "https://evil.org#@testserver/"),
    *("//[::ffff:evil.org]", "//[", "http://[::1"),
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_away_by_next(wanted: str, hashes: list[str]) -> None:
    cast.otto()
    client = Client()
    form = {"login": "otto@example.org", "password": cast.PASSWORD, "next": wanted}
    assert client.post("/accounts/login/", form)["Location"] == "/accounts/profile/"
    assert client.get("/accounts/login/", {"next": wanted})["Location"] == "/accounts/profile/"
    assert client.post("/accounts/logout/", {"next": wanted})["Location"] == "/"
    assert client.post("/display/", {"colours": "dark", "next": wanted})["Location"] == "/display/"
    page = client.get("/accounts/login/", {"next": wanted}).content.decode()
    assert 'href="//' not in page
    assert 'href="https://evil' not in page


def test_next_leads_back_to_a_page_of_the_portal(hashes: list[str]) -> None:
    cast.otto()
    wanted = "/practices/?phase=intake&page=2"
    form = {"login": "otto@example.org", "password": cast.PASSWORD, "next": wanted}
    assert Client().post("/accounts/login/", form)["Location"] == wanted


# Cookies

FOR_READERS = (
    *("/", "/practices/", "/practices/trust-between-staff-and-detainees/", "/p/3/v1/", "/themes/", "/sources/"),
    *("/search/?q=jobs", "/glossary/", "/changes/", "/editions/1/", "/about/", "/privacy/", "/display/", "/no-such/"),
    *("/api/v1/search/?q=jobs", "/practices/trust-between-staff-and-detainees/history/", "/invitation/no-such-token/"),
)


@pytest.mark.parametrize("path", FOR_READERS)
def test_a_page_for_readers_sets_no_cookie(path: str, reader: Client) -> None:
    assert reader.get(path).cookies == {}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_a_sign_in_page_sets_the_token_only(path: str, reader: Client) -> None:
    assert set(reader.get(path).cookies) == {"csrf"}


def test_signed_in_pages_are_kept_by_no_cache(ada_client: Client) -> None:
    for path in ("/", "/accounts/profile/", "/curation/people/"):
        assert "no-store" in ada_client.get(path)["Cache-Control"], path


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/accounts/email/"])
def test_a_form_without_its_token_is_refused(path: str, ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(path, {"email": "x@example.org"}).status_code == 403


# Production


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"PORTAL_DEBUG": "on"}, "PORTAL_DEBUG=on is refused in production"),
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY is not set"),
        ({"PORTAL_SECRET_KEY": "changeme"}, "PORTAL_SECRET_KEY: use at least 50 random characters"),
        ({"PORTAL_SECRET_KEY": "a" * 60}, "PORTAL_SECRET_KEY: use at least 50 random characters"),
        ({"PORTAL_ENCRYPTION_KEYS": f"{'ab' * 30},changeme"}, "PORTAL_ENCRYPTION_KEYS: use at least 50 random"),
        ({"PORTAL_HOSTS": ""}, "PORTAL_HOSTS: name the host names"),
        ({"PORTAL_HOSTS": "portal.example.org,*"}, "PORTAL_HOSTS: name the host names"),
        ({"PORTAL_SHARED_STORAGE": "on"}, "PORTAL_SHARED_STORAGE=on: SQLite loses data on a network share"),
        ({"PORTAL_SIGNUP": "anybody"}, "PORTAL_SIGNUP='anybody': use one of open, approval, closed"),
        ({"PORTAL_CACHE_URL": "locmem"}, "PORTAL_CACHE_URL='locmem': use database"),
        ({"PORTAL_SMTP_URL": "mail.example.org"}, "PORTAL_SMTP_URL: write smtp://"),
        ({"PORTAL_TRUSTED_PROXIES": "one"}, "PORTAL_TRUSTED_PROXIES='one': use a whole number"),
        ({"PORTAL_OIDC_ISSUER": "https://login.example.org"}, "PORTAL_OIDC_CLIENT_ID is not set"),
        ({"PORTAL_OIDC_ISSUER": "login.example.org"}, "PORTAL_OIDC_ISSUER: begin with https://"),
        ({"PORTAL_OIDC_ISSUER": "http://login.example.org"}, "PORTAL_OIDC_ISSUER: production trusts a provider over"),
    ],
)
def test_production_does_not_start_with_a_dangerous_setting(
    tmp_path: Path, values: dict[str, str], reason: str
) -> None:
    done = start(tmp_path, **(PRODUCTION | values))
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {reason}" in done.stderr


def test_shared_storage_is_fine_with_postgresql(tmp_path: Path) -> None:
    server = {"DATABASE_URL": "postgres://portal@127.0.0.1/portal", "PORTAL_SHARED_STORAGE": "on"}
    assert started(tmp_path, **(PRODUCTION | server))["DATABASES"]["default"]["ENGINE"].endswith("postgresql")


def test_single_sign_on_opens_the_policy_for_its_own_forms_and_nothing_else(tmp_path: Path) -> None:
    sso = {"PORTAL_OIDC_ISSUER": "https://login.example.org/realms/x", "PORTAL_OIDC_CLIENT_ID": "portal"}
    with_sso = started(tmp_path, **(PRODUCTION | sso | {"PORTAL_OIDC_SECRET": "hidden"}))
    policy, plain = (
        found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"] for found in (with_sso, started(tmp_path, **PRODUCTION))
    )
    assert policy.pop("form-action") == ["'self'", "https://login.example.org"]
    assert plain.pop("form-action") == ["'self'"]
    assert policy == plain


def test_mail_goes_to_files_unless_a_server_is_named(tmp_path: Path) -> None:
    assert started(tmp_path)["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    found = started(tmp_path, PORTAL_SMTP_URL="smtp+tls://portal:p%40ss@mail.example.org")
    assert [found[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")] == [
        *("mail.example.org", 587, "portal", "p@ss", True)
    ]


SCRIPT = """
import json, django; django.setup()
from django.core.management import call_command, CommandError
call_command("migrate", verbosity=0); call_command("createcachetable")
from django.test import Client
from practices.models import User
User.objects.create_superuser("root@example.org", "correct-horse-battery")
c = Client(enforce_csrf_checks=True)
def show(r):
    return {"status": r.status_code, "headers": dict(r.headers), "cookies": {n: m.OutputString() for n, m in
            r.cookies.items()}, "text": r.content.decode()}
host = {"HTTP_HOST": "portal.example.org"}; safe = host | {"secure": True}
origin = safe | {"HTTP_ORIGIN": "https://portal.example.org"}
out = {"plain": show(c.get("/about/?a=b", **host)), "page": show(c.get("/about/", **safe)),
       "elsewhere": show(c.get("/about/", HTTP_HOST="evil.org", secure=True)),
       "login": show(c.get("/accounts/login/", **safe))}
form = {"login": "root@example.org", "password": "correct-horse-battery"}
out["foreign"] = show(c.post("/accounts/login/", form, **safe | {"HTTP_ORIGIN": "https://evil.org"}))
form["csrfmiddlewaretoken"] = out["login"]["text"].split('csrfmiddlewaretoken" value="')[1].split('"')[0]
out["in"] = show(c.post("/accounts/login/", form, **origin))
out["profile"] = show(c.get("/accounts/profile/", **safe))
out["admin"] = show(c.get("/admin/login/", **safe))
out["sso"] = show(Client().get("/accounts/oidc/sso/login/", **safe))
out["password"] = User.objects.get().password
try: call_command("create_demo_people")
except CommandError as e: out["demo"] = str(e)
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Answers of the portal in production, on a database of its own."""
    file = tmp_path_factory.mktemp("production") / "portal.sqlite3"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_"))}
    sso = {"PORTAL_OIDC_ISSUER": "https://login.example.org", "PORTAL_OIDC_CLIENT_ID": "a", "PORTAL_OIDC_SECRET": "b"}
    chosen = {"DATABASE_URL": f"sqlite:///{file}", "PORTAL_DATA_DIR": os.environ["PORTAL_DATA_DIR"]}
    chosen |= {"PORTAL_OIDC_NAME": "Example University", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=kept | PRODUCTION | sso | chosen,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_plain_http_is_sent_to_https(production: dict[str, Any]) -> None:
    found = production["plain"]
    assert (found["status"], found["headers"]["Location"]) == (301, "https://portal.example.org/about/?a=b")


def test_an_unknown_host_name_is_refused(production: dict[str, Any]) -> None:
    assert production["elsewhere"]["status"] == 400


def test_the_headers_of_production(production: dict[str, Any]) -> None:
    headers = production["page"]["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert not any(word in policy for word in ("unsafe", "*", "http:"))
    assert production["page"]["cookies"] == {}


def test_the_cookies_of_production(production: dict[str, Any]) -> None:
    assert set(production["login"]["cookies"]) == {"__Host-csrf"}
    signed_in = production["in"]["cookies"]
    assert (
        {"__Host-session", "__Host-messages"}
        <= set(signed_in)
        <= {f"__Host-{n}" for n in ("session", "csrf", "messages")}
    )
    for cookie in (*signed_in.values(), *production["login"]["cookies"].values()):
        assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert "Domain" not in cookie
    assert "expires" not in signed_in["__Host-session"]


def test_signing_in_works_in_production_and_not_from_another_site(production: dict[str, Any]) -> None:
    assert production["foreign"]["status"] == 403
    assert (production["in"]["status"], production["in"]["headers"]["Location"]) == (302, "/accounts/profile/")
    assert production["profile"]["status"] == 200
    assert "no-store" in production["profile"]["headers"]["Cache-Control"]
    assert production["password"].startswith("argon2$argon2id$")


def test_the_first_administrator_has_to_enrol_a_second_factor_too(production: dict[str, Any]) -> None:
    assert production["admin"]["headers"]["Location"] == "/accounts/2fa/totp/activate/"


def test_single_sign_on_is_offered_once_it_is_configured(production: dict[str, Any]) -> None:
    assert "Sign in with Example University" in production["login"]["text"]
    assert production["sso"]["status"] == 200
    assert Page(production["sso"]["text"]).texts("h1") == ["Sign in with Example University"]


def test_demo_people_are_not_made_in_production(production: dict[str, Any]) -> None:
    assert production["demo"] == "Demo people are not for production."
