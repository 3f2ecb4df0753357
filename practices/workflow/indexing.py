"""What has changed, brought into the search index, in the transaction of the change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
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
from practices.search import index
from practices.workflow.progress import Progress, quiet

BATCH = 500


def index_practice(practice: Practice) -> None:
    """All languages of a published practice; one that is not published leaves the index."""
    if practice.status == Status.PUBLISHED:
        _index_texts(index.texts_to_index().filter(practice=practice))
    else:
        index.erase(EntryKind.PRACTICE, [practice.code])


def index_record(row: Model) -> None:
    """A theme, actor, source, term or concept that was changed, and the practices that show or use its words."""
    if isinstance(row, Practice):
        index_practice(row)
    elif isinstance(row, Theme):
        index.write([index.theme_draft(row)])
        _index_texts(index.texts_to_index().filter(Q(practice__themes=row) | Q(practice__primary_theme=row)).distinct())
    elif isinstance(row, Actor):
        _index_texts(index.texts_to_index().filter(practice__actors=row))
    elif isinstance(row, Source):
        _forget(EntryKind.SOURCE, row.slug)
        index.write(index.source_drafts(row))
    elif isinstance(row, Term):
        index.write([index.term_draft(row)])
        index.write_labels()
    elif isinstance(row, Concept):
        index.write_labels()
        _index_texts(index.texts_to_index().filter(practice__number__in=_numbers(row)))


def _numbers(concept: Concept) -> list[int]:
    """The practices the concept is about now, and those that still have its token."""
    held = SearchEntry.objects.filter(kind=EntryKind.PRACTICE, terms_labels__contains=f" {concept.token} ")
    return [*concept.practices, *(number for number in held.values_list("number", flat=True) if number)]


def forget_record(row: Model) -> None:
    """Before a theme, source or term is deleted. A concept's token simply leads nowhere once its labels are gone."""
    kinds = {Theme: EntryKind.THEME, Source: EntryKind.SOURCE, Term: EntryKind.TERM}
    kind = kinds.get(type(row))
    if kind:
        _forget(kind, str(row.slug))  # type: ignore[attr-defined]


def _forget(kind: EntryKind, slug: str) -> None:
    keys = SearchEntry.objects.filter(kind=kind, slug=slug).values_list("key", flat=True)
    index.erase(kind, list(keys))


def _index_texts(texts: QuerySet[PracticeText]) -> None:
    tokens = index.concept_tokens()
    index.write([index.practice_draft(text, tokens) for text in texts])


def rebuild(progress: Progress = quiet) -> int:
    """Write every entry anew and take out what is no longer there. Searching goes on meanwhile: entries are replaced
    batch by batch, each in a transaction, and nothing is emptied first. Returns the number of entries.
    """
    with transaction.atomic():
        index.write_labels()
    kept: list[int] = []
    total, tally = _total(), Counter[tuple[str, str, str]]()
    for batch in _batches(_drafts(), BATCH):
        with transaction.atomic():
            kept += index.write(batch, tally=tally)
        progress("Indexing", len(kept), total)
    with transaction.atomic():
        _sweep(set(kept))
        index.replace_words(tally)
    return len(kept)


def _total() -> int:
    practices = index.texts_to_index().count()
    others = (Source, SourcePassage, Term, Theme)
    return practices + sum(model._default_manager.count() for model in others)


def _drafts() -> Iterator[index.Draft]:
    tokens = index.concept_tokens()
    for text in index.texts_to_index().iterator(chunk_size=BATCH):
        yield index.practice_draft(text, tokens)
    for source in Source.objects.prefetch_related("passages"):
        yield from index.source_drafts(source)
    for term in Term.objects.prefetch_related("labels"):
        yield index.term_draft(term)
    for theme in Theme.objects.all():
        yield index.theme_draft(theme)


def _batches(drafts: Iterator[index.Draft], size: int) -> Iterator[list[index.Draft]]:
    while batch := list(islice(drafts, size)):
        yield batch


def _sweep(kept: Iterable[int]) -> None:
    """Entries that nothing in the content stands for any more."""
    gone = set(SearchEntry.objects.values_list("pk", flat=True)) - set(kept)
    for kind in EntryKind:
        keys = SearchEntry.objects.filter(pk__in=gone, kind=kind).values_list("key", flat=True)
        if keys:
            index.erase(kind, list(keys))
