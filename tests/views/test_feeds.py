"""Feeds of what was published lately."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from practices.models import Practice, PracticeText, Revision, Theme
from practices.workflow.naming import rename
from practices.workflow.publication import publish
from tests import factories

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (made by the portal itself)


def texts(root: Any, path: str) -> list[str]:
    return [found.text or "" for found in root.findall(path, ATOM)]


def change(title: str, **fields: Any) -> Revision:
    text = PracticeText.objects.get(practice__slug="test-practice")
    text.title = title
    return publish(text, by=None, **{"note": "Why.", "credit": ""} | fields)


def test_every_version_is_an_entry_with_its_permanent_address(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example.org"
    factories.published()
    change("Better title", note="A <b>better</b> title.", credit="An expert, An institute", minor=True)
    root = feed("/changes/feed.atom")
    first = root.find("a:entry", ATOM)
    number = Revision.objects.get(number=2).practice.number
    assert texts(first, "a:title") == [f"P-{number} Better title, version 2"]
    assert texts(first, "a:id") == [f"https://portal.example.org/p/{number}/v2/"]
    assert first.find("a:link", ATOM).get("href") == f"https://portal.example.org/p/{number}/v2/"
    assert texts(first, "a:summary") == ["A <b>better</b> title."]
    assert texts(first, "a:author/a:name") == ["An expert, An institute"]
    assert first.find("a:category", ATOM).get("term") == "Wording only"
    assert root.find("a:link[@rel='self']", ATOM).get("href") == "https://portal.example.org/changes/feed.atom"


def test_a_feed_of_a_practice_or_theme_holds_nothing_else() -> None:
    factories.published()
    change("Better title")
    assert len(texts(feed("/practices/test-practice/feed.atom"), "a:entry/a:title")) == 2
    theme = Theme.objects.get(slug="aftercare")
    of_theme = texts(feed("/themes/aftercare/feed.atom"), "a:entry/a:id")
    numbers = {f"/p/{n}/" for n in theme.practices.values_list("number", flat=True)}
    numbers |= {f"/p/{n}/" for child in theme.children.all() for n in child.practices.values_list("number", flat=True)}
    assert of_theme
    assert all(any(number in address for number in numbers) for address in of_theme)


def test_drafts_are_in_no_feed_even_for_those_who_edit(ada_client: Client) -> None:
    practice = factories.published()
    Practice.objects.filter(pk=practice.pk).update(status="draft")
    assert f"/p/{practice.number}/".encode() not in ada_client.get("/changes/feed.atom").content
    assert ada_client.get("/practices/test-practice/feed.atom").status_code == 404


def test_a_feed_follows_a_new_address() -> None:
    factories.published()
    rename(PracticeText.objects.get(practice__slug="test-practice").practice, "newly-named", by=None, note="")
    assert Client().get("/practices/test-practice/feed.atom")["Location"] == "/practices/newly-named/feed.atom"


def test_letters_that_xml_does_not_know_do_not_break_it() -> None:
    factories.published()
    change("Better\x0b title", note="Form\x0cfeed")
    assert "Formfeed" in texts(feed("/changes/feed.atom"), "a:entry/a:summary")


@pytest.mark.parametrize(
    "path", ["/changes/", "/themes/aftercare/", "/practices/trust-between-staff-and-detainees/history/"]
)
def test_pages_name_their_feed(path: str) -> None:
    text = Client().get(path, follow=True).content.decode()
    assert 'rel="alternate" type="application/atom+xml"' in text
