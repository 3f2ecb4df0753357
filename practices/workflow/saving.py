"""The rows of a collection, many at once. Only for workflow/loading.py, which does all that must follow."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import IntegrityError
from django.db.models import Field, ForeignKey, ManyToManyField, Model

from practices.search.rows import add, create, in_batches, insert
from practices.workflow.errors import Refused
from practices.workflow.progress import Progress, quiet
from practices.workflow.records import MODELS, Key, Record, key_paths

BATCH = 500


def save_all(records: Sequence[Record], progress: Progress = quiet) -> None:
    """Make each record a row, or change the row that has its key. Call it in a transaction.

    Raises Refused when the database does not take a value that the checks let through.
    """
    order = {model: place for place, model in enumerate(MODELS)}
    done, keys = 0, _Keys()
    for model, some in groupby(sorted(records, key=lambda r: order[r.model]), key=attrgetter("model")):
        whole = list(some)
        for batch in in_batches(whole, BATCH):
            try:
                _save(model, batch, keys)
            except IntegrityError as error:
                raise Refused(f"The database refuses a {model._meta.verbose_name}: {error}") from error
            done += len(batch)
            progress("Saving records", done, len(records))
        keys.forget(model)
        _refer_to_each_other(model, whole, keys)


def remove_all(records: Iterable[Record]) -> None:
    """Take out rows that belong to another: passages, labels, questions."""
    for model, some in groupby(records, key=attrgetter("model")):
        for row in _present(model, list(some)).values():
            row.delete()


class _Keys:
    """Ids by what people call a row, looked up once for each table."""

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[Any, int]] = {}

    def forget(self, model: type[Model]) -> None:
        self._known.pop(model, None)

    def __getitem__(self, asked: tuple[type[Model], Any]) -> int | None:
        model, reference = asked
        if reference is None:
            return None
        if model not in self._known:
            (path,) = key_paths(model)
            self._known[model] = dict(model._default_manager.values_list(path, "pk"))
        return self._known[model][reference[0]]


def _present(model: type[Model], records: Sequence[Record]) -> dict[Key, Model]:
    """The rows that have these keys already."""
    paths = key_paths(model)
    wanted = {record.key for record in records}
    rows = model._default_manager.filter(**{f"{paths[0]}__in": {key[0] for key in wanted}})
    if "__" in paths[0]:
        rows = rows.select_related(paths[0].split("__")[0])
    found = {tuple(attrgetter(path.replace("__", "."))(row) for path in paths): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _save(model: type[Model], records: Sequence[Record], keys: _Keys) -> None:
    present = _present(model, records)
    rows = {record.key: present.get(record.key) or model() for record in records}
    for record in records:
        for field, value in _plain(record):
            _set(rows[record.key], field, value, keys)
    write = create if model._meta.many_to_many else add  # filing under themes and actors needs the ids
    write(row for key, row in rows.items() if key not in present)
    for row in present.values():
        row.save()
    _file(model, [(rows[record.key], record) for record in records], keys)


def _plain(record: Record) -> Iterable[tuple["Field[Any, Any]", Any]]:
    """Fields with one value, but for references to the same table: those wait until all of its rows are there."""
    for name, value in record.fields.items():
        field: Any = record.model._meta.get_field(name)
        if not isinstance(field, ManyToManyField) and field.related_model is not record.model:
            yield field, value


def _set(row: Model, field: "Field[Any, Any]", value: Any, keys: _Keys) -> None:
    if isinstance(field, ForeignKey):
        setattr(row, field.attname, keys[field.related_model, value])
    else:
        setattr(row, field.attname, field.to_python(value))


def _file(model: type[Model], pairs: Sequence[tuple[Model, Record]], keys: _Keys) -> None:
    """Under themes and actors, which the rows do not belong to: the rows between are written directly."""
    fields: list[Any] = [*model._meta.many_to_many]
    for field in fields:
        if field.related_model is model:
            continue
        through, own, other = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
        given = [(row, record.fields[field.name]) for row, record in pairs if field.name in record.fields]
        through._default_manager.filter(**{f"{own}__in": [row.pk for row, _ in given]}).delete()
        filed = (
            (row.pk, pk)
            for row, references in given
            for pk in dict.fromkeys(keys[field.related_model, reference] for reference in references)
        )
        insert(through, (own, other), filed)


def _refer_to_each_other(model: type[Model], records: Sequence[Record], keys: _Keys) -> None:
    """References from a table to itself: parents, successors, related sources, broader terms."""
    own: list[Any] = [*model._meta.concrete_fields, *model._meta.many_to_many]
    own = [field for field in own if field.related_model is model]
    for batch in in_batches(records, BATCH) if own else ():
        rows = _present(model, batch)
        for record in batch:
            for field in own:
                if field.name in record.fields:
                    _refer(rows[record.key], field, record.fields[field.name], keys)


def _refer(row: Model, field: Any, value: Any, keys: _Keys) -> None:
    if isinstance(field, ManyToManyField):
        getattr(row, field.name).set([keys[field.related_model, reference] for reference in value])
    elif getattr(row, field.attname) != (wanted := keys[field.related_model, value]):
        setattr(row, field.attname, wanted)
        row.save(update_fields=[field.name])
