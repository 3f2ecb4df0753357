"""One's own account: what is said, what is held, leaving."""

import json
import time
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from practices.models import LogEntry, Proposal, Role, User
from practices.workflow.people import set_role
from tests import cast, factories
from tests.markup import Page

pytestmark = pytest.mark.django_db

DELETE = "/accounts/profile/delete/"
PROFILE = {"name": "Esra E.", "affiliation": "Example University", "country": "Türkiye"}
CHOICES = {"credit": "affiliation", "language": "en", "rhythm": "weekly"}


@pytest.fixture
def esra(db: None) -> User:
    return cast.esra()


@pytest.fixture
def client(esra: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": esra.email, "password": cast.PASSWORD})
    return client


def test_a_profile_is_saved_and_not_copied_into_the_log(client: Client, esra: User) -> None:
    before = LogEntry.objects.count()
    answer = client.post("/accounts/profile/", PROFILE | CHOICES, follow=True)
    assert "Your profile is saved." in answer.content.decode()
    esra.refresh_from_db()
    assert (esra.credit_line, esra.country, esra.rhythm) == ("Example University", "Türkiye", "weekly")
    assert LogEntry.objects.count() == before


def test_a_mistake_is_named_and_nothing_is_saved(client: Client, esra: User) -> None:
    answer = client.post("/accounts/profile/", PROFILE | CHOICES | {"credit": "loud"})
    page = Page(answer.content.decode())
    assert page.texts("title")[0].startswith("Error: ")
    assert "#id_credit" in page.links
    assert User.objects.get(pk=esra.pk).name == "Esra Expert"


def test_a_hostile_name_is_shown_as_words(client: Client) -> None:
    client.post("/accounts/profile/", PROFILE | CHOICES | {"name": "<script>alert(1)</script>"})
    text = client.get("/accounts/profile/").content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_whoever_waits_for_a_role_is_told(client: Client, esra: User, ada: Any) -> None:
    set_role(esra, Role.READER, by=ada)
    assert "An administrator has to give you a role" in client.get("/accounts/profile/").content.decode()


def test_the_data_comes_as_a_file_of_json_of_ones_own(client: Client, ada: Any) -> None:
    answer = client.get("/accounts/profile/data.json")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        *("application/json", 'attachment; filename="my-data.json"'),
    )
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["profile"]["email"] == "esra@example.org"
    assert b"ada@example.org" not in answer.content
    assert client.post("/accounts/profile/data.json").status_code == 405


def give_password(client: Client, password: str = cast.PASSWORD, to: str = DELETE) -> Any:
    return client.post(f"/accounts/reauthenticate/?next={to}", {"password": password})


def test_deleting_asks_for_the_password_first(client: Client, esra: User) -> None:
    for answer in (client.get(DELETE), client.post(DELETE, {"confirm": "on"})):
        assert unquote(answer["Location"]) == f"/accounts/reauthenticate/?next={DELETE}"
    assert give_password(client, "not the password").status_code == 200
    assert client.get(DELETE).status_code == 302
    assert User.objects.filter(pk=esra.pk).exists()


def test_with_a_second_factor_a_code_will_do(client: Client, esra: User) -> None:
    cast.with_second_factor(esra)
    client.get(DELETE)
    code = format_hotp_value(hotp_value(cast.SECRET, int(time.time()) // 30))
    assert client.post(f"/accounts/2fa/reauthenticate/?next={DELETE}", {"code": code})["Location"] == DELETE
    assert client.get(DELETE).status_code == 200


def test_what_was_agreed_to_before_the_password_counts_after_it(client: Client, esra: User) -> None:
    client.post(DELETE, {"confirm": "on"})
    assert give_password(client)["Location"] == "/"
    assert not User.objects.filter(pk=esra.pk).exists()


def test_an_account_is_deleted_after_a_word_of_agreement_only(client: Client, esra: User) -> None:
    give_password(client)
    assert client.get(DELETE).status_code == 200
    assert "There is a problem" in client.post(DELETE, {"sent": "empty"}).content.decode()
    assert User.objects.filter(pk=esra.pk).exists()
    answer = client.post(DELETE, {"confirm": "on"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Your account is deleted." in answer.content.decode()
    assert not User.objects.filter(pk=esra.pk).exists()
    assert not UserSession.objects.filter(user_id=esra.pk).exists()
    assert client.get("/accounts/profile/").status_code == 302


@pytest.mark.parametrize(("choice", "state"), [("keep", "submitted"), ("withdraw", "withdrawn")])
def test_open_proposals_are_kept_or_withdrawn_by_choice(choice: str, state: str, client: Client, esra: User) -> None:
    practice = factories.published()
    fields: dict[str, Any] = {"kind": "remark", "practice": practice, "proposer": esra, "submitted_at": timezone.now()}
    sent = Proposal.objects.create(state="submitted", **fields)
    give_password(client)
    assert "Your open proposals" in client.get(DELETE).content.decode()
    assert client.post(DELETE, {"confirm": "on"}).status_code == 200  # nothing is chosen for anybody
    assert client.post(DELETE, {"confirm": "on", "proposals": choice})["Location"] == "/"
    sent.refresh_from_db()
    assert (sent.state, sent.proposer, sent.proposer_name) == (state, None, "Former member")


def test_without_open_proposals_nothing_is_asked_about_them(client: Client) -> None:
    give_password(client)
    assert "Your open proposals" not in client.get(DELETE).content.decode()


def test_another_session_of_a_deleted_account_is_over(client: Client, esra: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(esra)
    give_password(client)
    client.post(DELETE, {"confirm": "on"})
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert elsewhere.get("/").status_code == 200


def test_the_last_administrator_is_told_why_not(ada_client: Client, ada: Any) -> None:
    give_password(ada_client)
    answer = ada_client.post(DELETE, {"confirm": "on"})
    assert "You are the last administrator" in answer.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()


@pytest.mark.parametrize("path", ["profile", "profile/data.json", "profile/delete"])
def test_a_stranger_is_sent_to_sign_in(path: str, reader: Client) -> None:
    slash = "" if path.endswith("json") else "/"
    assert reader.get(f"/accounts/{path}{slash}")["Location"].startswith("/accounts/login/?next=/accounts/")
