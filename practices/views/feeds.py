"""What was published lately, to subscribe to: of the whole collection, of one theme, of one practice."""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from practices.models import FormerSlug, Practice, Revision, Theme
from practices.querysets import RevisionQuerySet
from practices.views.finding import Moved, find
from practices.views.listing import READING_LANGUAGE

SIZE = 50
"""Versions in a feed, the newest first."""
READER = AnonymousUser()
"""Programs fetch feeds without signing in, so everybody gets the same."""
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    return _atom(request, _revisions(), "Changes", reverse("practices:change-list"))


@require_safe
def changes_in_theme(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        theme = find(request, Theme.objects.all(), slug, FormerSlug.Kind.THEME)
    except Moved as moved:
        return moved.redirect
    filed = Practice.objects.visible_to(READER).in_theme(theme)
    return _atom(request, _revisions().filter(practice__in=filed), f"Changes in {theme.name}", theme.get_absolute_url())


@require_safe
def changes_of_practice(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        practice = find(request, Practice.objects.visible_to(READER), slug, FormerSlug.Kind.PRACTICE)
    except Moved as moved:
        return moved.redirect
    history = reverse("practices:practice-history", args=[practice.slug])
    return _atom(request, _revisions().filter(practice=practice), f"Changes of {practice.code}", history)


def _revisions() -> RevisionQuerySet:
    return Revision.objects.visible_to(READER).in_language(READING_LANGUAGE).newest_first().for_list()


def _atom(request: HttpRequest, revisions: RevisionQuerySet, title: str, about: str) -> HttpResponse:
    feed = Atom1Feed(
        title=f"{title} – {settings.SITE_NAME}",
        link=f"{settings.SITE_URL}{about}",
        description="Every version that is published, newest first.",
        language="en-GB",
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for revision in revisions[:SIZE]:
        address = f"{settings.SITE_URL}{revision.get_absolute_url()}"
        feed.add_item(
            title=_clean(f"{revision.practice.code} {revision.title}, version {revision.number}"),
            link=address,
            unique_id=address,
            description=_clean(revision.note),
            pubdate=revision.created_at,
            updateddate=revision.created_at,
            author_name=_clean(revision.credit) or settings.SITE_NAME,
            categories=["Wording only"] if revision.is_minor else [],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
