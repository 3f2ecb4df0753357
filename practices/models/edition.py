"""Frozen, numbered, dated sets of revisions: the compendium as handed over."""

from typing import Any

from django.db import models
from django.urls import reverse

from practices.models.constraints import filled
from practices.models.revision import Revision
from practices.models.vocabulary import Language
from practices.querysets import EditionQuerySet


class Edition(models.Model):
    """Frozen as soon as it has items: what is in an edition never changes."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    foreword = models.TextField(blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.EN)
    published_on = models.DateField()
    themes = models.JSONField(
        default=dict, blank=True, editable=False, help_text="The names of the themes on that day, by slug."
    )
    revisions = models.ManyToManyField(Revision, through="EditionItem", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_number_from_1"),
            *filled("edition", "title"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[int]:
        return (self.number,)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and self.items.exists():
            raise TypeError("an edition that is frozen does not change")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("practices:edition-detail", args=[self.number])


class EditionItem(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="edition_items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "revision"], name="edition_has_a_revision_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="edition_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.revision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what is in an edition does not change")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("what is in an edition does not change")
