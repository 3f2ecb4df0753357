"""What somebody typed, set aside in the session while they sign in, so that they come back to it."""

from urllib.parse import urlencode

from allauth.core.internal import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from practices.views.errors import SHOW_AGAIN, sent_pairs, typed

NAME = "kept"
RESUME = "resume"
RESUMED = (*SHOW_AGAIN, "proposal-act")
"""Views whose pages show again what was set aside for them."""
MOST_CHARACTERS = 200_000
LIMITS = {"keep-network": "20/h/key"}


def network(request: HttpRequest) -> str:
    """The sender's network under a keyed hash; the address itself is stored nowhere."""
    return salted_hmac("propose", ratelimit.get_ip(request)).hexdigest()


def within(request: HttpRequest, limits: dict[str, str], keys: dict[str, str]) -> bool:
    """Whether this is not too much, counted for each action by its key."""
    return all(
        ratelimit.consume(request, app="practices", action=action, config=limits, key=key)
        for action, key in keys.items()
    )


def may_keep(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in RESUMED


def keep(request: HttpRequest) -> str:
    """Set aside what was sent. Returns the address to come back to after signing in; empty if it is too much to keep.

    A form can name another address in ``back``, where its own takes no GET.
    """
    back = request.POST.get("back", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, None):
        back = request.get_full_path()
    pairs = sent_pairs(request)
    size = sum(len(name) + len(value) for name, value in pairs)
    if size > MOST_CHARACTERS or not within(request, LIMITS, {"keep-network": network(request)}):
        return ""
    path, _, query = back.partition("?")
    request.session[NAME] = {"path": path, "data": urlencode(pairs)}
    return f"{path}?{query}&{RESUME}=1" if query else f"{path}?{RESUME}=1"


def kept(request: HttpRequest) -> QueryDict | None:
    """What was set aside for this page, when somebody comes back to it."""
    found = request.session.get(NAME)
    if RESUME not in request.GET or not found or found["path"] != request.path:
        return None
    return QueryDict(found["data"])


def forget(request: HttpRequest) -> None:
    request.session.pop(NAME, None)


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back to what was typed."""
    back = keep(request)
    return redirect_to_login(back) if back else signed_out(request)


def signed_out(request: HttpRequest, back: str = "") -> HttpResponse:
    """What was typed, to be copied, and the way ``back`` to it where it was set aside."""
    return render(request, "errors/signed_out.html", {"typed": typed(request), "back": back}, status=403)
