"""The search page says what was found, what was looked for beside it, and how to go on."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from practices.models import FailedSearch, SearchEntry
from practices.search import find as finding
from practices.search.query import LONGEST
from practices.workflow import searches
from tests import factories
from tests.markup import Page
from tests.search import numbers

pytestmark = pytest.mark.django_db


def look(reader: Client, q: str, status: int = 200, **parameters: Any) -> Page:
    answer = reader.get("/search/", {"q": q, **parameters})
    assert answer.status_code == status
    return Page(answer.content.decode())


def codes(page: Page) -> list[int]:
    found = [tag.text for tag in page.tags if tag.attributes.get("class") == "code"]
    return [int(text.removeprefix("P-")) for text in found]


def results(page: Page) -> str:
    (heading,) = [tag for tag in page.all("h2") if tag.attributes.get("id") == "h-list"]
    return " ".join(heading.text.split())


def link(page: Page, words: str) -> dict[str, list[str]]:
    (found,) = {tag.attributes["href"] for tag in page.all("a") if " ".join(tag.text.split()) == words}
    return parse_qs(urlsplit(found).query)


def counts(page: Page) -> dict[tuple[str, str], int]:
    """What the filters promise."""
    found, box = {}, None
    for tag in page.tags:
        if tag.name == "label" and tag.attributes.get("class", "").startswith("check"):
            box = tag
        elif tag.name == "input" and tag.attributes.get("type") == "checkbox" and box:
            number = re.findall(r"(\d+) practices?$", " ".join(box.text.split()))
            found[tag.attributes["name"], tag.attributes["value"]] = int(number[0])
    return found


def test_the_empty_form_asks_nothing_and_says_how(reader: Client) -> None:
    page = look(reader, "")
    assert page.texts("h1") == ["Search"]
    assert "Type what you want to know" in page.text
    assert reader.get("/search/").status_code == 200


def test_results_have_number_title_section_paragraph_and_marks(reader: Client) -> None:
    page = look(reader, "families")
    assert page.texts("h1") == ["Search results"]
    assert codes(page) == numbers("families")
    assert results(page) == "18 practices"
    snippets = [tag.text for tag in page.all("p") if tag.attributes.get("class") == "snip"]
    assert len(snippets) == 10
    assert all(re.match(r"In .+, paragraph \d+:|In the key message:", text) for text in snippets)
    assert page.all("mark")


def test_a_hit_leads_to_the_paragraph_it_shows(reader: Client) -> None:
    page = look(reader, "families")
    addresses = [href for href in page.links if href.startswith("/practices/") and "#p" in href]
    assert addresses
    for address in addresses:
        path, _, anchor = address.partition("#")
        assert anchor in Page(reader.get(path).content.decode()).ids


def test_what_was_added_is_said_and_can_be_switched_off_and_on(reader: Client) -> None:
    page = look(reader, "imam")
    assert "“imam” also looked for religious scholars" in " ".join(page.text.split())
    exact = link(page, "Search only for the exact words")
    assert exact == {"q": ["imam"], "exact": ["1"]}
    page = look(reader, "prison", exact="1")
    assert "Searched only for the exact words" in page.text
    assert link(page, "Search for words that mean the same, too") == {"q": ["prison"]}
    page = look(reader, '"dynamic security"')
    assert "also looked for" not in page.text


def test_a_correction_is_said_with_a_way_back(reader: Client) -> None:
    page = look(reader, "relgious scholars")
    assert "Showing results for “religious”" in page.text
    assert codes(page)[0] == 20
    assert link(page, "Search for “relgious” all the same") == {"q": ["relgious scholars"], "exact": ["1"]}


def test_an_unclear_word_is_offered_in_its_place(reader: Client) -> None:
    page = look(reader, "stafford staf")
    assert "Did you mean" in page.text
    assert link(page, "staff") == {"q": ["stafford staff"]}


def test_filters_count_what_they_would_show_and_keep_the_query(reader: Client) -> None:
    page = look(reader, "families", phase="release", sort="title")
    found = counts(page)
    assert found["phase", "release"] == int(results(page).split()[0])
    assert found["phase", "custody"] == counts(look(reader, "families"))["phase", "custody"]
    for (name, value), count in list(found.items())[:12]:
        chosen = {"phase": ["release"]} | {name: ["release", value] if name == "phase" else [value]}
        shown = int(results(look(reader, "families", **chosen)).split()[0])
        assert shown == (found["phase", "release"] if value == "release" else count) or name == "phase"
    hidden = {
        (tag.attributes["name"], tag.attributes["value"])
        for tag in page.all("input")
        if tag.attributes.get("type") == "hidden"
    }
    assert {("q", "families"), ("sort", "title"), ("phase", "release")} <= hidden


def test_a_filter_can_be_taken_off(reader: Client) -> None:
    page = look(reader, "families", phase="release", theme="aftercare", exact="1")
    (tag,) = [tag for tag in page.all("a") if "Remove filter: Around release" in tag.text]
    assert parse_qs(urlsplit(tag.attributes["href"]).query) == {
        "q": ["families"],
        "theme": ["aftercare"],
        "exact": ["1"],
    }


def test_an_empty_combination_offers_ways_back(reader: Client) -> None:
    page = look(reader, "families", phase="release", theme="capacity-building")
    assert results(page) == "0 practices"
    assert "No practice has all of this" in page.text
    assert link(page, "Without Theme") == {"q": ["families"], "phase": ["release"]}


def test_pages_and_orders_keep_everything_else(reader: Client) -> None:
    page = look(reader, "prison", phase="custody", sort="number", page=2)
    assert codes(page) == numbers("prison", filters={"phase": ["custody"]}, sort="number", page=2)
    assert codes(page) == sorted(codes(page))
    assert link(page, "Page 1") == {"q": ["prison"], "phase": ["custody"], "sort": ["number"], "page": ["1"]}
    (current,) = [tag for tag in page.all("a") if tag.attributes.get("aria-current") == "page"]
    assert current.text == "Page 2"
    assert "page 2" in page.texts("title")[0]


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "²", "1e3", "9" * 30])
def test_a_page_that_is_no_number_is_the_first(reader: Client, number: str) -> None:
    assert codes(look(reader, "prison", page=number)) == numbers("prison")


def test_a_page_too_far_is_the_last(reader: Client) -> None:
    assert codes(look(reader, "prison", page="9999")) == numbers("prison", page=9999) != []


def test_unknown_filters_and_orders_do_no_harm(reader: Client) -> None:
    page = look(reader, "prison", phase=["<b>", "no-such"], sort="<i>", nonsense="1")
    assert results(page) == "0 practices"
    assert not [tag for tag in page.tags if tag.name in {"b", "i"} and tag.text in {"", "no-such"}]


def test_nothing_found_says_what_to_try(reader: Client) -> None:
    page = look(reader, "xyzzyplugh")
    assert results(page) == "No practices match “xyzzyplugh”"
    assert "Browse by theme or all practices" in " ".join(page.text.split())


def test_what_is_found_elsewhere_only_is_shown(reader: Client) -> None:
    page = look(reader, '"security dynamic"')
    assert results(page).startswith("No practices match")
    assert "found elsewhere" in page.text
    assert "In the glossary" in page.text


def test_what_is_too_long_is_refused_clearly(reader: Client) -> None:
    look(reader, "x" * LONGEST)
    page = look(reader, "prison " * 60, status=400)
    assert "It has 420 characters; the most is 300." in page.text
    assert [tag.attributes["role"] for tag in page.tags if "note--bad" in tag.attributes.get("class", "")] == ["alert"]
    boxes = [tag.attributes["value"] for tag in page.all("input") if tag.attributes.get("id") == "q-page"]
    assert boxes == [("prison " * 60)[:LONGEST]]


@pytest.mark.parametrize(
    "q", ["\0", "-", '"', "AND OR NOT", "NEAR(", "*:^", "\\", "😀", "\u200f", "%", "{{ q }}", "') --", "é" * 300]
)
def test_any_string_is_answered(reader: Client, q: str) -> None:
    look(reader, q)


def test_bytes_that_are_no_text_are_answered(reader: Client) -> None:
    assert reader.get("/search/?q=%ED%A0%80%FF%00prison&phase=%FF&page=%00").status_code == 200


def test_hostile_content_is_inert(reader: Client) -> None:
    body = factories.body("zebra").replace(
        "with care", "with care & zebra 'onclick=x' \"y\" `<script>alert(2)</script>`"
    )
    factories.published(
        "zebra",
        title='<script>alert(1)</script> "><img src=x onerror=alert(1)> zebra',
        key_message="</p><script>alert(3)</script> zebra",
        body=body,
    )
    for query in ("zebra", "script", "alert", "img src", "alert -img"):
        page = look(reader, query)
        assert all(tag.attributes.get("src", "").startswith("/static/") for tag in page.all("script"))
        assert not [tag for tag in page.all("img") if tag.attributes.get("src") == "x"]
        assert not [name for tag in page.tags for name in tag.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in look(reader, "zebra").text


@pytest.mark.parametrize(
    "q", ['"><script>alert(1)</script>', "' onfocus=alert(1) autofocus='", "</title><script>x", "<b>"]
)
def test_a_hostile_query_is_inert(reader: Client, q: str) -> None:
    page = look(reader, q, phase=q, sort=q, exact=q, page=q)
    assert all(tag.attributes.get("src", "").startswith("/static/") for tag in page.all("script"))
    assert not [name for tag in page.tags for name in tag.attributes if name.startswith("on") or name == "autofocus"]
    assert q in [tag.attributes.get("value") for tag in page.all("input")]


def test_a_search_in_vain_is_noted_once_with_how_often(reader: Client) -> None:
    for _ in range(3):
        look(reader, "Xyzzyplugh")
    assert list(FailedSearch.objects.values_list("query", "times")) == [("xyzzyplugh", 3)]


def test_nothing_is_noted_with_filters_or_when_something_was_found(reader: Client) -> None:
    look(reader, "xyzzyplugh", phase="custody")
    look(reader, "families", phase="release", theme="capacity-building")
    look(reader, "families")
    look(reader, '"security dynamic"')
    look(reader, "")
    look(reader, "-xyzzyplugh")
    look(reader, "x" * (LONGEST + 1), status=400)
    assert not FailedSearch.objects.exists()


@pytest.mark.parametrize(
    "q", ["xyzzy@example.org", "xyzzyplugh 12345678", "https://example.org/xyzzyplugh", "020 7946 xyzzyplugh"]
)
def test_nothing_personal_is_noted(reader: Client, q: str) -> None:
    look(reader, q)
    assert not FailedSearch.objects.exists()


def test_it_is_for_reading_and_not_for_other_search_engines(reader: Client) -> None:
    assert reader.post("/search/", {"q": "prison"}).status_code == 405
    page = look(reader, "prison")
    assert ("robots", "noindex") in [(t.attributes.get("name"), t.attributes.get("content")) for t in page.all("meta")]
    assert "Set-Cookie" not in reader.get("/search/", {"q": "prison"}).headers


QUERIES = [
    {"q": "prison staff"},
    {"q": "prison staff", "phase": "custody", "sort": "title"},
    {"q": "relgious scholars"},
    {"q": "récidive"},
    {"q": "P-07"},
    {"q": "try the work", "page": "2"},
    {"q": '"with care" -prison'},
    {"q": "xyzzyplugh", "phase": "custody"},
    {"q": "xyzzyplugh"},
    {"q": "xyzzy плохо récidiv " * 9},
    {"q": "récidive xyzzy rehabilitaton relgious staf reint", "phase": "custody", "sort": "title"},
    {"q": "guards imam famly aftercare -work"},
]


@pytest.fixture
def many(db: None) -> None:
    """About 120 practices."""
    for n in range(80):
        factories.published(f"made-up-{n}", key_message="Do the work with the staff of a prison.")


@pytest.mark.parametrize("collection", ["41", "120"])
@pytest.mark.parametrize("rankable", [1_500, 0], ids=["ranked", "in tiers"])
def test_at_most_twelve_statements(
    reader: Client,
    collection: str,
    rankable: int,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Any,
) -> None:
    """Noting a search in vain and making room for it included; reading the labels, once after they changed, is not."""
    if collection == "120":
        request.getfixturevalue("many")
        assert SearchEntry.objects.filter(kind="practice").count() >= 120
    monkeypatch.setattr(finding, "RANKABLE", rankable)
    monkeypatch.setattr(searches, "MOST_ROWS", 1)
    look(reader, "prison")
    for parameters in QUERIES:
        with django_assert_max_num_queries(12):
            assert reader.get("/search/", parameters).status_code == 200


def test_more_than_can_be_counted_is_said_to_be_more(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 10)
    assert results(look(reader, "prison")) == "More than 10 practices"
    assert re.match(r"At least \d practices?$", results(look(reader, "prison", phase="release")))
    assert results(look(reader, "teenagers")) == "3 practices"


def test_the_name_of_the_page_is_no_longer_than_it_need_be(reader: Client) -> None:
    assert look(reader, "prison").texts("title")[0].startswith("Search: prison –")
    (name,) = look(reader, "prison " * 40).texts("title")
    assert name.startswith("Search: prison prison")
    assert "… –" in name
    assert len(name) < 120


def suggestions(reader: Client, q: str) -> list[dict[str, str]]:
    answer = reader.get("/search/suggest/", {"q": q})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["suggestions"]
    return found


def test_suggestions_name_what_they_are_and_lead_there(reader: Client) -> None:
    found = suggestions(reader, "aftercare")
    assert {row["kind"] for row in found} >= {"Practice", "Glossary term"}
    assert all(set(row) == {"label", "kind", "code", "url"} for row in found)
    for row in found:
        assert reader.get(row["url"]).status_code == 200
        assert bool(row["code"]) == (row["kind"] == "Practice")


@pytest.mark.parametrize("q", ["", "xyzzyplugh", "\0", '"', "%", "x" * 5000, "AND", "\u202e"])
def test_suggestions_never_fail(reader: Client, q: str) -> None:
    assert len(suggestions(reader, q)) <= 8


def test_suggestions_take_two_statements_at_most(reader: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        suggestions(reader, "prison staff")
    assert reader.post("/search/suggest/?" + urlencode({"q": "x"})).status_code == 405
