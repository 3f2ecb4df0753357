"""Fixtures in YAML: read, checked as a whole with every problem named, and only then loaded.

The files are ordinary Django fixtures, so ``manage.py loaddata`` reads them too. They hold what people write;
revisions, citations and links are worked out from the text after loading (workflow/loading.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.python import Deserializer
from django.db.models import ForeignKey, ManyToManyField, Model
from django.urls import reverse

from practices.models import (
    Actor,
    Concept,
    Edition,
    LinkKind,
    Practice,
    PracticeQuestion,
    PracticeText,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
)
from practices.rendering import markdown
from practices.rendering.guard import TooComplex
from practices.rendering.references import Target
from practices.rendering.structure import text_problems
from practices.workflow import loading
from practices.workflow.errors import Refused
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import is_link

MODELS: tuple[type[Model], ...] = (
    *(Theme, Actor, Source, SourcePassage, Term, TermLabel, Practice, PracticeText, PracticeQuestion, Concept, Edition),
)
"""What a collection may hold, in the order in which it is saved."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = tuple[Any, ...]


class UnknownModel(ValueError):
    pass


@dataclass(frozen=True)
class Record:
    """One record of a fixture, and where it stands."""

    file: Path
    number: int
    model: type[Model]
    fields: dict[str, Any]

    @property
    def key(self) -> Key:
        return natural_key(self.model, self.fields)

    def __str__(self) -> str:
        name = " ".join(str(part) for part in self.key if part is not None)
        return f"{self.file.name}, record {self.number} ({self.model._meta.model_name} {name or 'without a name'})"


def natural_key(model: type[Model], fields: dict[str, Any]) -> Key:
    """The values people know the row by; a reference to another row counts with the first value of its own key."""
    values = []
    for path in model._default_manager.all().natural_key_fields:  # type: ignore[attr-defined]
        value = fields.get(path.split("__")[0])
        first = value[0] if isinstance(value, list) and value else value
        values.append(first if first is None or isinstance(first, str | int) else str(first))
    return tuple(values)


def files_in(place: Path) -> list[Path]:
    """The fixture files of a folder and of its folder ``practices``, or the one file."""
    return [place] if place.is_file() else [*sorted(place.glob("*.yaml")), *sorted(place.glob("practices/*.yaml"))]


def read(files: Iterable[Path], *, others_allowed: bool = False) -> tuple[list[Record], list[str]]:
    """The records of the files, and what could not be read. Records of other tables are passed over, if allowed."""
    records: list[Record] = []
    problems: list[str] = []
    for file in files:
        try:
            items = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader, in C)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(f"{file.name}: cannot be read: {error}")
            continue
        if not isinstance(items, list):
            problems.append(f"{file.name}: a fixture is a list of records")
            continue
        for number, item in enumerate(items, start=1):
            try:
                records.append(_record(file, number, item))
            except UnknownModel as error:
                if not others_allowed:
                    problems.append(f"{file.name}, record {number}: {error}")
            except ValueError as error:
                problems.append(f"{file.name}, record {number}: {error}")
    return records, problems


def _record(file: Path, number: int, item: Any) -> Record:
    if not isinstance(item, dict) or not isinstance(item.get("fields"), dict) or "model" not in item:
        raise ValueError("a record has a model and fields")
    known = {model._meta.label_lower: model for model in MODELS}
    if item["model"] not in known:
        raise UnknownModel(f"unknown model {item['model']}; use one of {', '.join(known)}")
    return Record(file, number, known[item["model"]], item["fields"])


class Collection:
    """Records that belong together, checked against each other and against what the database already holds."""

    def __init__(self, records: list[Record]) -> None:
        order = {model: place for place, model in enumerate(MODELS)}
        self.records = sorted(records, key=lambda record: order[record.model])
        self.keys: dict[type[Model], dict[Key, Record | None]] = {model: {} for model in MODELS}
        for model in MODELS:
            paths = model._default_manager.all().natural_key_fields  # type: ignore[attr-defined]
            self.keys[model] = dict.fromkeys(model._default_manager.values_list(*paths))
        self.twins = [record for record in self.records if self._add(record)]
        here = {str(record.fields.get("slug")) for record in records if record.model is Practice}
        self.practices = here | set(Practice.objects.values_list("slug", flat=True))
        self.places = {(key, str(label).casefold()) for key, label in self.keys[SourcePassage]}

    def _add(self, record: Record) -> bool:
        """Note the key; True when another record of the collection has it too."""
        twin = self.keys[record.model].get(record.key) is not None
        self.keys[record.model][record.key] = record
        return twin

    # A Lookup for the renderer: what a text may link to and cite.

    def practice(self, slug: str) -> Target | None:
        found = slug in self.practices
        return Target(reverse("practices:practice-detail", args=[slug]), slug, slug) if found else None

    def term(self, slug: str) -> Target | None:
        found = (slug,) in self.keys[Term]
        return Target(reverse("practices:term-detail", args=[slug]), slug, slug) if found else None

    def passage(self, key: str, place: str) -> Target | None:
        return Target("#", place, key) if (key, place.casefold()) in self.places else None

    def problems(self, progress: Progress = quiet) -> Iterator[str]:
        """Everything that is wrong, as file, record and reason."""
        for record in self.twins:
            yield f"{record}: the same record stands twice"
        for done, record in enumerate(self.records, start=1):
            for problem in (
                *self._field_problems(record),
                *self._text_problems(record),
                *self._concept_problems(record),
            ):
                yield f"{record}: {problem}"
            progress("Checking records", done, len(self.records))

    def _field_problems(self, record: Record) -> Iterator[str]:
        for name, value in record.fields.items():
            try:
                field = record.model._meta.get_field(name)
            except FieldDoesNotExist:
                yield f"unknown field {name}"
                continue
            if isinstance(field, ForeignKey | ManyToManyField):
                yield from self._reference_problems(record, name, field, value)
            elif getattr(field, "concrete", False) and not isinstance(field, ManyToManyField):
                try:
                    field.clean(value, None)  # type: ignore[union-attr]
                except ValidationError as error:
                    yield f"{name}: {' '.join(error.messages)}"
                except (TypeError, ValueError, AttributeError) as error:
                    yield f"{name}: {value!r} cannot be read: {error}"
        yield from _missing_fields(record)
        if record.model is Theme:
            notes = record.fields.get("elsewhere", [])
            for note in notes if isinstance(notes, list) else [notes]:
                slug = note.get("theme") if isinstance(note, dict) else None
                if not isinstance(slug, str) or (slug,) not in self.keys[Theme]:
                    yield f"elsewhere: unknown theme {slug or note}"

    def _reference_problems(self, record: Record, name: str, field: Any, value: Any) -> Iterator[str]:
        wanted = value if isinstance(field, ManyToManyField) else [value] if value is not None else []
        if not isinstance(wanted, list):
            yield f"{name}: a list of keys is needed, not {wanted}"
            return
        for key in wanted:
            known = self.keys.get(field.related_model, {})
            if not _is_key(key) or tuple(key) not in known:
                what = field.related_model._meta.verbose_name
                yield f"{name}: unknown {what} {' '.join(map(str, key)) if isinstance(key, list) else key}"
            elif getattr(field.remote_field, "symmetrical", False):
                yield from self._one_sided(record, name, tuple(key))

    def _one_sided(self, record: Record, name: str, key: Key) -> Iterator[str]:
        """A symmetrical reference stands in both records: saving the other one would take it away again."""
        other = self.keys[record.model].get(key)
        named = other.fields.get(name) if other else None
        if other and not (isinstance(named, list) and list(record.key) in named):
            yield f"{name}: {' '.join(map(str, key))} does not name this record in return"

    def _text_problems(self, record: Record) -> Iterator[str]:
        if record.model is not PracticeText:
            return
        fields = {name: str(record.fields.get(name, "")) for name in ("title", "key_message", "body")}
        try:
            rendered = markdown.render(fields["body"], self)
        except TooComplex as error:
            yield f"body: {error}"
            return
        yield from text_problems(fields, rendered, record.fields.get("language", "en"))
        links = record.fields.get("related", [])
        for link in links if isinstance(links, list) else [links]:
            if not is_link(link):
                yield f"related: each link has to, kind and reason: {link}"
            elif link["to"] not in self.practices:
                yield f"related: unknown practice {link['to']}"
            elif link["kind"] not in set(LinkKind.values) - {LinkKind.MENTIONS.value}:
                yield f"related: unknown kind {link['kind']}"

    def _concept_problems(self, record: Record) -> Iterator[str]:
        for number in record.fields.get("practices", []) if record.model is Concept else ():
            if not isinstance(number, int) or (number,) not in self.keys[Practice]:
                yield f"practices: there is no practice {number}"


def _is_key(key: Any) -> bool:
    return isinstance(key, list) and all(isinstance(part, str | int) for part in key)


def _missing_fields(record: Record) -> Iterator[str]:
    for field in record.model._meta.concrete_fields:
        optional = field.primary_key or field.has_default() or field.blank or field.null
        if not optional and field.name not in record.fields:
            yield f"{field.name} is missing"


def check(files: Iterable[Path], progress: Progress = quiet, *, others_allowed: bool = False) -> Collection:
    """Read and check; raises Refused with every problem."""
    records, problems = read(files, others_allowed=others_allowed)
    collection = Collection(records)
    problems += collection.problems(progress)
    if problems:
        raise Refused(problems)
    return collection


def load(files: Iterable[Path], progress: Progress = quiet) -> int:
    """Check and load, all or nothing. Returns the number of records. Raises Refused."""
    collection = check(files, progress)
    if not collection.records:
        raise Refused("There are no records to load.")
    items = [{"model": r.model._meta.label_lower, "fields": r.fields} for r in collection.records]
    loading.load(Deserializer(items, handle_forward_references=True), len(items), progress)
    return len(items)
