"""Outgoing links: which there are, when each is asked again, and what its answers make of it.

Nothing here asks anybody: exchange/asking.py does, one address at a time, and hands in the answer.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from practices.models import LinkCheck, LinkState, PracticeText, Source, User
from practices.workflow.errors import Refused
from practices.workflow.log import record
from practices.workflow.publication import only_curators

FINE_FOR, UNCLEAR_FOR = timedelta(days=30), timedelta(days=7)
AGAIN = (timedelta(days=1), timedelta(days=2), timedelta(days=4))
"""How long to wait after the first failure, the second, and each further one."""
MOMENT = timedelta(minutes=1)
"""No link is asked twice within it, however often somebody presses the button."""
LONGEST = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]()]+[^\s<>\"'\[\]().,;:!?]")


@dataclass(frozen=True)
class Answer:
    """What came of asking. ``state`` is fine, moved, unclear or failing; without a number nobody answered."""

    state: LinkState
    status: int | None = None
    said: str = ""
    moved_to: str = ""


def addresses_in(text: str) -> set[str]:
    return set(_ADDRESS.findall(text))


def places() -> dict[str, list[Source | PracticeText]]:
    """Every outgoing address, with the sources and live texts that lead to it. Two queries."""
    found: dict[str, list[Source | PracticeText]] = defaultdict(list)
    for source in Source.objects.exclude(url=""):
        found[source.url].append(source)
    texts = PracticeText.objects.live().filter(practice__status="published", body__contains="://")
    for text in texts.select_related("practice"):
        for address in sorted(addresses_in(text.body)):
            found[address].append(text)
    return {address: rows for address, rows in found.items() if len(address) <= LONGEST}


@transaction.atomic
def gather() -> None:
    """A row for each address that is led to, and none for any other."""
    wanted = set(places())
    known = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.filter(url__in=known - wanted).delete()
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in sorted(wanted - known)], ignore_conflicts=True)


@transaction.atomic
def take_down(url: str, answer: Answer, now: datetime) -> LinkCheck | None:
    """Note the answer. A link is called dead only when it failed again and again over days; the log says so, and when
    it answers again."""
    check = LinkCheck.objects.select_for_update().filter(url=url).first()
    if check is None:
        return None
    was_dead = check.is_dead
    check.status, check.said, check.moved_to = answer.status, answer.said[:200], answer.moved_to[:2_000]
    check.state, check.checked_at = answer.state, now
    if answer.state == LinkState.FAILING:
        check.failures += 1
        check.failing_since = check.failing_since or now
        check.due_at = now + AGAIN[min(check.failures, len(AGAIN)) - 1]
        if was_dead or check.has_failed_long_enough(now):
            check.state = LinkState.DEAD
    else:
        check.failures, check.failing_since = 0, None
        check.due_at = now + (UNCLEAR_FOR if answer.state == LinkState.UNCLEAR else FINE_FOR)
    check.save()
    if check.is_dead != was_dead:
        after = {"state": check.state, "status": check.status}
        record("dead-link" if check.is_dead else "link-alive", "link", url[:120], by=None, after=after, note=check.said)
    return check


@transaction.atomic
def ask_again(check: LinkCheck, *, by: User, now: datetime) -> None:
    """It is due at once, whenever it would have been its turn."""
    only_curators(by)
    row = LinkCheck.objects.select_for_update().filter(pk=check.pk).first()
    if row is None:
        raise Refused("This address is led to no longer.")
    if row.checked_at and now - row.checked_at < MOMENT:
        raise Refused("This link was checked less than a minute ago.")
    row.due_at = now
    row.save(update_fields=["due_at"])
    record("ask-again", "link", row.url[:120], by=by)


@transaction.atomic
def keep_copy(source: Source, archived_url: str, *, by: User) -> None:
    """Where an archived copy of a source is; the source's page shows it."""
    only_curators(by)
    row = Source.objects.select_for_update().get(pk=source.pk)
    before = row.archived_url
    row.archived_url = archived_url
    row.save(update_fields=["archived_url"])
    if before != archived_url:
        after = {"archived_url": archived_url}
        record("change", "source", row.slug, by=by, before={"archived_url": before}, after=after)
