"""Single sign-on, there and back, at a real provider on this machine."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.mail import EmailMessage
from django.test import Client

from practices.models import Role, User
from tests import cast
from tests.portal.test_settings import started
from tests.provider import CLIENT, KEY_ID, SECRET, Provider, running

pytestmark = pytest.mark.django_db

LOGIN, CALLBACK = "/accounts/oidc/sso/login/", "/accounts/oidc/sso/login/callback/"
PROFILE, CONFIRM, SECOND_FACTOR = "/accounts/profile/", "/accounts/confirm-email/", "/accounts/2fa/authenticate/"


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture(scope="module")
def from_environment(running_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings that the portal makes of its environment."""
    return started(
        tmp_path_factory.mktemp("sso"),
        PORTAL_OIDC_ISSUER=running_provider.issuer,
        PORTAL_OIDC_CLIENT_ID=CLIENT,
        PORTAL_OIDC_SECRET=SECRET,
        PORTAL_OIDC_NAME="Example University",
    )


@pytest.fixture
def provider(running_provider: Provider, from_environment: dict[str, Any], settings: Any) -> Provider:
    settings.SOCIALACCOUNT_PROVIDERS = from_environment["SOCIALACCOUNT_PROVIDERS"]
    running_provider.reset()
    return running_provider


def leave(client: Client, path: str = LOGIN) -> str:
    """The provider's address that the portal sends the browser to."""
    return str(client.post(path)["Location"])


def come_back(there: str) -> str:
    """What somebody who agrees at the provider is sent back to: path and query."""
    answer = requests.post(there, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert (back.netloc, back.path) == ("testserver", CALLBACK)
    return f"{back.path}?{back.query}"


def sign_on(client: Client, path: str = LOGIN) -> Any:
    return client.get(come_back(leave(client, path)))


def connected(user: User) -> User:
    SocialAccount.objects.create(user=user, provider="sso", uid="1234")
    return user


# Signing in


@pytest.mark.parametrize(("mode", "role"), [("open", Role.EXPERT), ("approval", Role.READER)])
def test_whoever_comes_first_gets_an_account_under_the_policy_of_sign_up(
    mode: str, role: Role, reader: Client, provider: Provider, settings: Any
) -> None:
    settings.SIGNUP = mode
    assert sign_on(reader)["Location"] == PROFILE
    user = User.objects.get(email="guest@example.org")
    assert (user.role, user.name, user.is_staff, user.has_usable_password()) == (role, "Gus Guest", False, False)
    assert EmailAddress.objects.get(user=user).verified
    assert reader.get(PROFILE).status_code == 200
    again = Client()
    assert sign_on(again)["Location"] == PROFILE
    assert again.get(PROFILE).wsgi_request.user == user


def test_nothing_but_the_number_at_the_provider_is_kept(reader: Client, provider: Provider) -> None:
    provider.person |= {"picture": "https://example.org/me.png", "phone": "+31201234567"}
    sign_on(reader)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("sso", "1234", {})
    assert not SocialToken.objects.exists()


def test_closed_sign_up_makes_nobody_and_lets_those_in_who_are_connected(
    reader: Client, provider: Provider, settings: Any
) -> None:
    settings.SIGNUP = "closed"
    assert "by invitation only" in sign_on(reader).content.decode()
    assert not User.objects.exists()
    connected(cast.esra())
    assert sign_on(reader)["Location"] == PROFILE


def test_the_way_there_carries_state_nonce_and_challenge_new_each_time(reader: Client, provider: Provider) -> None:
    asked = [parse_qs(urlsplit(leave(reader)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        (first,), (second,) = asked[0][name], asked[1][name]
        assert len(first) >= 16
        assert first != second, name
    assert asked[0]["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert asked[0]["code_challenge_method"] == ["S256"]


def test_the_address_cannot_change_what_is_asked_of_the_provider(reader: Client, provider: Provider) -> None:
    there = leave(reader, f"{LOGIN}?auth_params=redirect_uri%3Dhttps://evil.org/%26prompt%3Dnone&scope=admin")
    asked = parse_qs(urlsplit(there).query)
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
    assert "prompt" not in asked


def test_going_there_takes_a_press_of_the_button(reader: Client, provider: Provider) -> None:
    assert reader.get(LOGIN).status_code == 200
    assert Client(enforce_csrf_checks=True).post(LOGIN).status_code == 403


def test_it_leads_back_to_where_one_wanted_to_go_and_nowhere_else(provider: Provider) -> None:
    cast_esra = connected(cast.esra())
    assert sign_on(Client(), f"{LOGIN}?next=/themes/")["Location"] == "/themes/"
    assert sign_on(Client(), f"{LOGIN}?next=//evil.org/")["Location"] == PROFILE
    assert cast_esra.is_active


# An address that has an account


@pytest.mark.parametrize("verified", [True, False, "true"])
def test_an_account_is_never_taken_over_by_its_address(
    verified: Any, reader: Client, provider: Provider, mailoutbox: list[EmailMessage]
) -> None:
    otto = cast.otto()
    provider.person |= {"email": "Otto@Example.org", "email_verified": verified}
    assert sign_on(reader)["Location"] == CONFIRM  # as if a code was on its way
    assert reader.get(PROFILE).status_code == 302
    assert not SocialAccount.objects.exists()
    assert [user.pk for user in User.objects.all()] == [otto.pk]
    (mail,) = mailoutbox
    assert (mail.to, "There is one already" in str(mail.body)) == (["otto@example.org"], True)


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_that_is_not_plainly_confirmed_needs_our_code_first(
    verified: Any, reader: Client, provider: Provider, mailoutbox: list[EmailMessage]
) -> None:
    provider.person["email_verified"] = verified
    assert sign_on(reader)["Location"] == CONFIRM
    assert reader.get(PROFILE).status_code == 302
    code = re.search(r"(?m)^\d{8}$", str(mailoutbox[-1].body))
    assert code
    assert reader.post(CONFIRM, {"code": code[0]})["Location"] == PROFILE
    assert User.objects.get().role == Role.EXPERT


def test_without_an_address_one_is_asked_for_and_confirmed(
    reader: Client, provider: Provider, mailoutbox: list[EmailMessage]
) -> None:
    del provider.person["email"]
    form = sign_on(reader)["Location"]
    assert form == "/accounts/3rdparty/signup/"
    assert "<h1>Make an account</h1>" in reader.get(form).content.decode()
    assert reader.post(form, {"email": "gus@example.org"})["Location"] == CONFIRM
    assert reader.get(PROFILE).status_code == 302
    assert mailoutbox[-1].to == ["gus@example.org"]
    assert User.objects.get(email="gus@example.org").role == Role.EXPERT


def test_the_owner_connects_the_two_after_giving_the_password(provider: Provider) -> None:
    esra, client = cast.esra(), Client()
    client.force_login(esra)
    assert sign_on(client, f"{LOGIN}?process=connect")["Location"] == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    assert SocialAccount.objects.get().user == esra
    assert sign_on(Client())["Location"] == PROFILE
    assert User.objects.count() == 1


def test_a_connection_belongs_to_one_account(provider: Provider) -> None:
    esra, otto, client = connected(cast.esra()), cast.otto(), Client()
    client.force_login(otto)
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    assert sign_on(client, f"{LOGIN}?process=connect").status_code == 302
    assert SocialAccount.objects.get().user == esra


# Rights


@pytest.mark.parametrize("who", [cast.carl, cast.ada])
def test_the_second_factor_is_still_asked_of_those_who_have_one(who: Callable[[], User], provider: Provider) -> None:
    client = Client()
    connected(who())
    assert sign_on(client)["Location"] == SECOND_FACTOR
    assert client.get("/curation/queue/").status_code == 302
    assert client.get(PROFILE).status_code == 302


def test_a_curator_without_a_second_factor_can_only_set_one_up(provider: Provider) -> None:
    client = Client()
    connected(cast.without_second_factor(cast.carl()))
    assert sign_on(client)["Location"] == PROFILE
    assert client.get("/curation/queue/")["Location"] == "/accounts/2fa/totp/activate/"


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    client = Client()
    connected(cast.dora())
    assert sign_on(client)["Location"] == "/accounts/inactive/"
    assert client.get(PROFILE).status_code == 302


# What must be refused


def refused(answer: Any) -> bool:
    assert answer.status_code == 401
    assert "<h1>Single sign-on did not work</h1>" in answer.content.decode()
    return not User.objects.exists() and not SocialAccount.objects.exists()


def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


Bend = Callable[[dict[str, Any]], dict[str, Any]]
BENT: dict[str, Bend] = {
    "another nonce": lambda claims: claims | {"nonce": "0" * 64},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "another issuer": lambda claims: claims | {"iss": "https://evil.org"},
    "another audience": lambda claims: claims | {"aud": "another-site"},
    "another authorised party": lambda claims: claims | {"aud": [CLIENT, "another-site"], "azp": "another-site"},
    "another person": lambda claims: claims | {"sub": "9999"},
    "no person": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "an hour old": lambda claims: claims | {"iat": claims["iat"] - 3600, "exp": claims["exp"] - 3600},
    "no end": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT)
def test_a_token_that_says_the_wrong_thing_is_refused(bend: Bend, reader: Client, provider: Provider) -> None:
    provider.bend = bend
    assert refused(sign_on(reader))


def test_a_token_with_a_wrong_signature_is_refused(reader: Client, provider: Provider) -> None:
    key = other_key()
    public = provider.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kid = {"kid": KEY_ID}
    signers: dict[str, Callable[[dict[str, Any]], str]] = {
        "another key": lambda claims: provider.signed(claims, key),
        "a key nobody knows": lambda claims: provider.signed(claims, kid="unknown"),
        "no signature": lambda claims: jwt.encode(claims, None, algorithm="none", headers=kid),
        "the public key as a password": lambda claims: jwt.encode(claims, public, algorithm="HS256", headers=kid),
        "our password": lambda claims: jwt.encode(claims, SECRET * 2, algorithm="HS256", headers=kid),
        "cut off": lambda claims: provider.signed(claims).rpartition(".")[0] + ".",
        "not a token": lambda claims: "not a token",
    }
    for name, sign in signers.items():
        provider.sign = sign
        assert refused(sign_on(reader)), name
    provider.sign = provider.signed
    assert sign_on(reader)["Location"] == PROFILE


def test_a_token_of_another_visit_is_refused(reader: Client, provider: Provider) -> None:
    kept: list[str] = []
    provider.sign = lambda claims: kept.append(provider.signed(claims)) or kept[0]  # type: ignore[func-returns-value]
    assert sign_on(reader)["Location"] == PROFILE
    User.objects.all().delete()
    assert refused(sign_on(Client()))


def test_user_information_about_somebody_else_is_refused(reader: Client, provider: Provider) -> None:
    provider.told = lambda person: person | {"sub": "9999"}
    assert refused(sign_on(reader))


def test_a_made_up_state_is_refused(reader: Client, provider: Provider) -> None:
    back = come_back(leave(reader))
    state = parse_qs(urlsplit(back).query)["state"][0]
    for wrong in (back.replace(state, "x" * len(state)), back.replace(f"&state={state}", "")):
        assert refused(reader.get(wrong)), wrong


def test_the_way_back_of_somebody_else_is_refused(reader: Client, provider: Provider) -> None:
    """Or an attacker could have others work in the attacker's account without noticing."""
    back = come_back(leave(Client()))
    assert refused(reader.get(back))


def test_the_way_back_works_once(reader: Client, provider: Provider) -> None:
    back = come_back(leave(reader))
    assert reader.get(back)["Location"] == PROFILE
    assert reader.get(back).status_code == 401


def test_a_stolen_code_is_of_no_use_without_the_verifier(reader: Client, provider: Provider) -> None:
    stolen = parse_qs(urlsplit(come_back(leave(Client()))).query)["code"][0]
    own = parse_qs(urlsplit(leave(reader)).query)["state"][0]
    assert refused(reader.get(CALLBACK, {"code": stolen, "state": own}))


def test_a_refusal_at_the_provider_is_told(reader: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(leave(reader)).query)["state"][0]
    answer = reader.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)
    assert "<h1>Sign-in was cancelled</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "change", [{"issuer": "https://evil.org"}, {"jwks_uri": None}, {"token_endpoint": "http://127.0.0.1:9/token"}]
)
def test_a_provider_that_is_wrongly_set_up_is_refused(
    change: dict[str, Any], reader: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = leave(reader)
    whole = provider.configuration()
    left = {name: value for name, value in (whole | change).items() if value is not None}
    monkeypatch.setattr(provider, "configuration", lambda: left)
    assert refused(reader.get(come_back(there)))


def test_a_provider_that_is_away_gets_a_page_and_no_crash(reader: Client, provider: Provider, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] = {"server_url": "http://127.0.0.1:9"}
    assert refused(reader.post(LOGIN))


# Where it is offered


def test_the_button_is_there_only_when_the_environment_names_a_provider(
    reader: Client, settings: Any, from_environment: dict[str, Any], tmp_path: Path
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = started(tmp_path)["SOCIALACCOUNT_PROVIDERS"]
    assert "Single sign-on" not in reader.get("/accounts/login/").content.decode()
    assert reader.get(LOGIN).status_code == 404
    assert reader.get(CALLBACK).status_code == 404
    settings.SOCIALACCOUNT_PROVIDERS = from_environment["SOCIALACCOUNT_PROVIDERS"]
    assert "Sign in with Example University" in reader.get("/accounts/login/").content.decode()
    assert reader.get("/accounts/oidc/another/login/").status_code == 404
