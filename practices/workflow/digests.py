"""One mail a day, or a week, to curators: what waits for them. Never about their own acts, never about nothing."""

from datetime import date
from statistics import median

from django.conf import settings
from django.utils import timezone

from practices.models import Decision, Proposal, Rhythm, Role, User
from practices.workflow.outbox import owe

LISTED = 10
MEASURED = 200


def owe_digests(today: date | None = None) -> int:
    """Owe today's digest to every curator who has something waiting and wants to hear today. Returns how many."""
    today = today or timezone.localdate()
    owed = 0
    for curator in User.objects.filter(is_active=True, groups__name__in=[Role.CURATOR, Role.ADMINISTRATOR]).distinct():
        if curator.rhythm == Rhythm.NEVER or (curator.rhythm == Rhythm.WEEKLY and today.weekday() != 0):
            continue
        waiting = (
            Proposal.objects.waiting().exclude(proposer=curator).select_related("practice").order_by("submitted_at")
        )
        count = waiting.count()
        if count:
            subject = f"{count} proposal{'s' if count > 1 else ''} to look at"
            key = f"digest-{curator.pk}-{today}"
            owe("digest", key, subject, to=curator, count=count, proposals=list(waiting[:LISTED]), listed=LISTED)
            owed += 1
    return owed


def promise() -> dict[str, float | int | None]:
    """The promised days and the true median, in days, of the last decisions; None before there are any."""
    rows = Decision.objects.filter(proposal__submitted_at__isnull=False).order_by("-pk")
    pairs = rows.values_list("created_at", "proposal__submitted_at")[:MEASURED]
    days = [(decided - submitted).total_seconds() / 86_400 for decided, submitted in pairs if submitted]
    return {"days": settings.ANSWER_DAYS, "median": round(median(days), 1) if days else None}
