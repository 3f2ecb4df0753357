"""Headers for every response, and the page for the time the database is away."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from portal.middleware import PERMISSIONS, DatabaseOutage, ResponseHeaders


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/admin/login/"])
def test_every_answer_has_the_headers(path: str) -> None:
    response = Client().get(path)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == PERMISSIONS
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_header_that_a_view_has_set_stays() -> None:
    wanted = {"Cross-Origin-Resource-Policy": "cross-origin"}
    response = ResponseHeaders(lambda request: HttpResponse(headers=wanted))(HttpRequest())
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("error", [OperationalError("locked"), InterfaceError("closed")])
def test_a_database_that_is_away_is_answered_with_503(error: Exception) -> None:
    response = DatabaseOutage(lambda request: HttpResponse()).process_exception(HttpRequest(), error)
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_other_errors_are_left_to_django() -> None:
    middleware = DatabaseOutage(lambda request: HttpResponse("fine"))
    assert middleware.process_exception(HttpRequest(), ValueError()) is None
    assert middleware(HttpRequest()).content == b"fine"
