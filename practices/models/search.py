"""Search: what can be found, the everyday words that lead to it, and what was looked for in vain.

All but Concept, PracticeQuestion and FailedSearch is worked out from the content by practices/search/index.py.
"""

from typing import Any

from django.db import models
from django.utils import timezone

from practices.models.constraints import filled, listed
from practices.models.practice import Practice
from practices.models.term import Term
from practices.models.vocabulary import EntryKind, Language
from practices.querysets import ConceptQuerySet, FailedSearchQuerySet, PracticeQuestionQuerySet


class Concept(models.Model):
    """What people mean by many words: the curated thesaurus that widens a search."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, help_text="What the search page says it also looked for.")
    term = models.OneToOneField(
        Term,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="concept",
        help_text="The glossary term that means the same; its labels and translations count as labels too.",
    )
    labels = models.JSONField(default=list, help_text='Everyday words and short phrases: ["lock-up", "jail"]')
    words = models.JSONField(default=list, blank=True, help_text="Words of the practices that are searched as well.")
    practices = models.JSONField(default=list, blank=True, help_text="Numbers of practices about it, best first.")
    pervasive = models.BooleanField(
        default=False,
        help_text="Nearly every practice is about it: a search that names it beside something else is about that.",
    )

    objects = ConceptQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = filled("concept", "slug", "name")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["practices.term"]  # type: ignore[attr-defined]  # Django reads it from the method

    @property
    def token(self) -> str:
        """The word that stands for the concept in the index."""
        return "concept0" + self.slug.replace("-", "")


class PracticeQuestion(models.Model):
    """How people ask for a practice in their own words. Indexed beside its text, shown nowhere."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=200)

    objects = PracticeQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "text"], name="question_once_per_practice"),
            *filled("question", "text"),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[int, str]:
        return (self.practice.number, self.text)

    natural_key.dependencies = ["practices.practice"]  # type: ignore[attr-defined]  # Django reads it from the method


class SearchEntry(models.Model):
    """One thing that can be found, in one language, with all that a line of results shows.

    ``terms_*`` are the analysed words of its fields, each between two blanks, so that counting needs no parsing.
    ``paragraphs`` has a line for each: number, section, section's name and text, with tabs between. ``terms_body`` has
    the terms of each on a line.
    """

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    key = models.CharField(max_length=160)
    language = models.CharField(max_length=5, choices=Language.choices)
    number = models.PositiveIntegerField(null=True)
    slug = models.CharField(max_length=100)
    url = models.CharField(max_length=400)
    title = models.CharField(max_length=500)
    summary = models.TextField()
    shown: Any = models.JSONField(default=dict)
    paragraphs = models.TextField(default="")
    terms_title = models.TextField()
    terms_labels = models.TextField()
    terms_summary = models.TextField()
    terms_asked = models.TextField()
    terms_body = models.TextField()
    length = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=80)

    objects = models.Manager["SearchEntry"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "language"], name="entry_one_per_object"),
            listed("entry", "kind", EntryKind),
        ]
        indexes = [models.Index(fields=["kind", "number"], name="entry_by_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.language})"


class SearchFacets(models.Model):
    """The values of facets that an entry has, apart from the entry so that a thousand are read at once.

    A line for each, after a break: facet, value and label, with tabs between. A sub-theme's practices have its parent
    too.
    """

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="facets")
    lines = models.TextField()

    class Meta:
        verbose_name_plural = "search facets"

    def __str__(self) -> str:
        return f"facets of {self.entry}"


class SearchWord(models.Model):
    """A word of the collection as it is written, the term it is indexed under, and in how many entries it stands."""

    language = models.CharField(max_length=5, choices=Language.choices)
    word = models.CharField(max_length=80)
    term = models.CharField(max_length=80)
    entries = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="word_once_per_language")]
        indexes = [models.Index(fields=["language", "term"], name="word_by_term")]

    def __str__(self) -> str:
        return self.word


class SearchLabel(models.Model):
    """A label of a concept or a term, analysed: what a run of words in a query is compared with."""

    key = models.CharField(max_length=300, db_index=True, help_text="The label's terms, joined by blanks.")
    language = models.CharField(max_length=5, choices=Language.choices)
    text = models.CharField(max_length=200)
    name = models.CharField(max_length=120, help_text="Of the concept or term it stands for.")
    token = models.CharField(max_length=100, blank=True, help_text="Of the concept; empty when there is none.")
    words = models.JSONField(default=list, help_text="Analysed words and phrases that are searched as well.")
    pervasive = models.BooleanField(default=False, help_text="As of the concept.")

    class Meta:
        indexes = [models.Index(fields=["token"], name="label_by_token")]

    def __str__(self) -> str:
        return self.text


class FailedSearch(models.Model):
    """What was looked for in vain, for curators. No person, address or time of day is stored."""

    query = models.CharField(max_length=80, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_on = models.DateField(default=timezone.localdate)
    last_on = models.DateField(default=timezone.localdate)

    objects = FailedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "query"]
        verbose_name_plural = "failed searches"

    def __str__(self) -> str:
        return self.query
