"""All practices, one practice, and its short address."""

import csv
import io

import pytest
from django.test import Client

from practices.models import Practice, PracticeText
from practices.views.practices import each_practice_once
from practices.workflow.publication import publish
from practices.workflow.withdrawal import restore, withdraw
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(path: str, status: int = 200) -> Page:
    response = Client().get(path)
    assert response.status_code == status
    return Page(response.content.decode())


def test_the_page_shows_text_paragraphs_sources_and_neighbours() -> None:
    found = page("/practices/robust-aftercare/")
    practice = Practice.objects.get(slug="robust-aftercare")
    assert found.texts("h1") == [practice.texts.get().title]
    assert {"p1", "s1", "sources", "cite"} <= set(found.ids)
    assert {"Related practices", "Linked from", "Sources"} <= set(found.texts("h2"))
    assert "First edition" in found.texts("a")


def test_the_citation_names_the_version_and_its_permanent_address() -> None:
    assert "P-33: " in page("/practices/robust-aftercare/").text
    assert "/p/33/v1/" in page("/practices/robust-aftercare/").text


@pytest.mark.parametrize("path", ["/p/7/", "/p/07/"])
def test_the_short_address_leads_to_the_practice(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (302, "/practices/realistic-goals-and-research/")


@pytest.mark.parametrize("path", ["/p/0/", "/p/42/", "/p/99999999999999999999999/", "/p/-1/", "/p/x/", "/p/7/v/"])
def test_a_number_nobody_has_is_not_found(path: str) -> None:
    page(path, 404)


def test_a_withdrawn_practice_says_so_with_reason_and_successor_and_keeps_its_text() -> None:
    practice, other = factories.published(), factories.published("other")
    withdraw(practice, reason="It was <b>wrong</b>.", successor=other, by=None)
    found = page("/practices/test-practice/", 410)
    assert "It was <b>wrong</b>." in found.text
    assert "/practices/other/" in found.links
    assert "Do the work with care." in found.text or "Do test-practice with care." in found.text
    assert "test-practice" not in page("/practices/?sort=number&theme=test-theme").links


def test_a_restored_practice_is_back() -> None:
    practice = factories.published()
    withdraw(practice, reason="Mistake.", by=None)
    restore(practice, by=None, note="It was right after all.")
    assert "withdrawn" not in page("/practices/test-practice/").text


def test_a_practice_due_for_review_says_so() -> None:
    factories.published()
    Practice.objects.filter(slug="test-practice").update(last_reviewed="2020-01-01", review_by="2021-01-01")
    assert "Review due" in page("/practices/test-practice/").text


def test_the_page_shows_the_published_text_not_the_one_being_written() -> None:
    factories.published()
    PracticeText.objects.filter(practice__slug="test-practice").update(title="Unpublished title", body="Unpublished.")
    assert "Unpublished" not in page("/practices/test-practice/").text


def test_hostile_words_are_shown_as_words() -> None:
    factories.published(title="<img src=x onerror=alert(1)>", key_message="</p><script>x</script>")
    for path in ("/practices/test-practice/", "/themes/test-theme/", "/changes/", "/"):
        found = page(path)
        assert "<img src=x onerror=alert(1)>" in found.text
        assert not found.all("img")
        assert all(script.attributes.get("src") for script in found.all("script"))


def test_a_source_that_lost_a_passage_is_still_named() -> None:
    factories.published()
    source = factories.source()
    source.citations.all().delete()
    source.passages.filter(label="¶2").delete()
    assert "¶2" in page("/practices/test-practice/").text


def test_a_practice_that_links_twice_is_listed_once() -> None:
    one = factories.published("one")
    body = factories.body().replace("It helps", "See [[one]] and [[one|again]]. It helps")
    publish(
        factories.text("two", body=body, related=[{"to": "one", "kind": "see-also", "reason": "."}]), by=None, note="x"
    )
    assert [link.practice.slug for link in each_practice_once(one.backlinks.select_related("practice"))] == ["two"]
    assert page("/practices/one/").links.count("/practices/two/") == 1


def test_the_list_has_pages_of_twenty_that_hold_every_practice_once() -> None:
    found = [link for n in (1, 2, 3) for link in page(f"/practices/?page={n}").links if link.startswith("/practices/")]
    slugs = {f"/practices/{slug}/" for slug in Practice.objects.published().values_list("slug", flat=True)}
    assert slugs <= set(found)
    assert all(found.count(slug) == 1 for slug in slugs)


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=999", f"page={'9' * 400}", "sort=evil", "sort=&page="]
)
def test_a_strange_page_or_sort_is_survived(query: str) -> None:
    assert page(f"/practices/?{query}").texts("h1") == ["All practices"]


def table(query: str = "") -> list[dict[str, str]]:
    response = Client().get(f"/practices.csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "practices.csv" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_list_can_be_taken_away_whole_as_a_table() -> None:
    assert [row["number"] for row in table()] == [p.code for p in Practice.objects.published()]


def test_the_table_has_the_filters_and_the_order_of_the_list() -> None:
    rows = table("?phase=custody&sort=title&page=2")
    assert {row["stage"] for row in rows} == {"In custody"}
    assert [row["title"] for row in rows] == sorted(row["title"] for row in rows)
    (link,) = [link for link in page("/practices/?phase=custody&sort=title").links if ".csv" in link]
    assert table(link.partition("csv")[2]) == rows


def test_the_table_holds_neither_drafts_nor_what_was_withdrawn() -> None:
    withdraw(factories.published("gone"), reason="It was wrong.", by=None)
    Practice.objects.filter(pk=factories.published("draft").pk).update(status="draft")
    assert len(table()) == Practice.objects.published().count()
