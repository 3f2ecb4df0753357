"""Editions: what they held on their day, for good."""

import pytest
from django.test import Client

from practices.models import Edition, Practice, PracticeText
from practices.workflow.publication import publish
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(path: str) -> Page:
    return Page(Client().get(path).content.decode())


def test_an_edition_lists_its_versions_by_number() -> None:
    links = [link for link in page("/editions/1/").links if link.startswith("/p/")]
    assert links == [f"/p/{number}/v1/" for number in range(1, 42)]


def test_an_edition_keeps_the_title_a_practice_had() -> None:
    text = PracticeText.objects.get(practice=Practice.objects.get(number=1))
    old, text.title = text.title, "A later title"
    publish(text, by=None, note="Later.")
    titles = page("/editions/1/").texts("h3")
    assert old in titles
    assert "A later title" not in titles


def test_the_list_counts_the_practices_of_each_edition() -> None:
    Edition.objects.create(number=2, title="Second edition", published_on="2027-01-01")
    found = page("/editions/")
    assert found.texts("h2")[:2] == ["Second edition", "First edition"]
    assert "0 practices" in found.text
    assert "41 practices" in found.text
