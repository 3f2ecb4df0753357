"""Slugs that used to be. An address once given out leads to its page for ever."""

from django.db import models

from practices.models.constraints import filled


class FormerSlug(models.Model):
    class Kind(models.TextChoices):
        PRACTICE = "practice"
        THEME = "theme"
        SOURCE = "source"
        TERM = "term"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = models.SlugField(max_length=100)
    object_id = models.BigIntegerField(help_text="The row that had this slug.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_unique_in_kind"),
            *filled("former", "slug"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
