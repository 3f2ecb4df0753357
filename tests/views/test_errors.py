"""Pages for when something is wrong; how they look is in tests/test_templates.py."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import resolve

from practices.models import Proposal, User
from practices.views import errors, proposing
from tests import factories
from tests.markup import Page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/practices/prison-standards/", "prison standards"),
        ("/a/b_c.html", "b c html"),
        ("/", ""),
        ("/---/", ""),
        ("/\x00x\x00/", "x"),
        ("/" + "a" * 200, "a" * 80),
        ("/السجن/", "السجن"),
    ],
)
def test_the_last_part_of_an_address_is_read_as_words(path: str, words: str) -> None:
    assert errors.words_of(path) == words


def test_a_request_that_cannot_be_read_gets_a_page() -> None:
    response = errors.bad_request(RequestFactory().get("/"), ValueError())
    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")


@pytest.mark.django_db
def test_who_may_not_open_a_page_is_told_what_they_can_do(ada: User) -> None:
    request = RequestFactory().get("/")
    request.user = ada
    response = errors.forbidden(request, PermissionDenied())
    assert response.status_code == 403
    assert "You can still read everything that is published" in response.content.decode()


# What was typed comes back

TYPED = {"title": "My title", "body": "## The practice\n\nMy <b>words</b>.", "reason": "Why not.", "do": "submit"}
FORM = "/practices/test-practice/propose/"


def test_after_an_error_of_ours_the_form_can_be_filled_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    """500 and 503 answer with a button that shows the same form again, and nothing is sent by it."""
    factories.published()
    client.raise_request_exception = False
    for error, status in ((RuntimeError("broken"), 500), (OperationalError("away"), 503)):
        with monkeypatch.context() as patch:
            patch.setattr(proposing, "promise", broken(error))
            response = client.post(FORM, TYPED | {"do": "preview"})
        assert response.status_code == status
        found = Page(response.content.decode())
        assert "My <b>words</b>." in " ".join(found.texts("textarea"))
        (form,) = [tag for tag in found.all("form") if tag.attributes.get("method") == "post"]
        fields = {tag.attributes["name"]: tag.text[1:] for tag in found.all("textarea") if "name" in tag.attributes}
        assert fields == {name: text for name, text in TYPED.items() if name != "do"}
        again = client.post(form.attributes["action"], fields | {"do": "preview"})
        assert again.status_code == 200
        assert "My title" in Page(again.content.decode()).values("value")
    assert not Proposal.objects.exists()


def broken(error: Exception) -> Callable[..., Any]:
    def fail(*args: object) -> None:
        raise error

    return fail


def test_only_forms_that_know_it_are_filled_again(rf: RequestFactory) -> None:
    """On any other page such a button could do what another site has made up."""
    request = rf.post("/accounts/profile/delete/", TYPED | {"confirm": "on"})
    request.resolver_match = resolve("/accounts/profile/delete/")
    assert errors.put_back(request) == {}
    request = rf.post(FORM, TYPED | {"password": "secret", "csrfmiddlewaretoken": "t"})
    request.resolver_match = resolve(FORM)
    assert dict(errors.put_back(request)["pairs"]) == {name: text for name, text in TYPED.items() if name != "do"}


def test_a_page_that_is_not_there_gives_the_words_back_too(client: Client, db: None) -> None:
    found = Page(client.post("/practices/no-such-practice/propose/", TYPED).content.decode())
    assert "My <b>words</b>." in " ".join(found.texts("textarea"))


def sent_as_browsers_do(path: str, **fields: str) -> Any:
    client = Client(enforce_csrf_checks=True)  # which looks into the form before any view does
    client.get("/accounts/login/")
    return client.post(path, urlencode(fields), content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("path", ["/propose/", "/curation/queue/1/", "/proposals/1/act/"])
def test_a_form_that_is_too_big_is_told_so_and_gives_its_text_back(path: str, db: None) -> None:
    long = "س <b>x</b> " * 60_000
    response = sent_as_browsers_do(path, body=long, message="My message.")
    assert response.status_code == 413
    found = Page(response.content.decode())
    assert "more than a million characters" in found.text
    assert [text.strip() for text in found.texts("textarea")] == [long.strip(), "My message."]
    assert not found.all("form"), "it would be too big again"


def test_a_form_that_is_bigger_than_can_be_given_back_is_told_so(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "MOST_GIVEN_BACK", 1_000_500)
    response = sent_as_browsers_do("/propose/", body="x" * 1_100_000)
    assert response.status_code == 413
    assert "your browser may still hold your text" in response.content.decode()
    response = client.post("/propose/", {"body": "x" * 1_100_000})
    assert response.status_code == 413, "of another kind than forms are sent in"


def test_what_another_site_sent_is_put_back_into_no_form(rf: RequestFactory) -> None:
    request = rf.post(FORM, TYPED, headers={"sec-fetch-site": "cross-site"})
    request.resolver_match = resolve(FORM)
    assert errors.put_back(request) == {}
