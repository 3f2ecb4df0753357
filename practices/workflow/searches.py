"""What was looked for in vain, kept for curators. The one thing a page view writes; docs/decisions says why."""

import re

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from practices.models import FailedSearch

LONGEST, MOST_ROWS = 80, 2_000
_PERSONAL = re.compile(r"@|(?:\d[\s./()+-]*){4,}|https?:|www\.")
"""An address, or a number of four digits or more, also when they are written in groups."""


def note_failed(query: str) -> None:
    """Count the query, without who asked or when in the day. What may hold personal data, such as an address or a
    long number, is not kept. A busy database is no reason to fail a reader.
    """
    text = " ".join(query.casefold().split())
    if not text or len(text) > LONGEST or _PERSONAL.search(text):
        return
    today = timezone.localdate()
    try:
        with transaction.atomic():
            if FailedSearch.objects.filter(query=text).update(times=F("times") + 1, last_on=today):
                return
            if FailedSearch.objects.count() < MOST_ROWS:
                FailedSearch.objects.get_or_create(query=text)
    except DatabaseError:
        return
