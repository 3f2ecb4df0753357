"""Freezing the live collection as a numbered edition."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from practices.models import Edition, EditionItem, Practice, Revision, Theme, User
from practices.querysets import RevisionQuerySet
from practices.workflow.errors import Refused, Stale
from practices.workflow.log import record
from practices.workflow.publication import only_curators


@transaction.atomic
def freeze(edition: Edition, *, by: User | None, actor_name: str = "") -> Edition:
    """Fill the edition with the live revision of every published practice, by number. It cannot be done twice."""
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if row.items.exists():
        raise Refused(f"Edition {edition.number} is frozen: what is in it does not change.")
    live = live_revisions(edition.language)
    if not live:
        raise Refused("There is nothing to freeze: no practice is published.")
    row.themes = dict(Theme.objects.values_list("slug", "name"))
    row.save(update_fields=["themes"])
    EditionItem.objects.bulk_create(
        EditionItem(edition=edition, revision=revision, position=n) for n, revision in enumerate(live, start=1)
    )
    after = {"practices": len(live)}
    record("freeze", "edition", str(edition.number), by=by, actor_name=actor_name, after=after)
    return edition


@contextmanager
def as_they_were() -> Iterator[None]:
    """Frozen editions are afterwards what they were before, even where Django's loaddata wrote past their save()."""
    frozen = list(Edition.objects.filter(items__isnull=False).distinct().values())
    yield
    for row in frozen:
        Edition.objects.filter(pk=row["id"]).update(**row)


def live_revisions(language: str) -> RevisionQuerySet:
    """What an edition frozen now would hold."""
    published = Practice.objects.published()
    live = Revision.objects.filter(live_text__isnull=False, language=language, practice__in=published)
    return live.order_by("practice__number")


def next_number() -> int:
    return (Edition.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1


def state_of(revisions: Sequence[Revision]) -> str:
    """Another one as soon as another revision is among them."""
    return hashlib.sha256(" ".join(str(revision.pk) for revision in revisions).encode()).hexdigest()[:20]


@transaction.atomic
def issue(title: str, foreword: str, *, by: User, seen: str, language: str = "en") -> Edition:
    """The next edition, of today. ``seen`` is the state_of() what the curator looked at; Stale if it is another now."""
    only_curators(by)
    list(Practice.objects.select_for_update(no_key=True).order_by("number"))
    if state_of(list(live_revisions(language))) != seen:
        raise Stale("The collection has changed since you opened this page.")
    edition = Edition(
        number=next_number(), title=title, foreword=foreword, language=language, published_on=timezone.localdate()
    )
    edition.save()
    return freeze(edition, by=by)


@dataclass
class Changed:
    """A practice that is in both editions, in another version, with the notes of all versions between."""

    before: Revision
    after: Revision
    notes: list[str] = field(default_factory=list)


@dataclass
class Difference:
    """What an edition has that the one before had not. It follows from revisions, which never change."""

    added: list[Revision] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    left_out: list[Revision] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.left_out)


def difference(before: Sequence[Revision], after: Sequence[Revision]) -> Difference:
    """One query, for the notes."""
    old = {revision.practice_id: revision for revision in before}
    new = {revision.practice_id: revision for revision in after}
    changed = {pk: Changed(old[pk], new[pk]) for pk in new if pk in old and new[pk].pk != old[pk].pk}
    between = Revision.objects.filter(practice__in=changed).order_by("number")
    for pk, language, number, note in between.values_list("practice", "language", "number", "note"):
        pair = changed[pk]
        if language == pair.after.language and pair.before.number < number <= pair.after.number:
            pair.notes.append(note)
    return Difference(
        [revision for pk, revision in new.items() if pk not in old],
        list(changed.values()),
        [revision for pk, revision in old.items() if pk not in new],
    )


def edition_before(edition: Edition) -> Edition | None:
    earlier = Edition.objects.filter(number__lt=edition.number, language=edition.language)
    return earlier.order_by("-number").first()


def revisions_of(edition: Edition) -> RevisionQuerySet:
    return Revision.objects.filter(editions=edition).for_list().order_by("edition_items__position")
