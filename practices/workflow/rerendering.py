"""Stored HTML made anew after the renderer has changed."""

from collections.abc import Iterator

from django.db import transaction

from practices.models import PracticeText, Revision
from practices.rendering import markdown
from practices.workflow.indexing import index_practice
from practices.workflow.publication import render_again


def outdated() -> int:
    return Revision.objects.rendered_before(markdown.VERSION).count()


def rerender(batch: int = 100) -> Iterator[int]:
    """Render every outdated revision, a batch to a transaction; yields how many each batch had."""
    while True:
        with transaction.atomic():
            revisions = list(Revision.objects.rendered_before(markdown.VERSION).select_for_update()[:batch])
            for revision in revisions:
                render_again(revision)
            for text in PracticeText.objects.live().filter(live_revision__in=revisions).select_related("practice"):
                index_practice(text.practice)
        if not revisions:
            return
        yield len(revisions)
