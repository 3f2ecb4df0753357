"""What every page knows about the site and the reader's display choice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from practices.views.display import COLOURS, COOKIE


def colours(request: HttpRequest) -> str:
    """The colours the reader chose, ``system`` when there is no (or no valid) choice."""
    chosen = request.COOKIES.get(COOKIE, "system")
    return chosen if chosen in COLOURS else "system"


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_url": settings.SITE_URL,
        "site_contact": settings.SITE_CONTACT,
        "colours": colours(request),
    }
