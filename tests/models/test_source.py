"""Sources and their passages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from practices.models import SourcePassage
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_cited_place_keeps_its_name_and_may_change_its_words() -> None:
    factories.published()
    passage = SourcePassage.objects.get(source__slug="test-source", label="¶1")
    passage.text = "Other words."
    passage.full_clean()
    passage.label = "¶1a"
    with pytest.raises(ValidationError, match="the name stays"):
        passage.full_clean()


def test_a_place_that_nobody_cites_may_be_renamed() -> None:
    passage = factories.source().passages.all()[0]
    passage.label = "¶1a"
    passage.full_clean()
    assert passage.label == "¶1a"


@pytest.mark.parametrize("name", ["label", "anchor"])
def test_a_place_stands_once_in_its_source(name: str) -> None:
    one, two = factories.source().passages.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        SourcePassage.objects.filter(pk=two.pk).update(**{name: getattr(one, name)})


def test_a_passage_has_an_address_on_the_page_of_its_source() -> None:
    passage = factories.source().passages.all()[1]
    assert passage.get_absolute_url() == "/sources/test-source/#p2"
    assert (str(passage), passage.natural_key()) == ("Test guidance, ¶2", ("test-source", "¶2"))
    assert passage.source.natural_key() == ("test-source",)
