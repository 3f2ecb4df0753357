"""The page of links that fail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practices.models import LinkCheck, LinkState, Source
from practices.workflow.links import Answer, gather, take_down
from practices.workflow.withdrawal import withdraw
from tests import cast, factories

pytestmark = pytest.mark.django_db

URL, COPY = "https://example.org/guide", "https://archive.example.org/guide"


@pytest.fixture
def client(db: None) -> Client:
    found = Client()
    found.force_login(cast.carl())
    return found


@pytest.fixture
def dead(db: None) -> LinkCheck:
    """The link of a source that has failed for ten days."""
    source = factories.source()
    Source.objects.filter(pk=source.pk).update(url=URL)
    gather()
    for day in (10, 9, 7, 1):
        take_down(URL, Answer(LinkState.FAILING, 404, "Not Found"), timezone.now() - timedelta(days=day))
    return LinkCheck.objects.get(url=URL)


def test_a_dead_link_stands_with_its_source_and_its_answer(client: Client, dead: LinkCheck) -> None:
    page = client.get("/curation/links/").content.decode()
    for words in (URL, "Dead", "Answer 404", "Not Found", "/curation/sources/test-source/"):
        assert words in page
    assert "All links, citations and terms lead somewhere." in page


def test_a_link_can_be_asked_again(client: Client, dead: LinkCheck) -> None:
    assert client.post(f"/curation/links/{dead.pk}/again/").status_code == 302
    assert dead in LinkCheck.objects.due(timezone.now())
    assert "The next run of the link checker asks it." in client.get("/curation/links/").content.decode()
    assert client.post("/curation/links/999999/again/").status_code == 404


def test_an_archived_copy_is_noted_and_the_page_of_the_source_shows_it(client: Client, dead: LinkCheck) -> None:
    path = "/curation/links/test-source/copy/"
    wrong = client.post(path, {"archived_url": "no address"})
    assert (wrong.status_code, 'value="no address"' in wrong.content.decode()) == (400, True)
    assert client.post(path, {"archived_url": COPY}).status_code == 302
    page = client.get("/sources/test-source/").content.decode()
    assert "has been dead since" in page
    assert COPY in page


def test_what_points_to_something_withdrawn_is_shown(client: Client) -> None:
    gone = factories.published("gone")
    factories.published("linking", body=factories.body().replace("It helps", "See [[gone]]. It helps"))
    withdraw(gone, reason="It was wrong.", by=None)
    assert "Links to gone, which is withdrawn." in client.get("/curation/links/").content.decode()
