"""Pages for when something is wrong. Those for 500 and 503 need no database, session or user."""

import re
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER = "30"
MOST_GIVEN_BACK = 5_000_000
"""Bytes of a form that are read although they are more than the portal takes."""
WRITTEN = {
    "title": "Title",
    "section_text": "Text of the section",
    "key_message": "Key message",
    "body": "Text",
    "related": "Related practices",
    "reason": "Reason",
    "summary": "Short title",
    "interest": "Interest",
    "message": "Message",
    "comment": "Comment",
    "note": "Change note",
    "own_body": "Your own wording",
    "own_kept": "Your own wording from before",
}
COMBINED = "text-own-"
"""How the names of fields begin in which a curator combines two readings."""

SHOW_AGAIN = ("propose", "propose-new", "proposal-edit", "proposal-follow-edit", "review")
"""Views that show what they are sent when it says do=preview, and do nothing else then."""


def words_of(path: str) -> str:
    """The last part of an address as words to search for: /practices/prison-standards/ gives prison standards."""
    parts = [part for part in path.split("/") if part]
    words = re.sub(r"[^\w]+", " ", parts[-1] if parts else "").replace("_", " ")
    return " ".join(words.split())[:80]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        request.POST = _too_big(request)
        return _plain(request, "errors/413.html", 413, {"put_back": {}})  # the same form would be too big again
    return _plain(request, "errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"typed": typed(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {"typed": typed(request), "put_back": put_back(request)}
    return render(request, "errors/403_csrf.html", context, status=403)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote into a form that cannot be taken, to be shown so that they can copy it."""
    post = _post(request)
    found = [(label, post.get(name, "").strip()) for name, label in WRITTEN.items()]
    found += [("Combined version", post.get(name, "").strip()) for name in post if name.startswith(COMBINED)]
    return [(label, text) for label, text in found if text]


def put_back(request: HttpRequest) -> dict[str, Any]:
    """What a button needs that shows the same form again with all that was typed. It changes nothing: whoever presses
    it, the form has still to be sent by hand. Only for views that know it so, and not for what another site sent."""
    match = request.resolver_match
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return {}
    if not typed(request) or match is None or match.url_name not in SHOW_AGAIN:
        return {}
    pairs = [pair for pair in sent_pairs(request) if pair[0] not in ("do", "go", "about")]
    return {"action": request.get_full_path(), "pairs": pairs, "token": get_token(request)}


def sent_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """All fields that were sent, but for passwords and the token of the form."""
    pairs = [(name, str(value)) for name, values in _post(request).lists() for value in values]
    return [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken" and "password" not in pair[0]]


def _post(request: HttpRequest) -> QueryDict:
    """Empty when it cannot be read, which may be just what went wrong."""
    try:
        return request.POST
    except RequestDataTooBig:
        request.POST = _too_big(request)
        return request.POST
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return QueryDict()


def _too_big(request: HttpRequest) -> Any:
    """A form that is too big to be taken, read all the same so that its text can be given back."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > MOST_GIVEN_BACK or request.content_type != "application/x-www-form-urlencoded":
        return QueryDict()
    try:
        return QueryDict(request.read(size), encoding=request.encoding)
    except (SuspiciousOperation, UnreadablePostError, UnicodeDecodeError):
        return QueryDict()


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"words": words_of(request.path), "typed": typed(request)}
    return render(request, "errors/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(request, "errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _plain(request, "errors/503.html", 503, headers={"Retry-After": RETRY_AFTER})


def _plain(
    request: HttpRequest,
    template: str,
    status: int,
    context: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    known = {"typed": typed(request), "put_back": put_back(request)} | (context or {})
    headers = {"Cache-Control": "no-store"} | (headers or {})
    return HttpResponse(render_to_string(template, known), status=status, headers=headers)
