"""Pages that say what the portal is."""

import pytest
from django.test import Client

from practices.models import Edition, EditionItem
from tests.markup import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/about/", "The portal holds 41 practices"),
        ("/help/", "Citing"),
        ("/accessibility/", "WCAG"),
        ("/privacy/", "cookie"),
    ],
)
def test_the_page_speaks_of_its_subject(path: str, words: str) -> None:
    assert words in Page(Client().get(path).content.decode()).text


def test_before_any_edition_the_page_about_the_portal_still_opens() -> None:
    rows = EditionItem.objects.all()
    rows._raw_delete(rows.db)
    Edition.objects.all().delete()
    page = Page(Client().get("/about/").content.decode())
    assert "first brought out together" not in page.text
    assert len(page.all("h1")) == 1
