"""Rows corrected by hand in the administration pages: every correction leaves a line with what was and what is."""

import json
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model

from practices.models import Practice, PracticeText, Source, Term, User
from practices.workflow.errors import Refused
from practices.workflow.indexing import forget_record, index_record, texts_showing
from practices.workflow.log import record
from practices.workflow.lookup import DatabaseLookup, filed_today
from practices.workflow.publication import checked, publish, snapshot

CHILDREN: dict[type[Model], str] = {Source: "passages", Term: "labels", Practice: "questions"}
Stored = dict[str, Any]
PERSONAL = ("password", "email", "name", "affiliation", "country", "last_login")
"""What the log never holds of a person, since nothing leaves the log when the person leaves."""


def stored(row: Model) -> Stored | None:
    """The row as the database has it, with the rows that belong to it; None when it is new."""
    model = type(row)
    saved = model._default_manager.filter(pk=row.pk).first() if row.pk else None
    if saved is None:
        return None
    fields: Stored = _fields(saved)
    child = CHILDREN.get(model)
    if child:
        fields[child] = [_fields(part) for part in getattr(saved, child).all()]
    return fields


def _fields(row: Model) -> Stored:
    fields: Stored = json.loads(serializers.serialize("json", [row], use_natural_foreign_keys=True))[0]["fields"]
    for name in PERSONAL if isinstance(row, User) else ():
        fields.pop(name, None)
    return fields


def name_of(row: Model) -> str:
    """What people call the row: its code, slug or number."""
    return str(getattr(row, "code", None) or getattr(row, "slug", None) or row.pk)


@transaction.atomic
def save(row: Model) -> None:
    """Save one row; note() is owed in the same transaction, once the rows that belong to it are saved."""
    row.full_clean(exclude=["password"])
    row.save()


@transaction.atomic
def note(row: Model, before: Stored | None, *, by: User) -> None:
    """The line in the log. Nothing is written when nothing changed."""
    after = stored(row)
    if before != after:
        index_record(row)
        kind = str(row._meta.model_name)
        record("add" if before is None else "repair", kind, name_of(row), by=by, before=before, after=after)


@transaction.atomic
def delete(row: Model, *, by: User) -> None:
    """Only what nothing refers to can go; the database refuses the rest."""
    before, kind, name = stored(row), str(row._meta.model_name), name_of(row)
    texts = texts_showing(row)
    row.delete()
    forget_record(row, texts)
    record("delete", kind, name, by=by, before=before)


@transaction.atomic
def republish(practice: Practice, *, by: User, reason: str) -> None:
    """After a practice's themes, stage, actors or basis were corrected: a new revision of each live text."""
    for text in PracticeText.objects.live().filter(practice=practice).select_related("practice", "live_revision"):
        if text.live_revision and filed_today(text.live_revision.content) != snapshot(text):
            publish(text, by=by, note=reason or "Corrected in the administration pages.", minor=True)


def problems(text: PracticeText) -> list[str]:
    """Why the text could not be published, before trying."""
    try:
        checked(text, DatabaseLookup([text.body], text.language))
    except Refused as error:
        return error.reasons
    return []
