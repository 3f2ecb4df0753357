"""The glossary. Its labels and translations also widen a search."""

from django.db import models
from django.urls import reverse

from practices.models.constraints import filled, listed
from practices.models.vocabulary import LabelKind, Language
from practices.querysets import TermLabelQuerySet, TermQuerySet


class Term(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    definition = models.TextField()
    note = models.TextField(blank=True)
    source_note = models.TextField("where the definition comes from", blank=True)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower", blank=True)
    related = models.ManyToManyField("self", blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = filled("term", "slug", "name", "definition")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("practices:term-detail", args=[self.slug])


class TermLabel(models.Model):
    """Another way to say a term: a synonym, an abbreviation, a translation."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=5, choices=Language.choices)
    kind = models.CharField(max_length=12, choices=LabelKind.choices)
    text = models.CharField(max_length=200)
    confident = models.BooleanField(default=False, help_text="Whether the translator was sure of it.")
    checked = models.BooleanField(default=False, help_text="Whether a native speaker has checked it.")
    attested = models.CharField("seen in use at", max_length=200, blank=True)
    ambiguous = models.BooleanField(default=False, help_text="Belongs to several terms, so it leads to none of them.")

    objects = TermLabelQuerySet.as_manager()

    class Meta:
        ordering = ["term", "language", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["term", "language", "text"], name="label_unique_in_term"),
            *filled("label", "text"),
            listed("label", "language", Language),
            listed("label", "kind", LabelKind),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str, str]:
        return (self.term.slug, self.language, self.text)

    natural_key.dependencies = ["practices.term"]  # type: ignore[attr-defined]  # Django reads it from the method

    @property
    def direction(self) -> str:
        return Language(self.language).direction
