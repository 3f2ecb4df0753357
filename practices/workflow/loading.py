"""A whole collection from fixtures: rows in, then everything that follows from the texts."""

from collections.abc import Iterable

from django.core.serializers.base import DeserializedObject
from django.db import connection, transaction

from practices.models import Edition, PracticeText, Revision
from practices.workflow.editions import freeze
from practices.workflow.indexing import rebuild
from practices.workflow.log import record
from practices.workflow.lookup import DatabaseLookup
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import checked, make_live, publish, snapshot

ACTOR = "loading of fixtures"
NOTE = "First edition."


@transaction.atomic
def load(records: Iterable[DeserializedObject], total: int, progress: Progress = quiet) -> None:
    """Save the records as they are deserialised, then complete(). All or nothing."""
    later = []
    for done, item in enumerate(records, start=1):
        item.save()
        if item.deferred_fields:
            later.append(item)
        progress("Saving records", done, total)
    for item in later:
        item.save_deferred_fields()
    complete(progress)
    record("load", "collection", "fixtures", by=None, actor_name=ACTOR, after={"records": total})


@transaction.atomic
def complete(progress: Progress = quiet) -> None:
    """Publish every text that says something else than its last revision, and freeze editions that are still empty.

    Doing it again changes nothing.
    """
    texts = PracticeText.objects.filter(practice__status="published").select_related("practice__primary_theme")
    total = texts.count()
    for done, text in enumerate(texts, start=1):
        _bring_to_life(text)
        progress("Publishing practices", done, total)
    rebuild(progress)
    for edition in Edition.objects.filter(items__isnull=True):
        freeze(edition, by=None, actor_name=ACTOR)
    connection.check_constraints()


def _bring_to_life(text: PracticeText) -> None:
    latest = Revision.objects.filter(practice=text.practice, language=text.language).order_by("number").last()
    if latest is None or latest.content != snapshot(text):
        publish(
            text, by=None, note=NOTE if latest is None else "Loaded from fixtures.", actor_name=ACTOR, indexed=False
        )
    elif text.live_revision_id != latest.pk:
        lookup = DatabaseLookup([text.body], text.language)
        make_live(text, latest, checked(text, lookup), lookup)
