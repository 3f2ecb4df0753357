"""Two records that are one: the duplicate goes into the other, and everything that led to it leads there.

The old slug becomes another name of the one that stays (a former slug), so published texts stay as they are:
``[@old, ¶6]`` and ``[[term:old]]`` go on leading where they led.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from practices.models import (
    Citation,
    Concept,
    FormerSlug,
    LabelKind,
    Language,
    Practice,
    PracticeText,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    TermUse,
    Theme,
    User,
)
from practices.workflow.errors import Refused, Stale
from practices.workflow.indexing import forget_record, index_record, one_writer, texts_showing
from practices.workflow.keeping import Record, fingerprint, locked
from practices.workflow.log import record
from practices.workflow.naming import KINDS, point_notes, resting_on
from practices.workflow.publication import derive_again, only_curators
from practices.workflow.repair import stored

TOO_DEEP = "{} has narrower themes, and {} is one itself. Themes nest one level, so move those first."
FACTS = ("publisher", "authors", "date_text", "start_date", "end_date", "sort_year", "place", "url", "archived_url",
         "status_note", "what_was_read")  # fmt: skip
"""What a source that stays takes from the one that goes, where it has nothing itself."""


@dataclass
class Plan:
    """What a merge would do: sentences with counts, and pairs of texts of which the second stays."""

    seen: str
    lines: list[str] = field(default_factory=list)
    twins: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def plan(one: Record, into: Record) -> Plan:
    """What unite() would do now. Two rows of the same kind are needed."""
    found = Plan(fingerprint(one, into), problems=_problems(one, into))
    if isinstance(one, Theme) and isinstance(into, Theme):
        both = Practice.objects.filter(themes=one).filter(themes=into).count()
        found.lines = [
            _count(Practice.objects.filter(themes=one).count(), "practice moves", "practices move"),
            _count(both, "of them stands in both already", "of them stand in both already"),
            _count(one.children.count(), "narrower theme moves", "narrower themes move"),
        ]
    elif isinstance(one, Source) and isinstance(into, Source):
        pairs = _twin_passages(one, into)
        found.twins = [(old.label, old.text, new.text) for old, new in pairs if old.text != new.text]
        found.lines = [
            _count(one.citations.count(), "citation leads to the other source", "citations lead to the other source"),
            _count(one.passages.count() - len(pairs), "place moves", "places move"),
            _count(len(pairs), "place is in both", "places are in both"),
        ]
    elif isinstance(one, Term) and isinstance(into, Term):
        found.twins = [(one.name, one.definition, into.definition)] if one.definition != into.definition else []
        found.lines = [
            _count(one.uses.count(), "use leads to the other term", "uses lead to the other term"),
            _count(one.labels.count(), "label moves, if the other lacks it", "labels move, where the other lacks them"),
        ]
    elif isinstance(one, Concept) and isinstance(into, Concept):
        found.lines = [
            _count(len(set(one.labels) - set(into.labels)), "everyday word moves", "everyday words move"),
            _count(len(set(one.practices) - set(into.practices)), "practice is added", "practices are added"),
        ]
    return found


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}."


def _problems(one: Record, into: Record) -> list[str]:
    if type(one) is not type(into) or one.pk == into.pk:
        return ["Choose another one of the same kind."]
    if isinstance(one, Theme) and isinstance(into, Theme) and into.parent_id not in (None, one.pk):
        return [TOO_DEEP.format(one.name, into.name)] if one.children.exists() else []
    return []


@transaction.atomic
def unite(one: Record, into: Record, *, by: User, seen: str, note: str = "") -> None:
    """Put the first into the second, all or nothing. ``seen`` is that of the plan. Raises Stale or Refused."""
    only_curators(by)
    _lock_practices(one)
    first, second = sorted((one, into), key=lambda row: row.pk)
    rows = {row.pk: locked(row) for row in (first, second)}
    gone, kept = rows[one.pk], rows[into.pk]
    if fingerprint(gone, kept) != seen:
        raise Stale("One of the two has changed since you looked: look again before you merge them.")
    problems = _problems(gone, kept)
    if problems:
        raise Refused(problems)
    one_writer()
    before, had, old_pk = stored(gone), stored(kept), gone.pk
    texts = texts_showing(gone)
    resting = list(resting_on(gone).values_list("pk", flat=True)) if isinstance(gone, Source | Term) else []
    MOVE[type(gone)](gone, kept)
    if not isinstance(gone, Concept):
        names = FormerSlug.objects.filter(kind=KINDS[type(gone)])
        names.filter(object_id=old_pk).update(object_id=kept.pk)
        names.create(kind=KINDS[type(gone)], slug=gone.slug, object_id=kept.pk)
    forget_record(gone, texts)
    derive_again(PracticeText.objects.filter(pk__in=resting))
    index_record(kept)
    kind = str(gone._meta.model_name)
    record("merge", kind, gone.slug, by=by, before=before, after={"into": kept.slug}, note=note)
    came = f"{gone.slug} came in. {note}".strip()
    record("merge", kind, kept.slug, by=by, before=had, after=stored(kept), note=came)


def _lock_practices(row: Record) -> None:
    """Practice first, as everywhere: nobody publishes one of them meanwhile."""
    where = {
        Theme: Q(themes=row.pk) | Q(primary_theme=row.pk),
        Source: Q(citations__source=row.pk),
        Term: Q(term_uses__term=row.pk),
        Concept: Q(pk=None),
    }[type(row)]
    ids = list(Practice.objects.filter(where).order_by().values_list("pk", flat=True).distinct())
    list(Practice.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("number"))


def _move_theme(gone: Theme, kept: Theme) -> None:
    filed = Practice.themes.through.objects.filter(theme=gone)
    filed.exclude(practice__in=Practice.objects.filter(themes=kept).values("pk")).update(theme=kept)
    filed.delete()
    Practice.objects.filter(primary_theme=gone).update(primary_theme=kept)
    gone.children.exclude(pk=kept.pk).update(parent=kept)
    if kept.parent_id == gone.pk:
        kept.parent = None
    kept.practice_order = list(dict.fromkeys([*kept.practice_order, *gone.practice_order]))
    kept.save()
    gone.delete()
    point_notes([gone.slug], kept)
    kept.refresh_from_db()


def _twin_passages(gone: Source, kept: Source) -> list[tuple[SourcePassage, SourcePassage]]:
    there = {passage.label.casefold(): passage for passage in kept.passages.all()}
    pairs = [(passage, there.get(passage.label.casefold())) for passage in gone.passages.all()]
    return [(old, new) for old, new in pairs if new]


def _move_source(gone: Source, kept: Source) -> None:
    for old, new in _twin_passages(gone, kept):
        Citation.objects.filter(passage=old).update(passage=new)
        old.delete()
    anchors = set(kept.passages.values_list("anchor", flat=True))
    for place, passage in enumerate(gone.passages.all(), start=kept.passages.count() + 1):
        passage.source, passage.order, passage.anchor = kept, place, _free(passage.anchor, anchors)
        anchors.add(passage.anchor)
        passage.save()
    Citation.objects.filter(source=gone).update(source=kept)
    for name in FACTS:
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    kept.related.add(*gone.related.exclude(pk=kept.pk))
    gone.delete()
    kept.save()


def _free(anchor: str, taken: set[str]) -> str:
    number = 1
    found = anchor
    while found in taken:
        number += 1
        found = f"{anchor[:36]}-{number}"
    return found


def _move_term(gone: Term, kept: Term) -> None:
    known = {(label.language, label.text) for label in kept.labels.all()} | {(Language.EN.value, kept.name)}
    translated = set(kept.labels.filter(kind=LabelKind.TRANSLATION).values_list("language", flat=True))
    own_name = TermLabel(language=Language.EN, kind=LabelKind.SYNONYM, text=gone.name)
    for label in [*gone.labels.all(), own_name]:
        if (label.language, label.text) in known:
            continue
        known.add((label.language, label.text))
        if label.kind == LabelKind.TRANSLATION and label.language in translated:
            label.kind = LabelKind.ALTERNATE
        label.term = kept
        label.save()
    kept.broader.add(*gone.broader.exclude(pk=kept.pk))
    kept.narrower.add(*gone.narrower.exclude(pk=kept.pk))
    kept.related.add(*gone.related.exclude(pk=kept.pk))
    concept = Concept.objects.filter(term=gone).first()
    if concept and not Concept.objects.filter(term=kept).exists():
        concept.term = kept
        concept.save(update_fields=["term"])
    TermUse.objects.filter(term=gone).delete()
    gone.delete()


def _move_concept(gone: Concept, kept: Concept) -> None:
    for name in ("labels", "words", "practices"):
        setattr(kept, name, list(dict.fromkeys([*getattr(kept, name), *getattr(gone, name)])))
    if gone.name.casefold() not in {kept.name.casefold(), *(label.casefold() for label in kept.labels)}:
        kept.labels.append(gone.name)
    kept.term = kept.term or gone.term
    gone.delete()
    kept.save()


MOVE: dict[type[Any], Callable[[Any, Any], None]] = {
    Theme: _move_theme,
    Source: _move_source,
    Term: _move_term,
    Concept: _move_concept,
}
