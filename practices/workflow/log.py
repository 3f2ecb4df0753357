"""One line in the audit trail, written in the transaction of the act it records."""

from typing import Any

from practices.models import LogEntry, User


def record(
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
    """``kind`` and ``key`` name the object as people do (practice P-07). ``by`` is None for a command."""
    return LogEntry.objects.create(
        action=action,
        object_kind=kind,
        object_key=key,
        actor=by,
        actor_name=actor_name or (str(by) if by else "command"),
        before=before,
        after=after,
        note=note,
    )
