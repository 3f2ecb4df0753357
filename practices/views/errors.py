"""Pages for when something is wrong. Those for 500 and 503 need no database, session or user."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER = "30"
WRITTEN = {
    "title": "Title",
    "key_message": "Key message",
    "body": "Text",
    "related": "Related practices",
    "reason": "Reason",
    "summary": "Short title",
    "interest": "Interest",
    "message": "Message",
    "comment": "Comment",
    "own_body": "Your own wording",
}


def words_of(path: str) -> str:
    """The last part of an address as words to search for: /practices/prison-standards/ gives prison standards."""
    parts = [part for part in path.split("/") if part]
    words = re.sub(r"[^\w]+", " ", parts[-1] if parts else "").replace("_", " ")
    return " ".join(words.split())[:80]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/403_csrf.html", {"typed": typed(request)}, status=403)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote into a form that cannot be taken, to be shown so that they can copy it."""
    found = [(label, request.POST.get(name, "").strip()) for name, label in WRITTEN.items()]
    return [(label, text) for label, text in found if text]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", {"words": words_of(request.path)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain("errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _plain("errors/503.html", 503, {"Retry-After": RETRY_AFTER})


def _plain(template: str, status: int, headers: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponse(
        render_to_string(template), status=status, headers={"Cache-Control": "no-store"} | (headers or {})
    )
