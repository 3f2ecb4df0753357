"""Pages for when something is wrong; how they look is in tests/test_templates.py."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from practices.models import User
from practices.views import errors


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/practices/prison-standards/", "prison standards"),
        ("/a/b_c.html", "b c html"),
        ("/", ""),
        ("/---/", ""),
        ("/\x00x\x00/", "x"),
        ("/" + "a" * 200, "a" * 80),
        ("/السجن/", "السجن"),
    ],
)
def test_the_last_part_of_an_address_is_read_as_words(path: str, words: str) -> None:
    assert errors.words_of(path) == words


def test_a_request_that_cannot_be_read_gets_a_page() -> None:
    response = errors.bad_request(HttpRequest(), ValueError())
    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")


@pytest.mark.django_db
def test_who_may_not_open_a_page_is_told_what_they_can_do(ada: User) -> None:
    request = RequestFactory().get("/")
    request.user = ada
    response = errors.forbidden(request, PermissionDenied())
    assert response.status_code == 403
    assert "You can still read everything that is published" in response.content.decode()
