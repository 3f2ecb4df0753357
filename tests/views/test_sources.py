"""Sources and events, and what rests on each of their passages."""

import pytest
from django.test import Client

from practices.models import Source
from practices.workflow.withdrawal import withdraw
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(path: str) -> Page:
    return Page(Client().get(path).content.decode())


def test_every_source_is_listed() -> None:
    assert {source.get_absolute_url() for source in Source.objects.all()} <= set(page("/sources/").links)


def test_documents_stand_in_the_order_of_their_years_and_undated_ones_last() -> None:
    years = [source.sort_year for source in Source.objects.with_counts("en")]
    known = [year for year in years if year is not None]
    assert years == sorted(known) + [None] * (len(years) - len(known))


def test_each_place_has_an_anchor_and_names_the_practices_that_rest_on_it_once() -> None:
    practice = factories.published()
    found = page("/sources/test-source/")
    assert {"p1", "p2"} <= set(found.ids)
    links = [link for link in found.links if link.startswith("/practices/test-practice/")]
    assert links == ["/practices/test-practice/#p1", "/practices/test-practice/#p3"]
    assert found.texts("a").count(f"{practice.code} Try test practice") == 2


def test_a_place_nothing_rests_on_is_background() -> None:
    factories.source()
    assert page("/sources/test-source/").text.count("Background") == 2


def test_a_withdrawn_practice_rests_on_nothing() -> None:
    withdraw(factories.published(), reason="Gone.", by=None)
    assert "/practices/test-practice/#p1" not in page("/sources/test-source/").links


def test_a_source_without_places_still_opens() -> None:
    factories.source().passages.all().delete()
    assert page("/sources/test-source/").texts("h1") == ["Test guidance"]


@pytest.mark.parametrize("url", ["", "https://example.org/a?b=1&c=2"])
def test_the_original_is_linked_when_its_address_is_known(url: str) -> None:
    factories.source()
    Source.objects.filter(slug="test-source").update(url=url)
    assert (url in page("/sources/test-source/").links) is bool(url)
