"""A practice, and its text in each language."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone

from practices.models.constraints import filled, listed
from practices.models.theme import Actor, Theme
from practices.models.vocabulary import Basis, Language, Phase, Status
from practices.querysets import PracticeQuerySet, PracticeTextQuerySet

if TYPE_CHECKING:
    from practices.models.revision import Revision


class Practice(models.Model):
    """The curated page: its permanent number, where it is filed, and how it stands."""

    number = models.PositiveIntegerField(unique=True, help_text="Permanent, shown as P-07, never used again.")
    slug = models.SlugField(max_length=100, unique=True)
    primary_theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="primary_practices")
    themes = models.ManyToManyField(Theme, related_name="practices")
    phase = models.CharField(max_length=12, choices=Phase.choices)
    actors = models.ManyToManyField(Actor, related_name="practices", blank=True)
    basis = models.CharField(max_length=30, choices=Basis.choices, default=Basis.NONE)
    owner_role = models.CharField(max_length=100, blank=True, help_text="Who looks after the page.")
    last_reviewed = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    # Added by PracticeQuerySet.with_text()
    title: str
    key_message: str
    source_count: int

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            *filled("practice", "slug"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="practice_number_from_1"),
            listed("practice", "phase", Phase),
            listed("practice", "basis", Basis),
            listed("practice", "status", Status),
            models.CheckConstraint(
                condition=~models.Q(status=Status.WITHDRAWN)
                | (models.Q(withdrawn_on__isnull=False) & ~models.Q(withdrawn_reason="")),
                name="practice_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("id")),
                name="practice_not_its_own_successor",
            ),
        ]
        indexes = [models.Index(fields=["status", "number"], name="practice_by_status")]
        permissions = [
            ("propose", "Can propose changes"),
            ("review", "Can decide on proposals"),
            ("publish", "Can publish and withdraw practices"),
            ("administer", "Can manage people, roles and settings"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.slug}"

    def natural_key(self) -> tuple[int]:
        return (self.number,)

    # Django reads it from the method.
    natural_key.dependencies = ["practices.theme", "practices.actor"]  # type: ignore[attr-defined]

    @property
    def code(self) -> str:
        """The number as people write it: P-07."""
        return f"P-{self.number:02d}"

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    def review_is_due(self, today: date | None = None) -> bool:
        return self.review_by is not None and self.review_by <= (today or timezone.localdate())

    def get_absolute_url(self) -> str:
        return reverse("practices:practice-detail", args=[self.slug])

    def get_permanent_url(self) -> str:
        return reverse("practices:practice-number", args=[self.number])


class PracticeText(models.Model):
    """The text in one language. ``live_revision`` is what readers see; there is at most one per language."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.EN)
    title = models.CharField(max_length=200)
    key_message = models.TextField(help_text="At most 60 words.")
    body = models.TextField(help_text="Markdown in four sections; see the content guide.")
    related = models.JSONField(
        default=list, blank=True, help_text='Typed links: [{"to": slug, "kind": kind, "reason": words}, …]'
    )
    live_revision: "models.OneToOneField[Revision | None, Revision | None]" = models.OneToOneField(
        "practices.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="live_text", editable=False
    )
    source_count = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PracticeTextQuerySet.as_manager()

    class Meta:
        ordering = ["practice", "language"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language"], name="text_one_per_language"),
            *filled("text", "title", "key_message", "body"),
            listed("text", "language", Language),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[int, str]:
        return (self.practice.number, self.language)

    natural_key.dependencies = ["practices.practice"]  # type: ignore[attr-defined]  # Django reads it from the method

    @property
    def direction(self) -> str:
        return Language(self.language).direction
