"""The administration pages have no door of their own."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize("path", ["/admin/", "/admin/practices/user/", "/admin/login/", "/admin/login/?next=/admin/"])
def test_a_stranger_is_sent_to_the_portals_own_sign_in(reader: Client, path: str) -> None:
    answer = reader.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert 'name="login"' in answer.content.decode()


def test_the_sign_in_form_of_django_does_not_take_a_password(reader: Client) -> None:
    cast.ada()
    answer = reader.post("/admin/login/", {"username": "ada@example.org", "password": cast.PASSWORD, "next": "/admin/"})
    assert answer["Location"].startswith("/accounts/login/")
    assert "session" not in reader.cookies


def test_an_administrator_without_second_factor_is_sent_to_set_one_up() -> None:
    client = client_of(cast.without_second_factor(cast.ada()))
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    assert client.get("/admin/login/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.post("/admin/practices/theme/add/", {"name": "X"}).status_code == 302


def test_an_administrator_with_second_factor_gets_in(ada_client: Client) -> None:
    assert ada_client.get("/admin/").status_code == 200
    assert ada_client.get("/admin/login/?next=//evil.org/")["Location"] == "/admin/"


@pytest.mark.parametrize("who", [cast.carl, cast.esra])
def test_others_are_told_no(who: object) -> None:
    assert client_of(who()).get("/admin/", follow=True).status_code == 403  # type: ignore[operator]


def test_a_staff_flag_alone_opens_nothing() -> None:
    esra = cast.with_second_factor(cast.esra())
    type(esra).objects.filter(pk=esra.pk).update(is_staff=True)
    assert client_of(esra).get("/admin/", follow=True).status_code == 403
