"""Taking a practice out of use. Its page says so and keeps the text, since others may have cited it."""

from django.db import transaction
from django.utils import timezone

from practices.models import Practice, Status, User
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_practice
from practices.workflow.log import record
from practices.workflow.publication import only_curators


@transaction.atomic
def withdraw(practice: Practice, *, reason: str, successor: Practice | None = None, by: User | None) -> None:
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    if row.status != Status.PUBLISHED:
        raise Refused(f"{row.code} is not published, so it cannot be withdrawn.")
    if not reason.strip():
        raise Refused("Say why the practice is withdrawn.")
    if successor and (successor.pk == row.pk or successor.status != Status.PUBLISHED):
        raise Refused("What replaces a practice must be another, published practice.")
    row.status, row.withdrawn_reason, row.successor = Status.WITHDRAWN, reason, successor
    row.withdrawn_on = timezone.localdate()
    row.save(update_fields=["status", "withdrawn_reason", "withdrawn_on", "successor"])
    index_practice(row)
    after = {"successor": successor.code if successor else None}
    record("withdraw", "practice", row.code, by=by, after=after, note=reason)
    practice.refresh_from_db()


@transaction.atomic
def restore(practice: Practice, *, by: User | None, note: str) -> None:
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    if row.status != Status.WITHDRAWN:
        raise Refused(f"{row.code} is not withdrawn.")
    before = {"withdrawn_on": str(row.withdrawn_on), "reason": row.withdrawn_reason}
    row.status, row.withdrawn_reason, row.withdrawn_on, row.successor = Status.PUBLISHED, "", None, None
    row.save(update_fields=["status", "withdrawn_reason", "withdrawn_on", "successor"])
    index_practice(row)
    record("restore", "practice", row.code, by=by, before=before, note=note)
    practice.refresh_from_db()
