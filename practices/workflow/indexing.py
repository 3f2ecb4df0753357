"""What has changed, brought into the search index, in the transaction of the change."""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from practices.models import (
    Actor,
    Concept,
    EntryKind,
    Practice,
    PracticeText,
    SearchEntry,
    Source,
    SourcePassage,
    Status,
    Term,
    Theme,
)
from practices.search import index, wordlist
from practices.search.bulk import analysed
from practices.search.helpers import seldom_collecting
from practices.search.rows import in_batches
from practices.search.wordlist import Tally
from practices.workflow.progress import Progress, quiet

BATCH = 1_000
"""Entries in one transaction of a rebuild: the more at once, the less each costs in the indexes of words."""
LOCK = 20_111_205
"""A number of our own, which PostgreSQL knows the lock by."""


def one_writer() -> None:
    """From here to the end of the transaction nobody else writes to the index or renders a revision again. Practices
    share words and show each other's titles: two that wrote the same rows in another order would wait for each other.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def index_practice(practice: Practice) -> None:
    """All languages of a published practice; one that is not published leaves the index."""
    one_writer()
    if practice.status == Status.PUBLISHED:
        _index_texts(index.texts_to_index().filter(practice=practice))
    else:
        index.erase(EntryKind.PRACTICE, [practice.code])


def index_record(row: Model) -> None:
    """A theme, actor, source, term or concept that was changed, and the practices that show or use its words."""
    one_writer()
    if isinstance(row, Practice):
        index_practice(row)
        return
    _forget_absent(row)
    if isinstance(row, Theme):
        index.write([index.theme_draft(row)])
    elif isinstance(row, Source):
        _forget_places(row)
        index.write(index.source_drafts(row))
    elif isinstance(row, Term):
        index.write([index.term_draft(row)])
    if isinstance(row, Term | Concept):
        index.write_labels()
    _index_texts(index.texts_to_index().filter(pk__in=texts_showing(row)))


def texts_showing(row: Model) -> list[int]:
    """Ids of the texts whose entries have a theme, actor or source among their facets, or the token of a concept."""
    if isinstance(row, Theme):
        where = Q(practice__themes=row) | Q(practice__themes__parent=row) | Q(practice__primary_theme=row)
    elif isinstance(row, Actor):
        where = Q(practice__actors=row)
    elif isinstance(row, Source):
        where = Q(practice__citations__source=row)
    elif isinstance(row, Concept):
        where = Q(practice__number__in=_numbers(row))
    else:
        return []
    return list(PracticeText.objects.live().filter(where).values_list("pk", flat=True))


def _numbers(concept: Concept) -> list[int]:
    """The practices the concept is about now, and those that still have its token."""
    held = SearchEntry.objects.filter(kind=EntryKind.PRACTICE, terms_labels__contains=f" {concept.token} ")
    return [*concept.practices, *(number for number in held.values_list("number", flat=True) if number)]


def forget_record(row: Model, texts: Iterable[int]) -> None:
    """After a row was deleted. ``texts`` are what texts_showing() said before."""
    one_writer()
    _forget_absent(row)
    if isinstance(row, Term | Concept):
        index.write_labels()
    _index_texts(index.texts_to_index().filter(pk__in=list(texts)))


KINDS: dict[type[Model], EntryKind] = {Theme: EntryKind.THEME, Source: EntryKind.SOURCE, Term: EntryKind.TERM}


def _forget_absent(row: Model) -> None:
    """Entries under a slug that no row of this kind has any more: it was deleted or has another now."""
    kind = KINDS.get(type(row))
    if kind:
        there = type(row)._default_manager.values("slug")
        gone = SearchEntry.objects.filter(kind=kind).exclude(slug__in=there)
        index.erase(kind, list(gone.values_list("key", flat=True)))


def _forget_places(source: Source) -> None:
    """The source and its places, some of which may be gone."""
    entries = SearchEntry.objects.filter(kind=EntryKind.SOURCE, slug=source.slug)
    index.erase(EntryKind.SOURCE, list(entries.values_list("key", flat=True)))


def _index_texts(texts: QuerySet[PracticeText]) -> None:
    tokens = index.concept_tokens()
    index.write(index.practice_drafts(texts, tokens))


@seldom_collecting()
def rebuild(progress: Progress = quiet) -> int:
    """Write every entry anew and take out what is no longer there. Searching goes on meanwhile: entries are replaced
    batch by batch, each in a transaction, and nothing is emptied first. Returns the number of entries.
    """
    before = set(SearchEntry.objects.values_list("pk", flat=True))
    with transaction.atomic():
        one_writer()
        index.write_labels()
    kept: list[int] = []
    total, tally = _total(), Tally()
    for drafts, entries, words in analysed(in_batches(_drafts(), BATCH), total):
        tally.merge(words)
        with transaction.atomic():
            one_writer()
            kept += index.save(drafts, entries)
        progress("Indexing", len(kept), total)
    with transaction.atomic():
        one_writer()
        _sweep(before - set(kept))
        wordlist.replace(tally)
    return len(kept)


def _total() -> int:
    practices = index.texts_to_index().count()
    others = (Source, SourcePassage, Term, Theme)
    return practices + sum(model._default_manager.count() for model in others)


def _drafts() -> Iterator[index.Draft]:
    tokens = index.concept_tokens()
    yield from index.practice_drafts(index.texts_to_index().iterator(chunk_size=BATCH), tokens)
    for source in Source.objects.prefetch_related("passages"):
        yield from index.source_drafts(source)
    for term in Term.objects.prefetch_related("labels"):
        yield index.term_draft(term)
    for theme in Theme.objects.all():
        yield index.theme_draft(theme)


def _sweep(gone: set[int]) -> None:
    """Entries that nothing in the content stands for any more. Those made during a rebuild are not among them."""
    for kind in EntryKind:
        keys = SearchEntry.objects.filter(pk__in=gone, kind=kind).values_list("key", flat=True)
        if keys:
            index.erase(kind, list(keys))
