"""What is worked out from the live text at publication. workflow/publication.py writes these rows."""

from django.db import models

from practices.models.constraints import listed
from practices.models.practice import Practice
from practices.models.source import Source, SourcePassage
from practices.models.term import Term
from practices.models.vocabulary import Language, LinkKind
from practices.querysets import CitationQuerySet, PracticeLinkQuerySet, TermUseQuerySet


class Citation(models.Model):
    """Paragraph N of a practice rests on this passage."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="citations")
    language = models.CharField(max_length=5, choices=Language.choices)
    paragraph = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(help_text="Order within the text.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    passage = models.ForeignKey(SourcePassage, on_delete=models.PROTECT, related_name="citations")

    title: str  # added by the queryset: the practice at the other end

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "language", "position"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language", "position"], name="citation_position_unique")
        ]
        indexes = [models.Index(fields=["source", "language", "practice"], name="citation_by_source")]

    def __str__(self) -> str:
        return f"{self.practice.code} ¶{self.paragraph}: {self.passage}"


class PracticeLink(models.Model):
    """A typed link from one practice to another; read from the other end it is a back-link."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="links")
    language = models.CharField(max_length=5, choices=Language.choices)
    target = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="backlinks")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    reason = models.CharField(max_length=300, blank=True)
    paragraph = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Where the text mentions it first.")
    position = models.PositiveSmallIntegerField()

    title: str  # added by the queryset: the practice at the other end

    objects = PracticeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "language", "position"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language", "target", "kind"], name="link_once_per_kind"),
            models.CheckConstraint(condition=~models.Q(practice=models.F("target")), name="link_not_to_itself"),
            listed("link", "kind", LinkKind),
        ]

    def __str__(self) -> str:
        return f"{self.practice.code} {self.kind} {self.target.code}"


class TermUse(models.Model):
    """A practice's text links this glossary term."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="term_uses")
    language = models.CharField(max_length=5, choices=Language.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="uses")
    paragraph = models.PositiveSmallIntegerField()

    title: str  # added by the queryset: the practice at the other end

    objects = TermUseQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "language", "paragraph"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language", "term", "paragraph"], name="term_once_a_paragraph")
        ]

    def __str__(self) -> str:
        return f"{self.practice.code} ¶{self.paragraph}: {self.term}"
