"""Records that belong together, checked as a whole with every problem named, before anything is saved."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import slug_re
from django.db.models import ForeignKey, ManyToManyField, Model

from practices.models import Concept, Practice, PracticeText, Source, SourcePassage, Status, Term, Theme
from practices.workflow.errors import Refused
from practices.workflow.lookup import Names
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import NO_LINKS, is_link, link_problems
from practices.workflow.records import MODELS, Key, Record, key_paths
from practices.workflow.rendering import Rendering, Words

NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
STEP = 200
"""Records between two signs of progress."""


class Collection:
    """Checked against each other and against what the database already holds.

    ``former`` has the former slugs of a record, where the collection says any.
    """

    def __init__(self, records: list[Record], former: dict[int, list[str]] | None = None) -> None:
        order = {model: place for place, model in enumerate(MODELS)}
        self.records = sorted(records, key=lambda record: order[record.model])
        self.keys: dict[type[Model], dict[Key, Record | None]] = {model: {} for model in MODELS}
        for model in MODELS:
            self.keys[model] = dict.fromkeys(model._default_manager.values_list(*key_paths(model)))
        self.twins = [record for record in self.records if self._add(record)]
        self.drafts, self.slugs = set[Any](), dict(Practice.objects.values_list("number", "slug"))
        self.names = Names.in_database()
        for record in self.records:
            self._name(record, (former or {}).get(id(record), []))
        self.rendering = Rendering()

    def _add(self, record: Record) -> bool:
        """Note the key; True when another record of the collection has it too."""
        twin = self.keys[record.model].get(record.key) is not None
        self.keys[record.model][record.key] = record
        return twin

    def _name(self, record: Record, former: list[str]) -> None:
        """What the texts may mention once this record is there. Records come in the order of MODELS."""
        fields, (key, *_) = record.fields, record.key or (None,)
        slug = str(fields.get("slug", ""))
        if record.model in (Practice, Term, Source) and not slug_re.fullmatch(slug):
            return  # it has no address; field_problems() says so
        if record.model is Practice and isinstance(key, int):
            old = self.slugs.get(key, slug)
            self.slugs[key] = slug
            self.names.add_practice(slug, Practice(number=key).code, [old, *former])
            if str(fields.get("status", Status.DRAFT)) == Status.DRAFT:
                self.drafts.add(key)
        elif record.model is PracticeText and isinstance(key, int):
            self.names.titles[self.slugs.get(key, ""), str(fields.get("language", "en"))] = str(fields.get("title", ""))
        elif record.model is Term:
            self.names.add_term(slug, str(fields.get("name", "")), former)
        elif record.model is Source:
            self.names.add_source(slug, former)
        elif record.model is SourcePassage:
            self.names.add_place(str(key), str(fields.get("label", "")), str(fields.get("anchor", "")))

    def problems(self, progress: Progress = quiet) -> list[str]:
        """Everything that is wrong, as place, record and reason. What was rendered is kept in ``rendering``."""
        found = self.field_problems(progress)
        self.rendering = self.render(self.texts(), progress)
        return [*found, *self.rendering.problems()]

    def field_problems(self, progress: Progress = quiet) -> list[str]:
        """All but what stands in the texts of practices."""
        found = [f"{record}: the same record stands twice" for record in self.twins]
        for done, record in enumerate(self.records, start=1):
            reasons = (*self._fields(record), *self._rules(record), *self._links(record), *self._numbers(record))
            found += [f"{record}: {reason}" for reason in reasons]
            if done % STEP == 0 or done == len(self.records):
                progress("Checking records", done, len(self.records))
        return [*found, *self._taken()]

    def texts(self) -> list[Record]:
        """Those that readers will see."""
        return [r for r in self.records if r.model is PracticeText and r.key[0] not in self.drafts]

    def render(self, texts: list[Record], progress: Progress = quiet) -> Rendering:
        """Which says why some of them cannot be published."""
        places = {(record.key[0], record.key[1] or "en"): record for record in texts}
        words = (_words(key, record) for key, record in places.items())
        return Rendering(words, len(places), self.names, progress)

    def _fields(self, record: Record) -> Iterator[str]:
        for name, value in record.fields.items():
            try:
                field = record.model._meta.get_field(name)
            except FieldDoesNotExist:
                yield f"unknown field {name}"
                continue
            if not _is_storable(value):
                yield f"{name}: it has a character that cannot be stored"
            elif isinstance(field, ForeignKey | ManyToManyField):
                yield from self._references(record, name, field, value)
            elif getattr(field, "concrete", False):
                yield from _cleaned(name, field, value)
        yield from _missing(record)

    def _references(self, record: Record, name: str, field: Any, value: Any) -> Iterator[str]:
        wanted = value if isinstance(field, ManyToManyField) else [value] if value is not None else []
        if not isinstance(wanted, list):
            yield f"{name}: a list of keys is needed, not {wanted}"
            return
        if value is None and not field.null:
            yield f"{name} is missing"
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

    def _links(self, record: Record) -> Iterator[str]:
        """The typed links of a text, which is a reader's text or a draft."""
        if record.model is not PracticeText:
            return
        links = record.fields.get("related", [])
        if not isinstance(links, list) or not all(is_link(link) for link in links):
            yield f"related: {NO_LINKS}"
        elif record.key[0] not in self.drafts:
            own = self.slugs.get(record.key[0], "")
            yield from (f"related: {reason}" for reason in link_problems(links, self.names.practices, own))

    def _numbers(self, record: Record) -> Iterator[str]:
        if record.model is not Concept:
            return
        for name, wanted in (("labels", str), ("words", str), ("practices", int)):
            values = record.fields.get(name, [])
            if not isinstance(values, list) or not all(isinstance(value, wanted) for value in values):
                yield f"{name}: a list of {'texts' if wanted is str else 'numbers'} is needed"
            elif wanted is int:
                yield from (f"practices: there is no practice {n}" for n in values if (n,) not in self.keys[Practice])

    def _rules(self, record: Record) -> Iterator[str]:
        """What the database would refuse, or the forms of the portal."""
        fields = record.fields
        if record.model is Theme:
            yield from self._theme(record)
        elif record.model is Source:
            start, end = fields.get("start_date"), fields.get("end_date")
            if start and end and str(end) < str(start):
                yield "end_date: it ends before it starts"
        elif record.model is Practice:
            if fields.get("number") == 0:
                yield "number: numbers begin with 1"
            if fields.get("status") == Status.WITHDRAWN and not (
                fields.get("withdrawn_on") and str(fields.get("withdrawn_reason", "")).strip()
            ):
                yield "status: a withdrawn practice has withdrawn_on and withdrawn_reason"
            if fields.get("successor") == [fields.get("number")]:
                yield "successor: a practice does not replace itself"

    def _theme(self, record: Record) -> Iterator[str]:
        parent = record.fields.get("parent")
        above = self.keys[Theme].get(tuple(parent or ())) if _is_key(parent) else None
        if parent == [record.fields.get("slug")] or (above and above.fields.get("parent")):
            yield "parent: themes nest one level, so choose a theme that has no parent itself"
        notes = record.fields.get("elsewhere", [])
        for note in notes if isinstance(notes, list) else [notes]:
            slug = note.get("theme") if isinstance(note, dict) else None
            if not isinstance(slug, str) or (slug,) not in self.keys[Theme]:
                yield f"elsewhere: unknown theme {slug or note}"

    def _taken(self) -> Iterator[str]:
        """Values that only one row can have, beside its key, and two records of the collection do."""
        for model, names in ((Practice, ("slug",)), (SourcePassage, ("source", "anchor")), (Concept, ("term",))):
            seen: dict[str, Record] = {}
            for record in self.records:
                if record.model is model and record not in self.twins and record.fields.get(names[-1]) is not None:
                    value = repr([record.fields.get(name) for name in names])
                    other = seen.setdefault(value, record)
                    if other is not record:
                        yield f"{record}: {names[-1]}: {record.fields[names[-1]]} is taken by {other}"


def _words(key: tuple[Any, Any], record: Record) -> Words:
    title, message, body = (str(record.fields.get(name, "")) for name in ("title", "key_message", "body"))
    return Words((key[0], str(key[1])), str(record), title, message, body)


def _cleaned(name: str, field: Any, value: Any) -> Iterator[str]:
    try:
        field.clean(value, None)
    except ValidationError as error:
        yield f"{name}: {' '.join(error.messages)}"
        return
    except (TypeError, ValueError, AttributeError) as error:
        yield f"{name}: {value!r} cannot be read: {error}"
        return
    if isinstance(value, str) and not value.strip() and not field.blank:
        yield f"{name}: This field cannot be blank."


def _is_storable(value: Any) -> bool:
    """No NUL, which PostgreSQL does not take, and no half of a character, which is no text."""
    if isinstance(value, str):
        return not NOT_STORABLE.search(value)
    if isinstance(value, list):
        return all(map(_is_storable, value))
    return not isinstance(value, dict) or all(_is_storable([key, part]) for key, part in value.items())


def _is_key(key: Any) -> bool:
    return isinstance(key, list) and all(isinstance(part, str | int) for part in key)


def _missing(record: Record) -> Iterator[str]:
    for field in record.model._meta.concrete_fields:
        optional = field.primary_key or field.has_default() or field.blank or field.null
        if not optional and field.name not in record.fields:
            yield f"{field.name} is missing"


def refuse(problems: Iterable[str]) -> None:
    """Raises Refused with every problem, if there is one."""
    if found := list(problems):
        raise Refused(found)
