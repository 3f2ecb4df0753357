"""GET /api/v1/search/: what the search page finds, for programs."""

from typing import Any

import pytest
from django.test import Client

from practices.models import FailedSearch
from practices.search.query import LONGEST
from tests import factories
from tests.search import numbers

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/search/"


def ask(reader: Client, q: str, **parameters: Any) -> dict[str, Any]:
    answer = reader.get(ADDRESS, {"q": q, **parameters})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def of_kind(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [row for row in found["results"] if row["type"] == kind]


def test_an_answer_has_all_its_parts(reader: Client) -> None:
    found = ask(reader, "imam")
    assert set(found) == {
        *("query", "total", "total_is_lower_bound", "page", "pages"),
        *("expanded", "corrected", "suggestions", "left_out", "results"),
    }
    assert (found["query"], found["page"], found["total_is_lower_bound"]) == ("imam", 1, False)
    assert found["expanded"] == [{"words": "imam", "also": ["religious scholars"]}]
    assert [row["number"] for row in of_kind(found, "practice")] == numbers("imam")
    first = found["results"][0]
    assert set(first) == {
        *("type", "number", "slug", "title", "url"),
        *("section", "paragraph", "snippet", "matched"),
    }
    assert first["url"].startswith(f"/practices/{first['slug']}/")
    assert "<mark>" in first["snippet"]
    assert first["matched"]


def test_a_hit_leads_to_its_paragraph_or_has_none(reader: Client) -> None:
    for row in of_kind(ask(reader, "families"), "practice"):
        if row["paragraph"] is None:
            assert "#" not in row["url"]
            assert row["section"] == ""
        else:
            assert row["url"].endswith(f"#p{row['paragraph']}")
            assert row["section"]


def test_corrections_and_suggestions_are_told_apart(reader: Client) -> None:
    found = ask(reader, "relgious scholars")
    assert found["corrected"] == [{"typed": "relgious", "meant": "religious"}]
    assert found["suggestions"] == []
    found = ask(reader, "staf")
    assert found["corrected"] == []
    assert found["suggestions"][0]["typed"] == "staf"
    assert "staff" in found["suggestions"][0]["meant"]


@pytest.mark.parametrize("kind", ["practice", "source", "term", "theme"])
def test_one_type_can_be_asked_for(reader: Client, kind: str) -> None:
    found = ask(reader, "aftercare", type=kind)
    assert found["results"]
    assert {row["type"] for row in found["results"]} == {kind}


def test_facets_exact_words_and_pages(reader: Client) -> None:
    everything, custody = ask(reader, "prison"), ask(reader, "prison", phase="custody")
    assert 0 < custody["total"] < everything["total"]
    both = ask(reader, "prison", phase=["custody", "release"])
    assert both["total"] > custody["total"]
    assert ask(reader, "imam", exact="1")["expanded"] == []
    second = ask(reader, "prison", page="2")
    assert second["page"] == 2
    assert {row["type"] for row in second["results"]} == {"practice"}
    shown = {row["number"] for row in of_kind(everything, "practice")}
    assert not shown & {row["number"] for row in second["results"]}
    for page in ("0", "x", "-1", "1" * 40, "²"):
        assert ask(reader, "prison", page=page)["page"] == 1


@pytest.mark.parametrize("q", ["", "   ", '"', "-x", "\0", "AND", "a\x00b", "😀", "*:*", "') OR 1=1 --"])
def test_any_string_is_answered(reader: Client, q: str) -> None:
    assert isinstance(ask(reader, q)["total"], int)


def test_bytes_that_are_no_text_are_answered(reader: Client) -> None:
    assert reader.get(f"{ADDRESS}?q=%ED%A0%80%FF%00prison").status_code == 200


def test_what_is_too_long_is_refused_with_the_limit(reader: Client) -> None:
    ask(reader, "x" * LONGEST)
    answer = reader.get(ADDRESS, {"q": "x" * (LONGEST + 1)})
    assert answer.status_code == 400
    assert answer.json() == {"error": "q has 301 characters; the most is 300."}


def test_an_unknown_type_is_refused_with_those_there_are(reader: Client) -> None:
    answer = reader.get(ADDRESS, {"q": "x", "type": "person"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "type is one of practice, source, term, theme."}


def test_it_is_for_reading_only(reader: Client) -> None:
    assert reader.post(ADDRESS, {"q": "prison"}).status_code == 405
    assert reader.head(ADDRESS, {"q": "prison"}).status_code == 200


def test_it_writes_nothing(reader: Client) -> None:
    assert ask(reader, "xyzzyplugh")["total"] == 0
    assert not FailedSearch.objects.exists()


def test_hostile_words_are_inert(reader: Client) -> None:
    hostile = "<img src=x onerror=alert(1)> quagga"
    factories.published("zebra", title="<script>alert(1)</script> zebra", key_message=hostile)
    (row,) = of_kind(ask(reader, "zebra"), "practice")
    assert row["title"] == "<script>alert(1)</script> zebra"
    (row,) = of_kind(ask(reader, "quagga"), "practice")
    assert "<img" not in row["snippet"]
    assert "&lt;img" in row["snippet"]


def test_at_most_twelve_statements(reader: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        ask(reader, "prison staff", phase="custody")
