"""The door to pages that are not for everybody: an account, then the right, then the second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from practices.models import User
from practices.permissions import Person, can_administer, can_review, needs_second_factor
from practices.views.errors import typed
from practices.views.keeping import keep, may_keep, signed_out

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Who is signed in; only for views behind one of the doors below."""
    return cast(User, request.user)


def _door(allowed: Callable[[Person], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if typed(request):
                    return signed_out(request, keep(request) if may_keep(request) else "")
                return redirect_to_login(request.get_full_path())
            if not allowed(person(request)):
                raise PermissionDenied
            if needs_second_factor(person(request)) and allowed is not has_account:
                messages.warning(request, "Your role needs a second factor before you can go on.")
                return redirect("mfa_activate_totp")
            return view(request, *args, **kwargs)

        return behind

    return decorate


def has_account(user: Person) -> bool:
    return user.is_active


signed_in = _door(has_account)
curators_only = _door(can_review)
administrators_only = _door(can_administer)


def open_to_guests(view: View) -> View:
    """People with an account, and guests where the setting lets them; nobody while proposals are closed.

    What somebody has typed already goes through to the view, which shows it again with the workflow's refusal.
    """
    behind = signed_in(view)

    @never_cache
    @wraps(view)
    def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = request.method == "POST"
        if settings.GUEST_PROPOSALS == "closed" and not sent:
            return render(request, "proposals/closed.html", status=403)
        if sent or settings.GUEST_PROPOSALS == "everybody":
            return view(request, *args, **kwargs)
        return behind(request, *args, **kwargs)

    return either
