"""Where practices are filed, of many at once."""

from typing import Any

import pytest

from practices.models import Actor, PracticeQuestion
from practices.search.filing import filings
from tests import factories

pytestmark = pytest.mark.django_db


def test_everything_is_found_in_its_order_and_with_its_practice() -> None:
    one, other = factories.published("one"), factories.published("other")
    above = factories.theme("above", order=901)
    below = factories.theme("below", order=900, parent=above)
    one.themes.set([above, below])
    late, early = (Actor.objects.create(slug=slug, name=slug, order=n) for n, slug in ((902, "late"), (901, "early")))
    one.actors.set([late, early])
    for words in ("Who helps?", "And when?"):
        PracticeQuestion.objects.create(practice=one, text=words)
    found = filings([one.pk, other.pk])
    assert found[one.pk].themes == [("below", "Below", "above", "Above"), ("above", "Above", None, None)]
    assert found[one.pk].actors == [("early", "early"), ("late", "late")]
    assert found[one.pk].cited == [("en", "test-source", "Test guidance")]
    assert found[one.pk].questions == [("Who helps?",), ("And when?",)]
    assert [slug for slug, *_ in found[other.pk].themes] == ["test-theme"]
    assert (found[other.pk].actors, found[other.pk].questions) == ([], [])


def test_many_practices_take_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    practices = [factories.published(f"practice-{n}").pk for n in range(3)]
    for some in (practices[:1], practices):
        with django_assert_num_queries(4):
            filings(some)
