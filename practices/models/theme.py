"""The two lists that curators keep and practices are filed under: themes and actors."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from practices.models.constraints import filled
from practices.querysets import ActorQuerySet, ThemeQuerySet


class Theme(models.Model):
    """A node of the controlled list; themes nest one level."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveSmallIntegerField(default=0)
    hue = models.CharField(max_length=2, help_text="The colour pair of the stylesheet: cs, ac, ic, sh or pf.")
    summary = models.TextField(help_text="The scope in one sentence.")
    covers = models.TextField(blank=True)
    elsewhere = models.JSONField(
        default=list, blank=True, help_text='[{"theme": slug, "words": what is covered there}, …]'
    )
    practice_order = models.JSONField(
        default=list, blank=True, help_text="Numbers of practices in the theme's own order."
    )

    # Added by views.themes.counted_themes()
    count: int
    subthemes: "list[Theme]"

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            *filled("theme", "slug", "name", "summary"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="theme_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("practices:theme-detail", args=[self.slug])

    def clean(self) -> None:
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": "Themes nest one level: choose a theme that has no parent itself."})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": "This theme has sub-themes, so it cannot become one."})

    @property
    def top(self) -> "Theme":
        """The top-level theme it belongs to, itself included."""
        return self.parent or self


class Actor(models.Model):
    """Somebody who carries a practice out or takes part in it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = filled("actor", "slug", "name")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
