"""Freezing the next edition."""

import pytest
from django.test import Client

from practices.models import Edition, PracticeText
from practices.workflow.publication import publish
from tests import cast, factories

pytestmark = pytest.mark.django_db

PATH = "/curation/editions/"


@pytest.fixture
def client(db: None) -> Client:
    found = Client()
    found.force_login(cast.carl())
    return found


def test_the_page_says_what_the_next_edition_would_bring(client: Client) -> None:
    factories.published("brand-new")
    page = client.get(PATH).content.decode()
    assert "Edition 2" in page
    assert "Try brand new" in page


def test_an_edition_is_frozen_with_its_foreword_and_its_changes(client: Client) -> None:
    factories.published("brand-new")
    data = {"title": "Second edition", "foreword": "One\n\nTwo", "seen": client.get(PATH).context["seen"]}
    assert client.post(PATH, data)["Location"] == "/editions/2/"
    page = client.get("/editions/2/").content.decode()
    for words in ("<p>One</p>", "What is new since edition 1", "Try brand new", "Test theme"):
        assert words in page


def test_what_changed_meanwhile_is_looked_at_first(client: Client) -> None:
    data = {"title": "Second", "foreword": "What I wrote.", "seen": client.get(PATH).context["seen"]}
    text = PracticeText.objects.live().get(practice__number=3)
    text.title += ", always"
    publish(text, by=None, note="Meanwhile.")
    response = client.post(PATH, data)
    assert (response.status_code, "What I wrote." in response.content.decode()) == (409, True)
    assert not Edition.objects.filter(number=2).exists()
    assert client.post(PATH, {"title": "", "foreword": "What I wrote."}).status_code == 400
