"""What is in an edition never changes."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import Edition, EditionItem
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_item_is_neither_changed_nor_removed() -> None:
    item = EditionItem.objects.filter(edition__number=1).select_related("edition").first()
    assert item
    with pytest.raises(TypeError, match="does not change"):
        item.save()
    with pytest.raises(TypeError, match="does not change"):
        item.delete()


def test_a_revision_and_a_place_stand_once_in_an_edition() -> None:
    edition = Edition.objects.get(number=1)
    for revision, position in ((edition.items.all()[0].revision, 99), (factories.revision(), 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            EditionItem.objects.create(edition=edition, revision=revision, position=position)


def test_an_edition_is_known_by_its_number() -> None:
    edition = Edition.objects.get_by_natural_key(1)
    assert (edition.natural_key(), edition.get_absolute_url(), str(edition)) == ((1,), "/editions/1/", "First edition")
    assert str(edition.items.all()[0]) == "First edition: P-01 v1"


def test_an_edition_that_is_frozen_keeps_its_title_and_foreword() -> None:
    edition = Edition.objects.get(number=1)
    edition.foreword = "Other words."
    with pytest.raises(TypeError, match="does not change"):
        edition.save()
