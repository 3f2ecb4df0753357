"""The front page."""

import pytest
from django.test import Client

from practices.models import Practice, Theme
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def home() -> Page:
    return Page(Client().get("/").content.decode())


def test_it_counts_the_practices_and_shows_every_theme() -> None:
    page = home()
    assert "41 practices, set out paragraph by paragraph" in page.text
    assert {theme.get_absolute_url() for theme in Theme.objects.all()} <= set(page.links)


def test_it_shows_what_changed_last() -> None:
    factories.published()
    assert "Try test practice" in home().texts("h3")


def test_without_its_specimen_it_still_opens() -> None:
    Practice.objects.filter(number=3).update(status="draft")
    page = home()
    assert not page.all("figure")
    assert len(page.all("h1")) == 1
