"""The audit trail: one line per act, written in the transaction of the act itself."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from practices.models.constraints import filled
from practices.querysets import LogEntryQuerySet

REDACTED = "[redacted]"
"""What stands in place of words that were taken out of a line."""
FORMER = "Former member"
"""What stands in place of somebody who has deleted their account."""
REDACTABLE = ("note", "before", "after")


class LogLines(LogEntryQuerySet):
    """Lines are only added. The two exceptions below are the only changes that the database lets through as well."""

    def update(self, **fields: Any) -> int:
        raise TypeError("the log is append-only")

    def delete(self) -> Any:
        raise TypeError("the log is append-only")

    def redact(self, parts: Iterable[str]) -> int:
        return super().update(**dict.fromkeys(parts, REDACTED))

    def forget_name(self) -> int:
        return super().update(actor_name=FORMER)


class LogEntry(models.Model):
    """Append-only, here and by triggers in the database: a line is never changed or removed by the program."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="log_entries"
    )
    actor_name = models.CharField(max_length=150, blank=True, help_text="As it was then, or the command that acted.")
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_key = models.CharField(max_length=120, help_text="Number or slug: survives the row.")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = LogLines.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "log entries"
        constraints = filled("log", "action", "object_kind", "object_key")
        indexes = [models.Index(fields=["object_kind", "object_key", "-at"], name="log_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("the log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("the log is append-only")

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """What was and what is, as people read it: name, before, after. Only what differs."""
        before, after = (value if isinstance(value, dict) else {"": value} for value in (self.before, self.after))
        names = dict.fromkeys([*before, *after])
        rows = [(name.replace("_", " "), _said(before.get(name)), _said(after.get(name))) for name in names]
        return [row for row in rows if row[1] != row[2]]


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
