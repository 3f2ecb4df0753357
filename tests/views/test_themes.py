"""The themes, and one theme with its practices."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from practices.models import Practice, Theme, User
from practices.views.themes import counted_themes
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_ada(ada: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = ada
    return request


def test_each_theme_counts_its_practices_once_with_those_below(request_of_ada: HttpRequest) -> None:
    for theme in counted_themes(request_of_ada):
        for each in (theme, *theme.subthemes):
            assert each.count == Practice.objects.published().in_theme(each).count() > 0


def test_a_theme_shows_its_practices_and_those_of_its_sub_themes() -> None:
    page = Page(Client().get("/themes/custodial-setting/").content.decode())
    count = Practice.objects.in_theme(Theme.objects.get(slug="custodial-setting")).count()
    assert f"{count} practices" in page.texts("h2")
    assert {"/themes/staff-and-trust/", "/practices/good-prison-standards/"} <= set(page.links)


def test_a_theme_without_practices_says_so() -> None:
    factories.theme()
    assert "There is no practice here yet" in Client().get("/themes/test-theme/").content.decode()


def test_a_note_about_a_theme_that_is_gone_is_left_out() -> None:
    theme = factories.theme(elsewhere=[{"theme": "no-such", "words": "lost"}, {"theme": "aftercare", "words": "found"}])
    page = Page(Client().get(theme.get_absolute_url()).content.decode())
    assert "Found: Aftercare" in " ".join(page.text.split())
    assert "Lost" not in page.text
