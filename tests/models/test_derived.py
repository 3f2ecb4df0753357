"""What is worked out from the text."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from practices.models import Citation, Practice, PracticeLink, SourcePassage, TermUse

pytestmark = pytest.mark.django_db


def test_each_row_is_said_in_a_line() -> None:
    practice = Practice.objects.get(number=7)
    citation, link = practice.citations.first(), practice.links.typed().first()
    use = practice.term_uses.first()
    assert str(citation) == f"P-07 ¶1: {citation.source if citation else None}, Setting programme goals"
    assert str(link) == "P-07 builds-on P-06"
    assert str(use) == "P-07 ¶6: Recidivism"


def test_a_cited_passage_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        SourcePassage.objects.get(source__slug="hague-2011", label="¶9").delete()


@pytest.mark.parametrize("model", [Citation, PracticeLink, TermUse])
def test_a_row_does_not_stand_twice(model: type[Citation]) -> None:
    row = model.objects.all()[0]
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_practice_does_not_link_to_itself() -> None:
    link = PracticeLink.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeLink.objects.filter(pk=link.pk).update(target=link.practice)
