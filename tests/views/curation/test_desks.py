"""What the pages of records need to know of each kind."""

import pytest

from practices.models import Concept, Source, Term, Theme
from practices.views.curation.desks import DESKS
from tests import cast, factories

pytestmark = pytest.mark.django_db


def test_where_a_record_is_used_is_said_for_each_kind() -> None:
    body = factories.body().replace("It helps", "See [[term:radicalisation]]. It helps")
    practice, carl = factories.published(body=body), cast.carl()
    concept = Concept.objects.create(slug="zebras", name="zebras", labels=["zebra"], practices=[practice.number])
    rows = (Theme.objects.get(slug="test-theme"), Source.objects.get(slug="test-source"))
    term = Term.objects.get(slug="radicalisation")
    for desk, row, how in zip(DESKS.values(), (*rows, term, concept), ("main theme", "¶1; ¶2", "", ""), strict=True):
        assert (practice, how) in [(use.practice, use.how) for use in desk.uses(row, carl)], desk.kind


def test_what_belongs_to_a_record_is_given_to_its_form() -> None:
    source = factories.source()
    assert [row["label"] for row in DESKS["sources"].stored_rows(source)] == ["¶1", "¶2"]
    assert DESKS["sources"].stored_rows(Source()) == []
    assert DESKS["thesaurus"].stored_rows(Concept()) == []
    notes = [{"theme": "aftercare", "words": "jobs"}]
    assert DESKS["themes"].stored_rows(factories.theme(elsewhere=notes)) == notes
