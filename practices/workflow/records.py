"""What a collection is made of: records, each with the fields people write and the key they know it by."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Field, Model

from practices.models import (
    Actor,
    Concept,
    Edition,
    Practice,
    PracticeQuestion,
    PracticeText,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
)

MODELS: tuple[type[Model], ...] = (
    *(Theme, Actor, Source, SourcePassage, Term, TermLabel, Practice, PracticeText, PracticeQuestion, Concept, Edition),
)
"""What a collection may hold, in the order in which it is saved."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Record:
    """One row of a collection, and where it stands. References are natural keys, as lists."""

    place: str
    model: type[Model]
    fields: dict[str, Any]

    @cached_property
    def key(self) -> Key:
        return natural_key(self.model, self.fields)

    def __str__(self) -> str:
        name = " ".join(str(part) for part in self.key if part is not None)
        return f"{self.place} ({self.model._meta.model_name} {name or 'without a name'})"


@cache
def key_paths(model: type[Model]) -> tuple[str, ...]:
    # The querysets of all MODELS have it.
    paths: tuple[str, ...] = model._default_manager.all().natural_key_fields  # type: ignore[attr-defined]
    return paths


def natural_key(model: type[Model], fields: dict[str, Any]) -> Key:
    """The values people know the row by; a reference to another row counts with the first value of its own key."""
    values = []
    for path in key_paths(model):
        value = fields.get(path.split("__")[0])
        first = value[0] if isinstance(value, list) and value else value
        values.append(first if first is None or isinstance(first, str | int) else str(first))
    return tuple(values)


@cache
def written_fields(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    """The fields that people write, in the order of the model: neither ids nor what is worked out."""
    own = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    return (*own, *model._meta.many_to_many)
