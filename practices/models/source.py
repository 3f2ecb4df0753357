"""What practices rest on: documents and events, and the places in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from practices.models.constraints import filled, listed
from practices.models.vocabulary import SourceKind
from practices.querysets import SourcePassageQuerySet, SourceQuerySet


class Source(models.Model):
    """A document or an event. An event is a source with dates and a place."""

    slug = models.SlugField("key", max_length=80, unique=True, help_text="What [@key, place] in a text refers to.")
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    title = models.CharField(max_length=400)
    short_title = models.CharField(max_length=80)
    publisher = models.CharField(max_length=300, blank=True)
    authors = models.CharField(max_length=300, blank=True)
    date_text = models.CharField("date in words", max_length=120, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    sort_year = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    archived_url = models.URLField("address of an archived copy", max_length=500, blank=True)
    is_event = models.BooleanField(default=False)
    status_note = models.TextField("force", blank=True, help_text="Binding or not, endorsed or not, adopted by whom.")
    summary = models.TextField()
    what_was_read = models.TextField(blank=True, help_text="What the portal's text rests on, and what was not read.")
    related = models.ManyToManyField("self", blank=True, help_text="What came before and after, or belongs to it.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_year", "start_date", "slug"]
        constraints = [
            *filled("source", "slug", "title", "short_title", "summary"),
            listed("source", "kind", SourceKind),
            models.CheckConstraint(
                condition=models.Q(end_date__isnull=True) | models.Q(end_date__gte=models.F("start_date")),
                name="source_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("practices:source-detail", args=[self.slug])


class SourcePassage(models.Model):
    """A place in a source that can be cited, with what it says in our words."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    label = models.CharField("place", max_length=80, help_text="As it is cited: ¶6, Good Practice 2, Rule 107.")
    anchor = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    objects = SourcePassageQuerySet.as_manager()

    class Meta:
        ordering = ["source", "order"]
        constraints = [
            models.UniqueConstraint(fields=["source", "label"], name="passage_label_unique_in_source"),
            models.UniqueConstraint(fields=["source", "anchor"], name="passage_anchor_unique_in_source"),
            *filled("passage", "label", "anchor", "text"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.label}"

    def natural_key(self) -> tuple[str, str]:
        return (self.source.slug, self.label)

    natural_key.dependencies = ["practices.source"]  # type: ignore[attr-defined]  # Django reads it from the method

    def clean(self) -> None:
        stored = SourcePassage.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.label != self.label and stored.citations.exists():
            raise ValidationError({"label": "Practices cite this place by its name, so the name stays."})

    def get_absolute_url(self) -> str:
        return f"{self.source.get_absolute_url()}#{self.anchor}"
