"""The collection as plain data: one document for each thing that people keep, the same in every form of file.

A document has the fields of its model by their names. References are slugs or numbers. What belongs to a thing stands
in it: the passages of a source, the labels of a term, the questions and texts of a practice. ``former_slugs`` are its
old addresses. ``base`` says what it was when it was written out, so that an import can tell who has changed it since.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet

from practices.models import (
    Actor,
    Concept,
    FormerSlug,
    Language,
    Practice,
    PracticeQuestion,
    PracticeText,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
)
from practices.workflow.naming import KINDS as NAMED
from practices.workflow.records import Record, key_paths, written_fields

FORMAT = 1
BATCH = 500
Document = dict[str, Any]
FORMER, BASE = "former_slugs", "base"


@dataclass(frozen=True)
class Kind:
    """What a collection has many of. ``parts`` are the rows that belong to one, by the name of their list."""

    name: str
    model: type[Model]
    parts: Mapping[str, type[Model]] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        return key_paths(self.model)[0]

    @property
    def has_addresses(self) -> bool:
        return self.model in NAMED

    @cached_property
    def names(self) -> list[str]:
        """What a document may hold, in order."""
        former = [FORMER] if self.has_addresses else []
        return [*(f.name for f in written_fields(self.model)), *former, *self.parts, BASE]


KINDS = (
    Kind("themes", Theme),
    Kind("actors", Actor),
    Kind("sources", Source, {"passages": SourcePassage}),
    Kind("glossary", Term, {"labels": TermLabel}),
    Kind("practices", Practice, {"questions": PracticeQuestion, "texts": PracticeText}),
    Kind("thesaurus", Concept),
)
"""In the order of a file, so that what is referred to comes before what refers to it."""


def part_fields(kind: Kind, part: type[Model]) -> list[Any]:
    """The fields of a part, but for the one that says what it belongs to."""
    return _parted(kind.model, part)[1]


@cache
def _parted(model: type[Model], part: type[Model]) -> tuple[str, list[Any]]:
    """The name of the field that says what a part belongs to, and its other fields."""
    (owner,) = (f.name for f in written_fields(part) if f.related_model is model)
    return owner, [f for f in written_fields(part) if f.name != owner]


# Out of the database


def documents(kind: Kind) -> Iterator[Document]:
    """All of a kind, ordered by number or slug. A fixed number of queries for each 500."""
    former = _former_slugs(kind)
    for row in _rows(kind):
        found = {f.name: _value(row, f) for f in written_fields(kind.model)}
        if kind.has_addresses:
            found[FORMER] = sorted(former.get(row.pk, []))
        for name, part in kind.parts.items():
            found[name] = [_part(kind, part, belonging) for belonging in _sorted(getattr(row, name).all())]
        found[BASE] = fingerprint(kind, found)
        yield found


def _rows(kind: Kind) -> Iterable[Any]:
    many = [f.name for f in kind.model._meta.many_to_many]
    single = [f.name for f in kind.model._meta.concrete_fields if isinstance(f, ForeignKey)]
    rows: QuerySet[Any] = kind.model._default_manager.select_related(*single).prefetch_related(*many, *kind.parts)
    if kind.model is Practice:
        return rows.order_by("number").iterator(chunk_size=BATCH)
    return sorted(rows, key=lambda row: row.slug)  # here, since databases do not agree on the order of letters


def _former_slugs(kind: Kind) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if kind.has_addresses:
        # A kind with addresses is one of NAMED.
        rows = FormerSlug.objects.filter(kind=NAMED[kind.model])  # type: ignore[index]
        for slug, owner in rows.values_list("slug", "object_id"):
            found.setdefault(owner, []).append(slug)
    return found


def _sorted(rows: Iterable[Any]) -> list[Any]:
    """Parts as they were added, but passages in their order and the English text first."""
    return sorted(rows, key=lambda row: (getattr(row, "order", 0), _is_translation(row), row.pk))


def _is_translation(row: Model) -> bool:
    return isinstance(row, PracticeText) and row.language != Language.EN


def _part(kind: Kind, part: type[Model], row: Model) -> Any:
    values = {f.name: _value(row, f) for f in part_fields(kind, part)}
    return values if len(values) > 1 else next(iter(values.values()))


def _value(row: Model, f: Any) -> Any:
    if isinstance(f, ManyToManyField):
        return sorted(_name(other) for other in getattr(row, f.name).all())
    if isinstance(f, ForeignKey):
        other = getattr(row, f.name)
        return other and _name(other)
    return plain(getattr(row, f.name))


def _name(row: Model) -> Any:
    return getattr(row, key_paths(type(row))[0])


def plain(value: Any) -> Any:
    """Dates as text. Names within JSON in one order, which is that of PostgreSQL."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(value[name]) for name in sorted(value, key=lambda name: (len(name), name))}
    return [plain(part) for part in value] if isinstance(value, list) else value


# Comparing


def canonical(kind: Kind, document: Document) -> Document:
    """Without the base, and with all that has no order of its own put in one."""
    found = {name: value for name, value in document.items() if name != BASE}
    many = [f.name for f in kind.model._meta.many_to_many]
    for name in (*many, *kind.parts, FORMER):
        if isinstance(found.get(name), list):
            found[name] = sorted(found[name], key=lambda part: json.dumps(part, sort_keys=True))
    return found


def fingerprint(kind: Kind, document: Document) -> str:
    text = json.dumps(canonical(kind, document), sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


# Into records


@dataclass
class Found:
    """A document of a file, and where it stands."""

    kind: Kind
    place: str
    document: Document
    records: list[Record] = field(default_factory=list)

    @property
    def key(self) -> Any:
        return self.document.get(self.kind.key)

    @property
    def slug(self) -> str:
        return str(self.document.get("slug", ""))

    @property
    def former(self) -> list[str]:
        return list(self.document.get(FORMER) or [])

    @property
    def slugs(self) -> set[str]:
        return {self.slug, *self.former}

    def __str__(self) -> str:
        name = Practice(number=self.key).code if self.kind.model is Practice else self.key
        return f"{self.place} ({self.kind.model._meta.model_name} {name})"


def read(kind: Kind, place: str, document: Any) -> tuple[Found, list[str]]:
    """The document with its records, and what is wrong with its form."""
    found = Found(kind, place, document if isinstance(document, dict) else {})
    problems = [f"{place}: {reason}" for reason in _form(kind, document)]
    if not problems:
        found.records = list(records(kind, place, document))
    return found, problems


def _form(kind: Kind, document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "fields with names are needed"
        return
    yield from (f"unknown field {name}" for name in document if name not in kind.names)
    wanted = int if kind.model is Practice else str
    if type(document.get(kind.key)) is not wanted:
        yield f"{kind.key} is missing" if document.get(kind.key) is None else f"{kind.key}: it cannot be read"
    former = document.get(FORMER, [])
    if not isinstance(former, list) or not all(isinstance(slug, str) for slug in former):
        yield f"{FORMER}: a list of texts is needed"
    if not isinstance(document.get(BASE, ""), str):
        yield f"{BASE}: a text is needed"
    for name, part in kind.parts.items():
        known = {f.name for f in part_fields(kind, part)}
        values: Any = document.get(name, [])
        for value in values if isinstance(values, list) else [None]:
            if len(known) == 1 and not isinstance(value, str):
                yield f"{name}: a list of texts is needed"
            elif len(known) > 1 and not isinstance(value, dict):
                yield f"{name}: a list is needed, each with {', '.join(sorted(known))}"
            elif len(known) > 1:
                yield from (f"{name}: unknown field {own}" for own in value or () if own not in known)


def records(kind: Kind, place: str, document: Document) -> Iterator[Record]:
    """The rows that the document describes. Its form has been checked."""
    fields = {f.name: _reference(f, document[f.name]) for f in written_fields(kind.model) if f.name in document}
    yield Record(place, kind.model, fields)
    for name, part in kind.parts.items():
        for value in document.get(name, []):
            yield part_record(kind, part, place, document, value)


def part_record(kind: Kind, part: type[Model], place: str, document: Document, value: Any) -> Record:
    owner, fields = _parted(kind.model, part)
    values = value if isinstance(value, dict) else {fields[0].name: value}
    return Record(place, part, {owner: [document[kind.key]], **values})


def _reference(f: Any, value: Any) -> Any:
    """As records have it: each reference is a natural key."""
    if isinstance(f, ManyToManyField):
        return [[one] for one in value] if isinstance(value, list) else value
    return [value] if isinstance(f, ForeignKey) and value is not None else value


def normal(found: Found) -> Document:
    """The document as documents() would give it. Its values have been checked."""
    document = dict(found.document)
    for f in written_fields(found.kind.model):
        if f.name in document:
            document[f.name] = _normal(f, document[f.name])
    for name, part in found.kind.parts.items():
        fields = part_fields(found.kind, part)
        if name in document and len(fields) > 1:
            document[name] = [_normal_part(fields, value) for value in document[name]]
    return document


def _normal_part(fields: list[Any], value: Document) -> Document:
    """With the defaults of fields that were left out."""
    given = {f.name: value[f.name] if f.name in value else f.get_default() for f in fields}
    return {f.name: _normal(f, given[f.name]) for f in fields}


def _normal(f: Any, value: Any) -> Any:
    if isinstance(f, ManyToManyField):
        return sorted(set(value))
    return value if isinstance(f, ForeignKey) else plain(f.to_python(value))


def defaults(kind: Kind) -> Document:
    """What a new thing is where its document says nothing."""
    found: Document = {}
    for f in written_fields(kind.model):
        found[f.name] = [] if isinstance(f, ManyToManyField) else plain(f.get_default())
    return found | ({FORMER: []} if kind.has_addresses else {}) | {name: [] for name in kind.parts}
