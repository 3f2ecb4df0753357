"""New slugs. The old address of a page leads to it for ever."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from practices.models import FormerSlug, Practice, PracticeText, Source, Term, Theme, User
from practices.querysets import PracticeTextQuerySet
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_record
from practices.workflow.log import record
from practices.workflow.publication import derive_again, only_curators, refresh_backlinks

Named = Practice | Theme | Source | Term

KINDS: dict[type[Named], FormerSlug.Kind] = {
    Practice: FormerSlug.Kind.PRACTICE,
    Theme: FormerSlug.Kind.THEME,
    Source: FormerSlug.Kind.SOURCE,
    Term: FormerSlug.Kind.TERM,
}


def names_of(thing: Named) -> list[str]:
    """The slug of today first, then those it had, and those of what was merged into it."""
    former = FormerSlug.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk).order_by("pk")
    return [thing.slug, *former.values_list("slug", flat=True)]


def find_by_name(model: type[Named], slug: str) -> Named | None:
    """By the slug of today, or by one it had."""
    found: Named | None = model._default_manager.filter(slug=slug).first()
    if found:
        return found
    former = FormerSlug.objects.filter(kind=KINDS[model], slug=slug).first()
    return model._default_manager.filter(pk=former.object_id).first() if former else None


def check_free(model: type[Named], slug: str, pk: int = 0) -> None:
    """Raises Refused when the slug cannot be an address, or is or was that of another page of its kind."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise Refused(f"{slug!r} cannot be an address: use small letters, digits and hyphens.") from error
    taken = model._default_manager.filter(slug=slug).exclude(pk=pk).exists()
    if taken or FormerSlug.objects.filter(kind=KINDS[model], slug=slug).exclude(object_id=pk).exists():
        raise Refused(f"The address {slug} is taken, or was once used by another page.")


@transaction.atomic
def rename(thing: Named, slug: str, *, by: User | None, note: str = "") -> None:
    """Give the practice, theme, source or term a new slug; the old one redirects. A name once used is never reused."""
    only_curators(by)
    model, kind = type(thing), KINDS[type(thing)]
    row = model._default_manager.select_for_update().get(pk=thing.pk)
    old = row.slug
    check_free(model, slug, row.pk)
    if slug == old:
        return
    FormerSlug.objects.filter(kind=kind, slug=slug, object_id=row.pk).delete()
    FormerSlug.objects.create(kind=kind, slug=old, object_id=row.pk)
    row.slug = thing.slug = slug
    row.save(update_fields=["slug"])
    if isinstance(row, Practice):
        for text in row.texts.all():
            refresh_backlinks(row, text.language)
    elif isinstance(row, Theme):
        point_notes([old], row)
    else:
        derive_again(resting_on(row))
    index_record(row)
    record("rename", kind.value, old, by=by, before={"slug": old}, after={"slug": slug}, note=note)


def resting_on(row: Source | Term) -> PracticeTextQuerySet:
    """The texts that cite the source or use the term."""
    if isinstance(row, Source):
        return PracticeText.objects.filter(practice__in=row.citations.values("practice"))
    return PracticeText.objects.filter(practice__in=row.uses.values("practice"))


def point_notes(slugs: Iterable[str], theme: Theme) -> None:
    """What themes say is covered elsewhere names other themes by slug: let it name this one instead."""
    gone = set(slugs)
    for other in Theme.objects.exclude(elsewhere=[]):
        notes = [note | {"theme": theme.slug} if note["theme"] in gone else note for note in other.elsewhere]
        notes = [note for note in notes if note["theme"] != other.slug]
        if notes != other.elsewhere:
            other.elsewhere = notes
            other.save(update_fields=["elsewhere"])
