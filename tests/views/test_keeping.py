"""What was typed waits in the session while somebody signs in."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import resolve

from practices.models import Proposal
from practices.views import keeping
from practices.workflow.proposals import save_draft
from tests import cast, factories, offers
from tests.markup import Page

pytestmark = pytest.mark.django_db

PATH = "/practices/test-practice/propose/"


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


def asked(path: str = "/x/?kind=remark", **fields: str) -> Any:
    request: Any = RequestFactory().post(path, {"body": "Mine.", "csrfmiddlewaretoken": "t", "password1": "p"} | fields)
    request.session = {}
    return request


def test_it_is_kept_for_the_page_it_was_written_on_and_without_secrets() -> None:
    request = asked()
    assert keeping.keep(request) == "/x/?kind=remark&resume=1"
    assert request.session["kept"] == {"path": "/x/", "data": "body=Mine."}
    again: Any = RequestFactory().get("/x/?kind=remark&resume=1")
    again.session = request.session
    found = keeping.kept(again)
    assert found is not None
    assert found["body"] == "Mine."
    for other in ("/y/?resume=1", "/x/"):
        elsewhere: Any = RequestFactory().get(other)
        elsewhere.session = request.session
        assert keeping.kept(elsewhere) is None
    keeping.forget(again)
    assert again.session == {}


@pytest.mark.parametrize("back", ["https://evil.example.org/", "//evil.example.org/", "javascript:alert(1)", "/\\evil"])
def test_the_way_back_stays_on_the_site(back: str) -> None:
    assert keeping.keep(asked(back=back)).startswith("/x/")
    assert keeping.keep(asked(back="/proposals/7/")) == "/proposals/7/?resume=1"


def test_too_much_is_not_kept() -> None:
    request = asked(reason="x" * keeping.MOST_CHARACTERS)
    assert keeping.keep(request) == ""
    assert request.session == {}
    answers = [keeping.keep(asked()) for _ in range(21)]
    assert answers[-1] == ""


def test_what_is_too_much_to_keep_is_shown_to_be_copied() -> None:
    factories.published()
    long = "x" * keeping.MOST_CHARACTERS
    response = Client().post(PATH, {"do": "sign-in", "body": long, "reason": "Why not."})
    found = Page(response.content.decode())
    assert "Copy it" in found.text
    assert [text.strip() for text in found.texts("textarea")] == [long, "Why not."]
    assert "/accounts/login/" in found.links


def test_only_for_pages_that_show_it_again() -> None:
    request = asked()
    assert not keeping.may_keep(request)
    for path, may in (
        ("/proposals/1/act/", True),
        ("/curation/queue/1/", True),
        ("/curation/practices/bulk/", False),
        ("/accounts/profile/", False),
    ):
        request.resolver_match = resolve(path)
        assert keeping.may_keep(request) is may


def sign_in(client: Client, path: str) -> Any:
    data = {"login": "esra@example.org", "password": cast.PASSWORD}
    return client.post(path, data)


def test_an_expert_whose_session_is_over_comes_back_to_every_word() -> None:
    practice = factories.published()
    draft = save_draft(offers.offer(practice), by=cast.esra())
    client, path = Client(), f"/proposals/{draft.pk}/edit/"
    data = {"reason": "Because it is so.", "section": "why-it-matters", "section_text": "Mine.", "do": "submit"}
    data |= {"body": offers.live(practice).content["body"], "title": "My title", "base": "1"}
    (way,) = [
        link
        for link in Page(client.post(path, data).content.decode()).links
        if link.startswith("/accounts/login/?next=/proposals/")
    ]
    response = sign_in(client, way)
    assert response["Location"] == f"{path}?resume=1"
    found = Page(client.get(response["Location"]).content.decode())
    assert "Your text is back" in found.text
    assert "Mine." in [text.strip() for text in found.texts("textarea")]
    assert "Because it is so." in [text.strip() for text in found.texts("textarea")]
    assert "My title" in found.values("value")
    assert Proposal.objects.get().state == "draft"
    assert "Your text is back" not in client.get(path).content.decode()


def test_a_stranger_signs_in_from_the_form_and_comes_back_to_it() -> None:
    factories.published()
    cast.esra()
    client = Client()
    way = client.post(PATH, {"do": "sign-in", "body": "## The practice\n\nMine.", "reason": "Why not."})["Location"]
    response = sign_in(client, way)
    found = client.get(response["Location"]).content.decode()
    assert "Mine." in found
    assert "Why not." in found
