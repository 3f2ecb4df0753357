"""The reader's choice of colours: the one cookie, set by POST only, and no way out of the site."""

import pytest
from django.test import Client, override_settings

from practices.views.display import YEAR
from tests.markup import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_choice_is_kept_for_a_year_in_a_cookie_scripts_cannot_read(reader: Client, colours: str) -> None:
    response = reader.post("/display/", {"colours": colours, "next": "/themes/"})
    assert (response.status_code, response["Location"]) == (302, "/themes/")
    cookie = response.cookies["display"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (colours, YEAR, True, "Lax")
    assert list(response.cookies) == ["display"]


def test_the_choice_shows_on_every_page_and_in_the_form(reader: Client) -> None:
    reader.post("/display/", {"colours": "dark"})
    page = Page(reader.get("/").content.decode())
    assert page.all("html")[0].attributes["data-theme"] == "dark"
    assert [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes] == ["dark"]


def test_system_takes_the_cookie_away(reader: Client) -> None:
    reader.post("/display/", {"colours": "dark"})
    response = reader.post("/display/", {"colours": "system"})
    assert response.cookies["display"]["max-age"] == 0
    assert "data-theme" not in Page(reader.get("/").content.decode()).all("html")[0].attributes


@pytest.mark.parametrize("colours", ["", "pink", "dark ", "<script>"])
def test_an_unknown_choice_is_refused(reader: Client, colours: str) -> None:
    response = reader.post("/display/", {"colours": colours})
    assert (response.status_code, response.cookies) == (400, {})


@pytest.mark.parametrize("value", ["pink", '"><script>', ""])
def test_a_made_up_cookie_is_ignored(reader: Client, value: str) -> None:
    reader.cookies["display"] = value
    html = reader.get("/").content.decode()
    assert "data-theme" not in html
    assert "pink" not in html


@pytest.mark.parametrize("origin", ["https://evil.org", "null", "http://testserver.evil.org", "http://evil.org:80"])
def test_a_form_sent_from_another_site_is_refused(reader: Client, origin: str) -> None:
    response = reader.post("/display/", {"colours": "dark"}, headers={"origin": origin})
    assert (response.status_code, response.cookies) == (400, {})


def test_a_form_sent_from_here_needs_no_token() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/display/", {"colours": "dark"}, headers={"origin": "http://testserver"})
    assert response.status_code == 302
    assert "csrf" not in response.cookies


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.org/",
        "//evil.org/",
        "///evil.org/",
        "/\\evil.org/",
        "\\\\evil.org/",
        "http:evil.org",
        "http:///evil.org",
        "javascript:alert(1)",
        "https://testserver@evil.org/",
        "http://testserver.evil.org/",
        " //evil.org",
        "\t//evil.org",
        "/\t/evil.org",
        "\x00//evil.org",
        "ftp://testserver/",
        "",
    ],
)
def test_the_way_back_never_leaves_the_site(reader: Client, wanted: str) -> None:
    response = reader.post("/display/", {"colours": "dark", "next": wanted})
    assert response["Location"] == "/display/"


def test_the_way_back_keeps_its_query(reader: Client) -> None:
    response = reader.post("/display/", {"colours": "dark", "next": "/practices/?phase=intake&page=2"})
    assert response["Location"] == "/practices/?phase=intake&page=2"


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_over_https_the_cookie_is_secure(reader: Client) -> None:
    response = reader.post("/display/", {"colours": "dark"}, secure=True)
    assert response.cookies["display"]["secure"] is True


def test_opening_the_page_writes_nothing(reader: Client) -> None:
    response = reader.get("/display/?colours=dark&next=/")
    assert (response.status_code, response.cookies) == (200, {})


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(reader: Client, method: str) -> None:
    assert getattr(reader, method)("/display/").status_code == 405
