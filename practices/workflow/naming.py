"""New slugs. The old address of a page leads to it for ever."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from practices.models import FormerSlug, Practice, Source, Term, Theme, User
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_record
from practices.workflow.log import record
from practices.workflow.publication import only_curators, refresh_backlinks

Named = Practice | Theme | Source | Term

KINDS: dict[type[Named], FormerSlug.Kind] = {
    Practice: FormerSlug.Kind.PRACTICE,
    Theme: FormerSlug.Kind.THEME,
    Source: FormerSlug.Kind.SOURCE,
    Term: FormerSlug.Kind.TERM,
}


@transaction.atomic
def rename(thing: Named, slug: str, *, by: User | None, note: str = "") -> None:
    """Give the practice, theme, source or term a new slug; the old one redirects. A name once used is never reused."""
    only_curators(by)
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise Refused(f"{slug!r} cannot be an address: use small letters, digits and hyphens.") from error
    model, kind = type(thing), KINDS[type(thing)]
    row = model._default_manager.select_for_update().get(pk=thing.pk)
    old = row.slug
    if slug == old:
        return
    taken = model._default_manager.filter(slug=slug).exists()
    if taken or FormerSlug.objects.filter(kind=kind, slug=slug).exclude(object_id=row.pk).exists():
        raise Refused(f"The address {slug} is taken, or was once used by another page.")
    FormerSlug.objects.filter(kind=kind, slug=slug, object_id=row.pk).delete()
    FormerSlug.objects.create(kind=kind, slug=old, object_id=row.pk)
    row.slug = thing.slug = slug
    row.save(update_fields=["slug"])
    if isinstance(row, Practice):
        for text in row.texts.all():
            refresh_backlinks(row, text.language)
    index_record(row)
    record("rename", kind.value, old, by=by, before={"slug": old}, after={"slug": slug}, note=note)
