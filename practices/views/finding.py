"""Finding one thing by its slug: the access rule first, then a former slug, then 404."""

import re
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse

from practices.models import FormerSlug

Found = TypeVar("Found", bound=Model)


def whole_number(text: str) -> int | None:
    """What somebody typed or put into an address, if it is a number that a row could have."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


class Moved(Exception):
    """The thing has another slug now. Raised by find(); ``redirect`` is the answer to give."""

    def __init__(self, redirect: HttpResponsePermanentRedirect) -> None:
        super().__init__(redirect.url)
        self.redirect = redirect


def find(request: HttpRequest, allowed: QuerySet[Found], slug: str, kind: FormerSlug.Kind) -> Found:
    """The row with this slug among those allowed. Raises Moved for a former slug, Http404 for all else."""
    found = allowed.filter(slug=slug).first()
    if found:
        return found
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first()
    moved = allowed.filter(pk=former.object_id).first() if former else None
    if moved is None:
        raise Http404(f"no {kind} {slug}")
    match = request.resolver_match
    assert match  # noqa: S101  (a view was found)
    # What has former slugs has one.
    today = reverse(match.view_name, kwargs=match.kwargs | {"slug": moved.slug})  # type: ignore[attr-defined]
    query = request.META.get("QUERY_STRING")
    # A form sent to the former slug is sent on with all that was typed.
    address, is_form = f"{today}?{query}" if query else today, request.method == "POST"
    raise Moved(HttpResponsePermanentRedirect(address, preserve_request=is_form))
