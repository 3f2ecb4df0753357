"""What was published lately."""

import pytest
from django.test import Client

from practices.models import PracticeText
from practices.workflow.publication import publish
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def test_every_version_is_listed_newest_first_with_its_note_and_what_changed() -> None:
    practice = factories.published()
    text = PracticeText.objects.get(practice=practice)
    text.title = "Better title"
    publish(text, by=None, note="A <b>better</b> title.", credit="An expert, An institute")
    page = Page(Client().get("/changes/").content.decode())
    assert page.texts("h3")[:2] == ["Better title", "Try test practice"]
    assert "A <b>better</b> title." in page.text
    assert "An expert, An institute" in page.text
    assert "/practices/test-practice/compare/1..2/" in page.links


def test_all_versions_are_reached_page_by_page() -> None:
    found: list[str] = []
    for number in (1, 2, 3):
        page = Page(Client().get(f"/changes/?page={number}").content.decode())
        found += [link for link in page.links if link.startswith("/p/")]
    assert sorted(found) == sorted(f"/p/{number}/v1/" for number in range(1, 42))
