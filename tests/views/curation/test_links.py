"""The page of links that fail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practices.exchange import link_check
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


@pytest.mark.parametrize(
    ("answer", "said", "state"),
    [
        (Answer(LinkState.FINE, 200), f"{URL} answers.", "fine"),
        (Answer(LinkState.MOVED, 200, moved_to=COPY), f"{URL} answers at {COPY}.", "moved"),
        (
            Answer(LinkState.UNCLEAR, 403, "It keeps away."),
            "cannot be told: 403 It keeps",
            "unclear",
        ),
        (Answer(LinkState.FAILING, said="No answer in time."), f"{URL} fails: No answer in time.", "dead"),
    ],
)
def test_a_link_is_asked_again_at_once(
    answer: Answer, said: str, state: str, client: Client, dead: LinkCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(link_check, "ask", lambda url, *_: asked.append(url) or answer)
    path = f"/curation/links/{dead.pk}/again/"
    assert said in client.post(path, follow=True).content.decode()
    assert "less than a minute ago" in client.post(path, follow=True).content.decode()
    dead.refresh_from_db()
    assert (asked, dead.state) == ([URL], state)
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
