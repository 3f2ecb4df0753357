"""The numbered sources of a revision."""

import pytest

from practices.models import Source
from practices.views.citing import cited_sources, source_kinds
from practices.workflow.repair import delete
from tests import factories

pytestmark = pytest.mark.django_db

BODY = factories.body().replace("It helps people change. [@test-source, ¶1]", "It helps. [@hague-2011, ¶1]")


def test_sources_are_numbered_as_on_the_page_with_places_and_paragraphs() -> None:
    cited = cited_sources(factories.revision(body=BODY))
    assert [(c.number, c.source.slug, list(c.places), c.paragraphs) for c in cited] == [
        (1, "test-source", ["¶1", "¶2"], [1, 3, 4]),
        (2, "hague-2011", ["¶1"], [2]),
    ]
    assert source_kinds(cited) == ["1 expert guidance", "1 conference record"]


def test_it_takes_two_queries(django_assert_num_queries: object) -> None:
    revision = factories.revision(body=BODY)
    with django_assert_num_queries(2):  # type: ignore[operator]
        cited_sources(revision)


def test_a_source_that_is_gone_leaves_its_number_empty(ada: object) -> None:
    revision = factories.revision(body=BODY)
    revision.practice.citations.all().delete()
    delete(Source.objects.get(slug="test-source"), by=ada)  # type: ignore[arg-type]
    assert [(cited.number, cited.source.slug) for cited in cited_sources(revision)] == [(2, "hague-2011")]
