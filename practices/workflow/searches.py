"""What was looked for in vain, kept for curators. The one thing a page view writes; docs/decisions says why."""

import re
from collections.abc import Iterable

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from practices.models import FailedSearch, User
from practices.permissions import can_review
from practices.workflow.errors import Refused
from practices.workflow.log import record

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
            _make_room()
            FailedSearch.objects.bulk_create([FailedSearch(query=text)], ignore_conflicts=True)
    except DatabaseError:
        return


def _make_room() -> None:
    """For one more row: those looked for least often, and longest ago, give way."""
    excess = FailedSearch.objects.count() - MOST_ROWS + 1
    if excess > 0:
        least = FailedSearch.objects.least_wanted().values_list("pk", flat=True)[:excess]
        FailedSearch.objects.filter(pk__in=list(least)).delete()


@transaction.atomic
def forget(ids: Iterable[int], *, by: User) -> int:
    """Take failed searches off the list, as dealt with or of no use; returns how many. The log says no more than
    that: a row may go because of what it says about somebody.
    """
    if not can_review(by):
        raise Refused("Only a curator can do this.")
    rows = FailedSearch.objects.select_for_update().filter(pk__in=list(ids))
    count, _ = FailedSearch.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if count:
        record("forget", "failed searches", "list", by=by, before={"rows": count})
    return count
