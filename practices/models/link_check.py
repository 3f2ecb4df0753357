"""Outgoing links, and how each of them answered when it was last asked."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from practices.models.constraints import filled, listed
from practices.querysets import LinkCheckQuerySet


class LinkState(models.TextChoices):
    NEW = "new", "Not checked yet"
    FINE = "fine", "Answers"
    MOVED = "moved", "Has moved"
    UNCLEAR = "unclear", "Cannot be told"
    FAILING = "failing", "Fails"
    DEAD = "dead", "Dead"


class LinkCheck(models.Model):
    """One address on the web that sources or texts lead to, however many do.

    ``failing_since`` is set while the address fails: once it has failed often and long enough it is called dead.
    """

    DEAD_AFTER, DEAD_TIMES = timedelta(days=7), 4

    url = models.URLField("address", max_length=500, unique=True)
    state = models.CharField(max_length=10, choices=LinkState.choices, default=LinkState.NEW)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The last answer's number.")
    said = models.CharField(max_length=200, blank=True, help_text="What went wrong, in words.")
    moved_to = models.URLField(max_length=2_000, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        constraints = [*filled("link_check", "url"), listed("link_check", "state", LinkState)]

    def __str__(self) -> str:
        return self.url

    @property
    def is_dead(self) -> bool:
        return self.state == LinkState.DEAD

    def has_failed_long_enough(self, now: datetime) -> bool:
        since = self.failing_since
        return since is not None and self.failures >= self.DEAD_TIMES and now - since >= self.DEAD_AFTER
