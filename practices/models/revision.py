"""What a practice said, whole, each time it was published."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from practices.models.constraints import filled, listed
from practices.models.practice import Practice
from practices.models.vocabulary import Language
from practices.querysets import RevisionQuerySet


class Revision(models.Model):
    """An immutable, complete snapshot in one language, numbered from 1 (``v3``).

    ``content`` holds title, key_message, body, primary_theme, themes, phase, actors, basis and related (slugs and
    values, no ids). Only the rendering may be made anew, by a newer renderer from the same text.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="revisions")
    language = models.CharField(max_length=5, choices=Language.choices)
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    content = models.JSONField()
    html = models.TextField()
    outline = models.JSONField(default=dict, help_text="Headings, citations, links and terms found in the text.")
    renderer = models.PositiveSmallIntegerField(help_text="Version of the renderer that made the HTML.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="revisions"
    )
    credit = models.CharField(max_length=300, blank=True, help_text="The author as they chose to be named.")
    note = models.TextField(help_text="What changed and why.")
    is_minor = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "language", "number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language", "number"], name="revision_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_from_1"),
            *filled("revision", "html", "note"),
            listed("revision", "language", Language),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="revision_newest_first")]

    def __str__(self) -> str:
        return f"{self.practice.code} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (
            self.pk
            and not self._state.adding
            and set(kwargs.get("update_fields") or ["*"]) - {"html", "outline", "renderer"}
        ):
            raise TypeError("a revision does not change: publish a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a revision is never deleted")

    @property
    def label(self) -> str:
        return f"v{self.number}"

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def key_message(self) -> str:
        return str(self.content["key_message"])

    def get_absolute_url(self) -> str:
        return reverse("practices:revision-detail", args=[self.practice.number, self.number])
