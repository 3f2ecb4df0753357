"""One thing by its slug, or by a slug it once had."""

import pytest
from django.test import Client

from practices.models import FormerSlug, Practice, Source, Term, Theme
from practices.workflow.naming import rename
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "slug", "place"),
    [
        (Practice, "robust-aftercare", "practices"),
        (Theme, "aftercare", "themes"),
        (Source, "hague-2011", "sources"),
        (Term, "radicalisation", "glossary"),
    ],
)
def test_a_former_slug_redirects_for_good(model: type[Practice], slug: str, place: str) -> None:
    rename(model.objects.get(slug=slug), "new-name", by=None)
    response = Client().get(f"/{place}/{slug}/?page=2")
    assert (response.status_code, response["Location"]) == (301, f"/{place}/new-name/?page=2")
    assert Client().get(f"/{place}/new-name/").status_code == 200


def test_a_slug_that_is_also_a_part_of_the_address_is_replaced_in_its_place() -> None:
    rename(factories.published("practices"), "new-name", by=None)
    assert Client().get("/practices/practices/history/")["Location"] == "/practices/new-name/history/"


def test_after_two_renames_both_old_addresses_lead_to_the_page() -> None:
    practice = factories.published("one")
    rename(practice, "two", by=None)
    rename(practice, "three", by=None)
    for old in ("one", "two"):
        assert Client().get(f"/practices/{old}/")["Location"] == "/practices/three/"


def test_the_former_slug_of_a_draft_tells_a_reader_nothing() -> None:
    practice = factories.published("one")
    rename(practice, "two", by=None)
    Practice.objects.filter(pk=practice.pk).update(status="draft")
    assert Client().get("/practices/one/").status_code == 404


def test_a_former_slug_of_another_kind_of_thing_leads_nowhere() -> None:
    FormerSlug.objects.create(kind="theme", slug="once", object_id=Practice.objects.get(number=1).pk)
    assert Client().get("/practices/once/").status_code == 404
