"""Asking somebody, by mail, to become an expert, curator or administrator."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from practices.models.constraints import listed
from practices.models.user import Role
from practices.querysets import InvitationQuerySet

VALID_FOR = timedelta(days=7)


class Invitation(models.Model):
    """The link in the mail holds a token; only its hash is stored. It can be used once, for seven days."""

    email = models.EmailField()
    role = models.CharField(max_length=15, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [listed("invitation", "role", Role)]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def expires_at(self) -> datetime:
        return self.created_at + VALID_FOR

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and timezone.now() < self.expires_at
