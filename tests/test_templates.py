"""Every kind of page: well formed, harmless, alive."""

import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from practices.models import Practice, PracticeText
from practices.views import errors
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db

TRUST = "/practices/trust-between-staff-and-detainees/"
KINDS = {
    **dict.fromkeys(("/", "/themes/", "/themes/aftercare/", "/practices/", "/search/", TRUST, f"{TRUST}history/"), 200),
    **dict.fromkeys(("/p/3/v1/", "/sources/", "/sources/hague-2011/", "/sources/istanbul-2012/", "/glossary/"), 200),
    **dict.fromkeys(("/glossary/radicalisation/", "/editions/", "/editions/1/", "/changes/", "/changes/?page=2"), 200),
    **dict.fromkeys(("/about/", "/help/", "/accessibility/", "/privacy/", "/display/"), 200),
    **dict.fromkeys(("/practices/?page=2&sort=title", "/practices/?phase=intake&actor=victims&theme=aftercare"), 200),
    **dict.fromkeys(("/practices/?theme=<script>", "/practices/changed/compare/1..2/", "/p/901/v1/"), 200),
    **dict.fromkeys(("/practices/changed/compare/1..2/?view=split",), 200),
    "/practices/gone/": 410,
    "/no/such-page/": 404,
    "/practices/no-such-practice/": 404,
}


@pytest.fixture
def more(db: None) -> None:
    """A practice with two versions, and a withdrawn one."""
    changed = factories.published("changed")
    Practice.objects.filter(pk=changed.pk).update(number=901)
    text = PracticeText.objects.get(practice=changed)
    text.title, text.body = "A new title", text.body.replace("with care", "with great care")
    publish(text, by=None, note="Better words.")
    withdraw(factories.published("gone"), reason="It was wrong.", successor=changed, by=None)


@pytest.fixture(params=KINDS)
def page(request: pytest.FixtureRequest, more: None) -> Page:
    response = Client().get(request.param)
    assert response.status_code == KINDS[request.param]
    return Page(response.content.decode())


def test_a_page_has_one_heading_of_level_one_and_a_title(page: Page) -> None:
    assert len(page.all("h1")) == 1
    assert page.texts("h1")[0]
    title = page.texts("title")
    assert len(title) == 1
    assert not title[0].startswith("–")


def test_a_page_names_its_language_and_direction(page: Page) -> None:
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en-GB"
    assert html.attributes["dir"] == "ltr"


def test_a_page_has_one_main_landmark_that_the_skip_link_leads_to(page: Page) -> None:
    (main,) = page.all("main")
    assert f"#{main.attributes['id']}" == page.links[0]


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag.name[1]) for tag in page.tags if tag.name in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_nothing_is_written_into_the_page_that_the_policy_forbids(page: Page) -> None:
    assert not page.all("style")
    assert all(script.attributes.get("src") and not script.text for script in page.all("script"))
    names = {name for tag in page.tags for name in tag.attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


NAMED_ONLY = {"alternate", "canonical"}
"""Addresses that a page names, and no browser fetches by itself."""


def test_nothing_is_fetched_from_elsewhere(page: Page) -> None:
    fetched = [tag.attributes.get("src", "") for tag in page.tags if "src" in tag.attributes]
    fetched += [tag.attributes["href"] for tag in page.all("link") if tag.attributes.get("rel") not in NAMED_ONLY]
    assert fetched
    assert all(address.startswith("/static/") for address in fetched)


def test_ids_are_unique_and_labels_lead_to_fields(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    pointed = [*page.values("for"), *" ".join(page.values("aria-labelledby")).split()]
    assert set(pointed) <= set(page.ids)


def test_every_link_and_button_says_something(page: Page) -> None:
    for tag in [*page.all("a"), *page.all("button")]:
        assert tag.text.strip() or tag.attributes.get("aria-label"), tag


@pytest.mark.parametrize("path", KINDS)
def test_a_reader_gets_no_cookie_and_strict_headers(path: str, more: None) -> None:
    response = Client().get(path)
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [path for path in KINDS if "<" not in path])
def test_head_gives_what_get_gives_without_the_page(path: str, more: None) -> None:
    response = Client().head(path)
    assert (response.status_code, response.content) == (KINDS[path], b"")


# The site as a whole


def crawl(start: str) -> Iterator[tuple[str, int, Page]]:
    """Breadth first, each address once; queries of the filters and sorts are left alone."""
    client, seen, queue = Client(), {start}, deque([start])
    while queue:
        path = queue.popleft()
        response = client.get(path)
        page = Page(response.content.decode() if response["Content-Type"].startswith("text/html") else "")
        yield path, response.status_code, page
        for link in page.links:
            target, _ = urldefrag(urljoin(path, link))
            parts = urlsplit(target)
            outside = parts.netloc or parts.scheme or parts.path.startswith(("/admin/", "/search/"))
            if not outside and not parts.query and target not in seen:
                seen.add(target)
                queue.append(target)


def test_every_link_of_the_site_is_alive_and_every_fragment_is_there(more: None) -> None:
    pages = {path: (status, page) for path, status, page in crawl("/")}
    assert {path: status for path, (status, _) in pages.items() if status not in {200, 302, 410}} == {}
    assert len(pages) > 250
    ids = {path: set(page.ids) for path, (_, page) in pages.items()}
    for path, (_, page) in pages.items():
        for link in page.links:
            target, fragment = urldefrag(urljoin(path, link))
            if fragment and target in ids:
                assert fragment in ids[target], f"{path} links to {link}"
    titles: dict[str, str] = {}
    for path, (status, page) in pages.items():
        if status != 302 and not path.endswith((".csv", ".atom")):
            (title,) = page.texts("title")
            assert title not in titles, f"{path} and {titles[title]} are both called {title}"
            titles[title] = path


# When something is wrong


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/practices/prison-standards/", "prison standards"),
        ("/practices/prison_standards", "prison standards"),
        ("/nothing/here/", "here"),
        ("/themes/%3Cscript%3E/", "script"),
        ("/%D8%A7%D9%84%D8%B3%D8%AC%D9%86/", "السجن"),
    ],
)
def test_the_404_page_offers_a_search_for_the_words_of_the_address(client: Client, path: str, words: str) -> None:
    response = client.get(path, follow=True)
    page = Page(response.content.decode())
    assert response.status_code == 404
    assert [tag.attributes["value"] for tag in page.all("input") if tag.attributes.get("id") == "q-404"] == [words]


def refuse(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("the database is away")


@pytest.mark.parametrize(
    ("view", "status"), [(errors.server_error, 500), (errors.unavailable, 503)], ids=["500", "503"]
)
def test_the_pages_for_trouble_need_no_database(view: Any, status: int) -> None:
    with connection.execute_wrapper(refuse):
        response: HttpResponse = view(HttpRequest())
    page = Page(response.content.decode())
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert (len(page.all("h1")), len(page.all("main")), len(page.texts("title"))) == (1, 1, 1)


@pytest.mark.parametrize("path", ["/", "/practices/", TRUST, "/sources/", "/editions/1/", "/p/3/"])
def test_while_the_database_is_away_every_page_says_so_and_when_to_come_back(path: str) -> None:
    with connection.execute_wrapper(refuse):
        response = Client().get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "not available just now" in response.content.decode()


def test_an_error_in_the_program_shows_a_page_and_no_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("practices.views.practices.practice_listing", broken)
    response = Client(raise_request_exception=False).get(reverse("practices:practice-list"))
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()


def test_a_request_for_another_host_is_refused_with_a_page() -> None:
    response = Client().get("/", headers={"host": "evil.example.org"})
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "could not be checked" in response.content.decode()
