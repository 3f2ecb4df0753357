"""Freezing the live collection as a numbered edition."""

from django.db import transaction

from practices.models import Edition, EditionItem, Practice, Revision, User
from practices.workflow.errors import Refused
from practices.workflow.log import record


@transaction.atomic
def freeze(edition: Edition, *, by: User | None, actor_name: str = "") -> Edition:
    """Fill the edition with the live revision of every published practice, by number. It cannot be done twice."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.items.exists():
        raise Refused(f"Edition {edition.number} is frozen: what is in it does not change.")
    published = Practice.objects.published()
    live = Revision.objects.filter(live_text__isnull=False, language=edition.language, practice__in=published).order_by(
        "practice__number"
    )
    if not live:
        raise Refused("There is nothing to freeze: no practice is published.")
    EditionItem.objects.bulk_create(
        EditionItem(edition=edition, revision=revision, position=n) for n, revision in enumerate(live, start=1)
    )
    after = {"practices": len(live)}
    record("freeze", "edition", str(edition.number), by=by, actor_name=actor_name, after=after)
    return edition
