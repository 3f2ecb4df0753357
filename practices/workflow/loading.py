"""A whole collection comes in: rows first, then everything that follows from the texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from practices.models import Edition, FormerSlug, Practice, PracticeText, Status
from practices.search.rows import add
from practices.workflow.bulk import Notes, publish_all
from practices.workflow.editions import freeze
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_record, one_writer, rebuild
from practices.workflow.log import line, record
from practices.workflow.naming import KINDS, rename
from practices.workflow.progress import Progress, quiet
from practices.workflow.records import Record, key_paths
from practices.workflow.rendering import Rendering
from practices.workflow.saving import remove_all, save_all

ACTOR = "loading of fixtures"
NOTE = "First edition."
IMPORT = "import of a collection"
ONE_BY_ONE = 100
"""With more changes than this the whole index is written anew."""


# Fixtures


@transaction.atomic
def load(records: Sequence[Record], rendering: Rendering, progress: Progress = quiet) -> None:
    """Save the records, then complete(). All or nothing. ``rendering`` has the texts that were checked."""
    save_all(records, progress)
    complete(progress, rendering)
    record("load", "collection", "fixtures", by=None, actor_name=ACTOR, after={"records": len(records)})


@transaction.atomic
def complete(progress: Progress = quiet, rendering: Rendering | None = None) -> None:
    """Publish every text that says something else than its last revision, and freeze editions that are still empty.

    Doing it again changes nothing.
    """
    lock()
    texts = PracticeText.objects.exclude(practice__status=Status.DRAFT).order_by("practice__number", "language")
    notes = Notes(NOTE, "Loaded from fixtures.")
    ids = list(texts.values_list("pk", flat=True))
    publish_all(ids, rendering or Rendering(), notes=notes, actor_name=ACTOR, progress=progress)
    rebuild(progress)
    for edition in Edition.objects.filter(items__isnull=True):
        freeze(edition, by=None, actor_name=ACTOR)
    connection.check_constraints()


def lock() -> None:
    """From here to the end of the transaction nobody else publishes. Locks are taken in the order of publish()."""
    list(Practice.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    one_writer()


# Collections


@dataclass
class Change:
    """One thing of a collection that is new or other than before, with the rows it is made of."""

    model: type[Model]
    key: str
    """What the log calls it."""
    records: list[Record]
    removed: list[Record] = field(default_factory=list)
    slug: str = ""
    old_slug: str = ""
    """Where it had another."""
    former_slugs: Sequence[str] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] = field(default_factory=dict)
    """What the log says: the fields that change."""


def bring_in(changes: Sequence[Change], rendering: Rendering, *, note: str, progress: Progress = quiet) -> None:
    """Make the changes. Call it in a transaction, after lock(): the changes must be those to what is there now.

    A practice whose text or filing changes gets one revision; everything else that changes one line in the log.
    """
    for change in changes:
        if change.old_slug:
            # Only what has addresses has an old slug.
            rename(change.model._default_manager.get(slug=change.old_slug), change.slug, by=None, note=note)  # type: ignore[arg-type]
    save_all([record for change in changes for record in change.records], progress)
    remove_all(record for change in changes for record in change.removed)
    _remember_slugs(changes)
    published = _publish(changes, rendering, note, progress)
    add(
        line(
            "add" if change.before is None else "change", str(change.model._meta.model_name), change.key, by=None,
            actor_name=IMPORT, before=change.before, after=change.after, note=note,
        )
        for change in changes
        if change.key not in published or (change.before is not None and set(change.after) != {"texts"})
    )  # fmt: skip
    _index(changes, progress)
    connection.check_constraints()


def _remember_slugs(changes: Iterable[Change]) -> None:
    """Former slugs of things that came in. Raises Refused where one leads to another page already."""
    for model, kind in KINDS.items():
        wanted = {old: change.slug for change in changes if change.model is model for old in change.former_slugs}
        if not wanted:
            continue
        ids = dict(model._default_manager.filter(slug__in=wanted.values()).values_list("slug", "pk"))
        known = dict(FormerSlug.objects.filter(kind=kind, slug__in=wanted).values_list("slug", "object_id"))
        taken = [old for old, slug in wanted.items() if known.get(old, ids[slug]) != ids[slug]]
        taken += model._default_manager.filter(slug__in=wanted).values_list("slug", flat=True)
        if taken:
            raise Refused(f"The address {slug} is taken, or was once used by another page." for slug in taken)
        FormerSlug.objects.bulk_create(
            FormerSlug(kind=kind, slug=old, object_id=ids[slug]) for old, slug in wanted.items() if old not in known
        )


def _publish(changes: Iterable[Change], rendering: Rendering, note: str, progress: Progress) -> set[str]:
    """The codes of the practices that have a new revision."""
    slugs = [change.slug for change in changes if change.model is Practice]
    texts = PracticeText.objects.filter(practice__slug__in=slugs).exclude(practice__status=Status.DRAFT)
    ids = list(texts.order_by("practice__number", "language").values_list("pk", flat=True))
    published = publish_all(ids, rendering, notes=Notes(note, note), actor_name=IMPORT, progress=progress)
    numbers = Practice.objects.filter(texts__in=published).values_list("number", flat=True)
    return {Practice(number=number).code for number in numbers}


def _index(changes: Sequence[Change], progress: Progress) -> None:
    if len(changes) > ONE_BY_ONE:
        rebuild(progress)
        return
    for change in changes:
        (path, *_) = key_paths(change.model)
        for row in change.model._default_manager.filter(**{path: change.records[0].key[0]}):
            index_record(row)
