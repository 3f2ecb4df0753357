"""The frame of a page: kept for readers who are not signed in, and never for anybody else."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings

from practices.templatetags import frame
from tests import cast
from tests.markup import Page

HEADER = Template('{% load frame %}{% frame "_header.html" %}')


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    frame._for_anybody.cache_clear()
    yield
    frame._for_anybody.cache_clear()


def current(html: str) -> list[str]:
    return [tag.attributes["href"] for tag in Page(html).all("a") if "aria-current" in tag.attributes]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/", ""),
        ("/themes/", "themes"),
        ("/themes/aftercare/", "themes"),
        ("/p/3/v1/", "practices"),
        ("/editions/1/", "changes"),
        ("/themes", ""),
        ("/themesx/", ""),
        ("/search/", ""),
    ],
)
def test_an_address_belongs_to_the_section_it_begins_with(path: str, section: str) -> None:
    assert frame.section_of(path) == section


@pytest.mark.django_db
def test_each_page_has_its_own_address_and_section_in_the_kept_frame() -> None:
    client = Client()
    for _ in range(2):
        for path, marked in [("/themes/?a=1&b=%22", "/themes/"), ("/glossary/", "/glossary/")]:
            html = client.get(path).content.decode()
            assert current(html)[:2] == [path, marked]
            assert f'name="next" value="{path.replace("&", "&amp;")}"' in html
            assert frame.ADDRESS not in html


@pytest.mark.django_db
def test_the_colours_of_one_reader_are_not_anothers() -> None:
    dark, plain = Client(), Client()
    dark.cookies["display"] = "dark"
    for _ in range(2):
        assert '<option value="dark" selected>' in dark.get("/about/").content.decode()
        assert '<option value="system" selected>' in plain.get("/about/").content.decode()


@pytest.mark.django_db
def test_another_name_of_the_site_is_shown_at_once() -> None:
    Client().get("/about/")
    with override_settings(SITE_NAME="Name <of> another"):
        assert "Name &lt;of&gt; another</b>" in Client().get("/about/").content.decode()


@pytest.mark.django_db
def test_nothing_of_somebody_signed_in_is_kept() -> None:
    curator = Client()
    curator.force_login(cast.carl())
    theirs = curator.get("/about/").content.decode()
    assert "Carl Curator" in theirs
    assert "Sign out" in theirs
    assert frame._for_anybody.cache_info().currsize == 0
    anybodys = Client().get("/about/").content.decode()
    assert "Carl Curator" not in anybodys
    assert "Sign in" in anybodys
    again = curator.get("/about/").content.decode()
    assert "Carl Curator" in again


def test_what_is_kept_cannot_hold_what_the_page_or_the_request_has() -> None:
    request = RequestFactory().get("/about/")
    request.user = type("Nobody", (), {"is_authenticated": False, "name": "Carl Curator"})()
    context = Context(
        {"request": request, "site_name": "Site", "colours": "dark", "perms": {"practices": {"review": 1}}}
    )
    html = HEADER.render(context)
    assert "Curation" not in html
    assert "Carl Curator" not in html
    assert "<b>Site</b>" in html


def test_without_a_request_the_frame_is_that_of_anybody_and_not_kept() -> None:
    assert "Sign in" in HEADER.render(Context({"site_name": "Site"}))
    assert frame._for_anybody.cache_info().currsize == 0
