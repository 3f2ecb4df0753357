"""One line in the audit trail, written in the transaction of the act it records; and the one way to take words out."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from practices.models import LogEntry, User
from practices.models.log import REDACTABLE, REDACTED
from practices.permissions import can_administer
from practices.workflow.errors import Refused


def line(
    action: str,
    kind: str,
    key: str,
    *,
    by: User | None,
    actor_name: str = "",
    before: Any = None,
    after: Any = None,
    note: str = "",
) -> LogEntry:
    """A line that is not written yet. ``kind`` and ``key`` name the object as people do (practice P-07). ``by`` is None
    for a command.
    """
    return LogEntry(
        action=action,
        object_kind=kind,
        object_key=key,
        actor=by,
        actor_name=actor_name or (str(by) if by else "command"),
        before=before,
        after=after,
        note=note,
    )


def record(*words: str, **more: Any) -> LogEntry:
    """Write a line(...), with the same arguments."""
    entry = line(*words, **more)
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def redact(line: LogEntry, parts: Collection[str], *, by: User, why: str) -> LogEntry:
    """Take the words out of a line's note, or of what was before or after, and leave a line that says so.

    For personal data that should never have been written. Who did what, to what and when stays readable.
    """
    if not can_administer(by):
        raise Refused("Only an administrator can do this.")
    if not why.strip():
        raise Refused("Say why the words are taken out, without repeating them.")
    row = LogEntry.objects.select_for_update().get(pk=line.pk)
    chosen = [part for part in REDACTABLE if part in parts and getattr(row, part) not in (None, "", REDACTED)]
    if not chosen:
        raise Refused("Choose a part of the line that holds words.")
    LogEntry.objects.filter(pk=row.pk).redact(chosen)
    after = {"line": row.pk, "parts": chosen}
    return record("redact", row.object_kind, row.object_key, by=by, after=after, note=why)
