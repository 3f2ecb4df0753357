"""The door: an account, then the right, then the second factor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from practices.views import access
from tests import cast

pytestmark = pytest.mark.django_db

View = Callable[[HttpRequest], HttpResponse]


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(access.person(request).name if request.user.is_authenticated else "inside")


SIGNED_IN, CURATORS, ADMINISTRATORS = (
    door(plain) for door in (access.signed_in, access.curators_only, access.administrators_only)
)


def knock(view: View, user: Any, path: str = "/wanted/?page=2") -> HttpResponse | str:
    """The answer to somebody, or "no"."""
    request: Any = RequestFactory().get(path)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    try:
        return view(request)
    except PermissionDenied:
        return "no"


@pytest.mark.parametrize("view", [SIGNED_IN, CURATORS, ADMINISTRATORS])
def test_a_stranger_is_sent_to_sign_in_and_back(view: View) -> None:
    answer = knock(view, AnonymousUser())
    assert isinstance(answer, HttpResponse)
    assert answer["Location"] == "/accounts/login/?next=/wanted/%3Fpage%3D2"


@pytest.mark.parametrize(
    ("view", "who"),
    [
        (SIGNED_IN, cast.esra),
        (SIGNED_IN, cast.carl),
        (CURATORS, cast.carl),
        (CURATORS, cast.ada),
        (ADMINISTRATORS, cast.ada),
    ],
)
def test_those_who_may_come_in(view: View, who: Callable[[], Any]) -> None:
    answer = knock(view, who())
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("view", "who"),
    [(CURATORS, cast.esra), (ADMINISTRATORS, cast.esra), (ADMINISTRATORS, cast.carl), (SIGNED_IN, cast.dora)],
)
def test_others_are_told_no(view: View, who: Callable[[], Any]) -> None:
    assert knock(view, who()) == "no"


@pytest.mark.parametrize(("view", "who"), [(CURATORS, cast.carl), (CURATORS, cast.ada), (ADMINISTRATORS, cast.ada)])
def test_those_who_decide_set_up_a_second_factor_first(view: View, who: Callable[[], Any]) -> None:
    person = cast.without_second_factor(who())
    answer = knock(view, person)
    assert isinstance(answer, HttpResponse)
    assert answer["Location"] == "/accounts/2fa/totp/activate/"
    own = knock(SIGNED_IN, person)
    assert isinstance(own, HttpResponse)
    assert own.status_code == 200


def test_the_door_keeps_the_name_of_what_is_behind_it() -> None:
    assert SIGNED_IN.__name__ == "plain"
