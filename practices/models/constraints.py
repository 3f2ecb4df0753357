"""Rules the database holds, whatever code writes to it."""

from django.db import models
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan


def filled(model: str, *fields: str) -> list[models.BaseConstraint]:
    """The text of these fields is never empty or blank. ``model`` makes the constraint's name unique."""
    return [
        models.CheckConstraint(
            condition=models.Q(GreaterThan(Length(Trim(field)), 0)),
            name=f"{model}_{field}_filled",
        )
        for field in fields
    ]


def listed(model: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The field holds a value of the controlled list."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": sorted(choices.values)}), name=f"{model}_{field}_listed"
    )
