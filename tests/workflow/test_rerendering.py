"""Stored HTML made anew by a newer renderer."""

import pytest

from practices.models import Revision
from practices.rendering import markdown
from practices.workflow.rerendering import outdated, rerender
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_outdated_revisions_are_rendered_again_and_nothing_else_changes() -> None:
    revision = factories.revision()
    Revision.objects.filter(pk=revision.pk).update(renderer=0, html="<p>old</p>", outline={})
    assert outdated() == 1
    assert list(rerender()) == [1]
    again = Revision.objects.get(pk=revision.pk)
    assert (again.html, again.outline, again.renderer) == (revision.html, revision.outline, markdown.VERSION)
    assert (again.content, again.created_at) == (revision.content, revision.created_at)


def test_the_work_is_done_in_batches_and_ends() -> None:
    Revision.objects.filter(number=1).update(renderer=0)
    total = outdated()
    assert list(rerender(batch=20)) == [20, 20, total - 40]
    assert list(rerender()) == []
