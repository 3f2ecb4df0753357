"""One's own account: what is said, what is held, leaving."""

import json
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from practices.models import LogEntry, Role, User
from practices.workflow.people import set_role
from tests import cast
from tests.markup import Page

pytestmark = pytest.mark.django_db

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


def test_an_account_is_deleted_after_a_word_of_agreement_only(client: Client, esra: User) -> None:
    assert client.get("/accounts/profile/delete/").status_code == 200
    assert "There is a problem" in client.post("/accounts/profile/delete/", {"sent": "empty"}).content.decode()
    assert User.objects.filter(pk=esra.pk).exists()
    answer = client.post("/accounts/profile/delete/", {"confirm": "on"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Your account is deleted." in answer.content.decode()
    assert not User.objects.filter(pk=esra.pk).exists()
    assert not UserSession.objects.filter(user_id=esra.pk).exists()
    assert client.get("/accounts/profile/").status_code == 302


def test_another_session_of_a_deleted_account_is_over(client: Client, esra: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(esra)
    client.post("/accounts/profile/delete/", {"confirm": "on"})
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert elsewhere.get("/").status_code == 200


def test_the_last_administrator_is_told_why_not(ada_client: Client, ada: Any) -> None:
    answer = ada_client.post("/accounts/profile/delete/", {"confirm": "on"})
    assert "You are the last administrator" in answer.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()


@pytest.mark.parametrize("path", ["profile", "profile/data.json", "profile/delete"])
def test_a_stranger_is_sent_to_sign_in(path: str, reader: Client) -> None:
    slash = "" if path.endswith("json") else "/"
    assert reader.get(f"/accounts/{path}{slash}")["Location"].startswith("/accounts/login/?next=/accounts/")
