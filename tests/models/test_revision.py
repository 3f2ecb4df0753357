"""A revision does not change."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import Revision
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_revision_is_neither_changed_nor_deleted() -> None:
    revision = factories.revision()
    revision.note = "Another note."
    for fields in (None, ["note"], ["html", "content"]):
        with pytest.raises(TypeError, match="does not change"):
            revision.save(update_fields=fields)
    with pytest.raises(TypeError, match="never deleted"):
        revision.delete()
    assert Revision.objects.get(pk=revision.pk).note == "First version."


def test_only_the_rendering_may_be_made_anew() -> None:
    revision = factories.revision()
    revision.html = "<p>New.</p>"
    revision.save(update_fields=["html", "outline", "renderer"])
    assert Revision.objects.get(pk=revision.pk).html == "<p>New.</p>"


def test_a_number_stands_once_for_a_practice_and_language() -> None:
    revision = factories.revision()
    revision.pk, revision._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        revision.save()


def test_it_tells_its_title_message_label_and_address() -> None:
    revision = factories.revision()
    assert (revision.title, revision.key_message, revision.label) == ("Try test practice", "Do it with care.", "v1")
    assert revision.get_absolute_url() == f"/p/{revision.practice.number}/v1/"
    assert str(revision) == f"{revision.practice.code} v1"
