"""A system check that says when the index and the content disagree. Runs with `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from practices.models import EntryKind, PracticeText, SearchEntry
from practices.search.analysis import VERSION
from practices.search.index import texts_to_index


def missing_texts() -> int:
    """Live texts without an entry made from their live revision by the present analyser."""
    wanted = Concat(Value(f"{VERSION}:"), Cast("live_revision_id", CharField()))
    entry = SearchEntry.objects.filter(
        kind=EntryKind.PRACTICE, language=OuterRef("language"), number=OuterRef("practice__number")
    )
    texts = texts_to_index().annotate(wanted=wanted)
    return texts.exclude(Exists(entry.filter(fingerprint=OuterRef("wanted")))).count()


def left_over() -> int:
    """Entries of practices that are not published any more."""
    live = PracticeText.objects.live().filter(practice__status="published", practice__number=OuterRef("number"))
    return SearchEntry.objects.filter(~Exists(live), kind=EntryKind.PRACTICE).count()


@register(Tags.database)
def index_agrees(app_configs: Any, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    if not databases or SearchEntry._meta.db_table not in connection.introspection.table_names():
        return []
    missing, extra = missing_texts(), left_over()
    if not missing and not extra:
        return []
    words = f"The search index is out of date: {missing} texts are missing from it and {extra} entries are left over."
    return [Warning(words, hint="Run manage.py rebuild_search.", id="practices.W001")]
