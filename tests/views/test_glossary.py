"""The glossary, and one term."""

import pytest
from django.test import Client

from practices.models import Term
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(path: str) -> Page:
    return Page(Client().get(path).content.decode())


def test_every_term_stands_under_its_letter() -> None:
    found = page("/glossary/")
    assert {term.get_absolute_url() for term in Term.objects.all()} <= set(found.links)
    letters = sorted({term.name[0].upper() for term in Term.objects.all()})
    assert found.texts("h2")[: len(letters)] == letters


def test_a_term_shows_its_labels_and_its_translations_in_their_direction() -> None:
    found = page("/glossary/radicalisation/")
    assert "radicalization" in found.text
    cells = [(tag.attributes["lang"], tag.attributes["dir"]) for tag in found.all("td") if "lang" in tag.attributes]
    assert {("ar", "rtl"), ("fr", "ltr"), ("zh", "ltr"), ("ru", "ltr"), ("es", "ltr")} == set(cells)


def test_a_term_names_the_practices_that_use_it_once_each() -> None:
    body = factories.body().replace("It helps", "[[term:radicalisation]]").replace("people", "[[term:radicalisation]]")
    factories.published(body=body)
    assert page("/glossary/radicalisation/").links.count("/practices/test-practice/#p2") == 1


def test_a_term_nobody_uses_says_so() -> None:
    Term.objects.create(slug="unused", name="Unused", definition="Not used.")
    assert "No practice links this term yet." in page("/glossary/unused/").text
