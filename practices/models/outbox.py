"""Mail that is owed: written in the transaction of the act, delivered afterwards, however long that takes."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from practices.models.constraints import filled
from practices.querysets import OutboxQuerySet


class OutboxMessage(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    email = models.EmailField(blank=True, help_text="Of a guest; people with an account are written to at theirs.")
    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True, help_text="Says what it is about, so that it is sent once.")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    digest = models.BooleanField(default=False, help_text="May wait for the reader's daily or weekly digest.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = filled("outbox", "topic", "key", "subject", "body")
        indexes = [models.Index(fields=["sent_at", "due_at"], name="outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
