"""Themes, sources, glossary terms and the search thesaurus, each with the rows that belong to it.

What somebody edits carries the fingerprint of what they saw. Under the lock it is compared with what is there, so that
an old copy never takes back what somebody else has done meanwhile.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model, Q

from practices.models import (
    Concept,
    FormerSlug,
    Practice,
    PracticeText,
    ProposalVersion,
    Revision,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
    User,
)
from practices.querysets import OPEN_STATES
from practices.workflow.errors import Refused, Stale
from practices.workflow.indexing import forget_record, index_record, one_writer, texts_showing
from practices.workflow.log import record
from practices.workflow.naming import KINDS, check_free, names_of, resting_on
from practices.workflow.publication import derive_again, only_curators
from practices.workflow.repair import CHILDREN, Stored, stored

Record = Theme | Source | Term | Concept
Part = SourcePassage | TermLabel
Links = Mapping[str, Iterable[Model]]
"""By the name of a many-to-many field: all that it should lead to."""


def fingerprint(*rows: Record) -> str:
    """Another one as soon as anything in the rows, or in those that belong to them, is another."""
    return hashlib.sha256(json.dumps([_sorted(row) for row in rows], sort_keys=True).encode()).hexdigest()[:20]


def _sorted(row: Record) -> Stored | None:
    fields = stored(row)
    child = CHILDREN.get(type(row))
    if fields and child:
        fields[child] = sorted(fields[child], key=json.dumps)
    return fields


def locked(row: Record, seen: str | None = None) -> Any:
    """The row as it is now, until the transaction ends. Raises Stale when it is not what was ``seen``."""
    now = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if now is None:
        raise Stale("This has been deleted or merged since you opened the page.")
    if seen is not None and fingerprint(now) != seen:
        raise Stale("Somebody else has changed this since you opened the page.")
    return now


@transaction.atomic
def add(row: Record, parts: Sequence[Part] = (), links: Links | None = None, *, by: User, note: str = "") -> None:
    """A new theme, source, term or concept, as filled in."""
    only_curators(by)
    one_writer()
    _check_slug(row)
    _save(row, parts, links or {})
    record("add", _kind(row), row.slug, by=by, after=stored(row), note=note)


def _check_slug(row: Record) -> None:
    if not isinstance(row, Concept):
        check_free(type(row), row.slug, row.pk or 0)
    elif row.token in {other.token for other in Concept.objects.exclude(pk=row.pk)}:
        raise Refused(f"The thesaurus has an entry named {row.slug} already, or one that differs by hyphens only.")


@transaction.atomic
def change(
    row: Record, parts: Sequence[Part] = (), links: Links | None = None, *, by: User, seen: str, note: str = ""
) -> bool:
    """Save the row as it was filled in, with exactly these parts. Says whether anything changed.

    Its slug stays: naming.rename() changes that. Raises Stale or Refused.
    """
    only_curators(by)
    now = locked(row, seen)
    one_writer()
    row.slug, name, before = now.slug, now.name if isinstance(now, Term) else "", stored(now)
    _save(row, parts, links or {})
    after = stored(row)
    if after == before:
        return False
    if isinstance(row, Term) and row.name != name:  # pages that use the term without words of their own show its name
        derive_again(resting_on(row))
    record("change", _kind(row), row.slug, by=by, before=before, after=after, note=note)
    return True


def _save(row: Record, parts: Sequence[Part], links: Links) -> None:
    try:
        row.full_clean()
        row.save()
        for name, others in links.items():
            getattr(row, name).set(others)
        if CHILDREN.get(type(row)):
            _save_parts(row, parts)
    except ValidationError as error:
        raise Refused(error.messages) from error
    index_record(row)


def _save_parts(row: Record, parts: Sequence[Part]) -> None:
    kept = {part.pk for part in parts if part.pk}
    for old in getattr(row, CHILDREN[type(row)]).exclude(pk__in=kept):
        if isinstance(old, SourcePassage) and old.citations.exists():
            raise Refused(f"Practices cite {old.label}, so it stays.")
        old.delete()
    for place, part in enumerate(parts, start=1):
        if isinstance(part, SourcePassage) and isinstance(row, Source):
            part.source, part.order = row, place
        elif isinstance(part, TermLabel) and isinstance(row, Term):
            part.term = row
        try:
            part.full_clean()
        except ValidationError as error:
            raise Refused(f"{part.label if isinstance(part, SourcePassage) else part.text}: {message}"
                          for message in error.messages) from error  # fmt: skip
        part.save()


def _kind(row: Record) -> str:
    return str(row._meta.model_name)


@transaction.atomic
def order_practices(theme: Theme, numbers: Sequence[int], *, by: User, seen: str) -> None:
    """The theme's own order of its practices, by number; those that are not named follow by number."""
    only_curators(by)
    row = locked(theme, seen)
    known = set(Practice.objects.filter(number__in=numbers).values_list("number", flat=True))
    before, row.practice_order = row.practice_order, [n for n in dict.fromkeys(numbers) if n in known]
    if before != row.practice_order:
        row.save(update_fields=["practice_order"])
        after = {"practice_order": row.practice_order}
        record("order", "theme", row.slug, by=by, before={"practice_order": before}, after=after)


@transaction.atomic
def remove(row: Record, *, by: User, seen: str, note: str = "") -> None:
    """Only what nothing rests on can go. Its address is never given to another page."""
    only_curators(by)
    now = locked(row, seen)
    reasons = uses(now)
    if reasons:
        raise Refused(reasons)
    before, texts, pk = stored(now), texts_showing(now), now.pk
    now.delete()
    if not isinstance(row, Concept):
        FormerSlug.objects.get_or_create(kind=KINDS[type(row)], slug=now.slug, defaults={"object_id": pk})
    forget_record(row, texts)
    record("delete", _kind(row), now.slug, by=by, before=before, note=note)


def uses(row: Record) -> list[str]:
    """Why the row cannot go, one sentence each; empty when nothing rests on it, now or in a former version."""
    if isinstance(row, Theme):
        return _theme_uses(row)
    if isinstance(row, Source | Term):
        return _mentions(row)
    return []


def _counted(number: int, one: str, many: str) -> list[str]:
    return [f"{number} {one if number == 1 else many}"] if number else []


def _theme_uses(theme: Theme) -> list[str]:
    practices = Practice.objects.filter(Q(themes=theme) | Q(primary_theme=theme)).distinct().count()
    named = Q()
    for name in names_of(theme):
        named |= Q(content__primary_theme=name) | Q(content__themes__icontains=f'"{name}"')
    return [
        *_counted(practices, "practice is filed under it.", "practices are filed under it."),
        *_counted(theme.children.count(), "narrower theme belongs to it.", "narrower themes belong to it."),
        *_counted(Revision.objects.filter(named).count(), "published version names it.",
                  "published versions name it, older ones included."),
        *_counted(_open_versions().filter(named).count(), "open proposal names it.", "open proposals name it."),
    ]  # fmt: skip


def _open_versions() -> Any:
    return ProposalVersion.objects.filter(proposal__state__in=OPEN_STATES, number=F("proposal__version"))


def _mentions(row: Source | Term) -> list[str]:
    ends = ["@{},"] if isinstance(row, Source) else ["[[term:{}]]", "[[term:{}|"]
    marks = [end.format(name) for name in names_of(row) for end in ends]
    written, kept = Q(), Q()
    for mark in marks:
        written |= Q(body__icontains=mark)
        kept |= Q(content__body__icontains=mark)
    return [
        *_counted(PracticeText.objects.filter(written).count(), "practice rests on it.", "practices rest on it."),
        *_counted(Revision.objects.filter(kept).count(), "published version rests on it.",
                  "published versions rest on it, older ones included."),
        *_counted(_open_versions().filter(kept).count(), "open proposal rests on it.", "open proposals rest on it."),
    ]  # fmt: skip
