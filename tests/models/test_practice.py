"""A practice and its text."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from practices.models import Practice, PracticeText
from tests import factories


@pytest.mark.parametrize(("number", "code"), [(1, "P-01"), (41, "P-41"), (100, "P-100")])
def test_the_number_is_shown_with_two_digits_at_least(number: int, code: str) -> None:
    assert Practice(number=number, slug="a").code == code


@pytest.mark.parametrize(
    ("review_by", "due"), [(None, False), (date(2026, 1, 1), True), (date(2026, 1, 2), True), (date(2026, 1, 3), False)]
)
def test_a_review_is_due_from_its_day_on(review_by: date | None, due: bool) -> None:
    assert Practice(number=1, review_by=review_by).review_is_due(date(2026, 1, 2)) is due


def test_addresses_are_by_slug_and_by_number() -> None:
    practice = Practice(number=7, slug="a-name")
    assert (practice.get_absolute_url(), practice.get_permanent_url()) == ("/practices/a-name/", "/p/7/")
    assert (str(practice), practice.natural_key(), practice.is_withdrawn) == ("P-07 a-name", (7,), False)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")])
def test_a_text_has_the_direction_of_its_language(language: str, direction: str) -> None:
    assert PracticeText(language=language).direction == direction


@pytest.mark.django_db
def test_numbers_slugs_and_languages_are_unique() -> None:
    one, two = factories.published("one"), factories.published("two")
    for values in ({"number": one.number}, {"slug": "one"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Practice.objects.filter(pk=two.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeText.objects.filter(practice=two).update(practice=one)


@pytest.mark.django_db
def test_a_practice_with_versions_cannot_be_deleted() -> None:
    with pytest.raises((ProtectedError, TypeError)):
        factories.published().delete()
