"""Versions of a practice: the list, one of them, and two side by side."""

import pytest
from django.test import Client

from practices.models import Practice, PracticeText
from practices.workflow.naming import rename
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import factories
from tests.markup import Page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('title')</script>"
COMPARE = "/practices/test-practice/compare/1..2/"


@pytest.fixture
def practice(db: None) -> Practice:
    """Two versions: title, a paragraph, the stage and a link differ."""
    practice = factories.published()
    text = PracticeText.objects.get(practice=practice)
    text.title = HOSTILE
    text.body = text.body.replace("with care", "with <b onclick=x>great</b> care") + "\nOne more. [@test-source, ¶1]\n"
    text.related = [{"to": "robust-aftercare", "kind": "see-also", "reason": "It <i>matters</i>."}]
    Practice.objects.filter(pk=practice.pk).update(phase="release")
    publish(text, by=None, note="Note with <em>marks</em>.")
    return Practice.objects.get(pk=practice.pk)


def page(path: str, status: int = 200) -> Page:
    response = Client().get(path)
    assert response.status_code == status
    return Page(response.content.decode())


def test_the_history_lists_every_version_newest_first(practice: Practice) -> None:
    found = page("/practices/test-practice/history/")
    assert [text for text in found.texts("h2") if text.startswith("Version ")] == ["Version 2", "Version 1"]
    assert "Note with <em>marks</em>." in found.text
    assert not found.all("em")


def test_the_comparison_marks_what_went_and_what_came(practice: Practice) -> None:
    found = page(COMPARE)
    assert "Try test practice" in " ".join(found.texts("del"))
    assert any("script" in text for text in found.texts("ins"))
    assert {"In custody"} <= set(found.texts("del"))
    assert {"Around release", "See also: robust-aftercare. It <i>matters</i>."} <= set(found.texts("ins"))
    assert "Added" in found.texts("h3")


@pytest.mark.parametrize("view", ["", "?view=split"])
def test_hostile_words_are_shown_as_words(practice: Practice, view: str) -> None:
    found = page(COMPARE + view)
    assert HOSTILE in found.text
    assert {script.attributes.get("src", "").split("/")[1] for script in found.all("script")} == {"static"}
    assert not [tag for tag in found.tags if "onclick" in tag.attributes]


def test_side_by_side_each_version_has_its_own_column(practice: Practice) -> None:
    found = page(COMPARE + "?view=split")
    assert {"Version 1", "Version 2"} <= set(found.texts("b"))


def test_the_order_of_the_two_numbers_does_not_matter(practice: Practice) -> None:
    assert page("/practices/test-practice/compare/2..1/").texts("ins") == page(COMPARE).texts("ins")


@pytest.mark.parametrize(
    "numbers", ["1..3", "3..4", "1..1", "0..1", "1..999999", "1..1000000", "a..b", "1...2", "-1..2"]
)
def test_versions_that_are_not_there_are_not_found(practice: Practice, numbers: str) -> None:
    page(f"/practices/test-practice/compare/{numbers}/", 404)


@pytest.mark.parametrize("query", ["old=1&new=2", "old=2&new=1"])
def test_the_form_leads_to_the_comparison(practice: Practice, query: str) -> None:
    response = Client().get(f"/practices/test-practice/history/?{query}")
    assert (response.status_code, response["Location"]) == (302, COMPARE)


@pytest.mark.parametrize(
    "query",
    [
        "old=0&new=1",
        "old=x&new=1",
        "old=1",
        "old=1&new=",
        "old=1&new=12345678",
        f"old=1&new={'9' * 5_000}",
        "old=²&new=1",
    ],
)
def test_numbers_that_are_no_versions_show_the_history(practice: Practice, query: str) -> None:
    assert len(page(f"/practices/test-practice/history/?{query}").all("select")) == 3


def test_a_version_compared_with_itself_says_so(practice: Practice) -> None:
    assert "Choose two different versions" in page("/practices/test-practice/history/?old=1&new=1").text


def test_an_older_version_says_that_a_newer_one_is_current(practice: Practice) -> None:
    found = page(f"/p/{practice.number}/v1/")
    assert "You are reading version 1" in found.text
    assert "Version 2 is current" in found.text
    assert {"/practices/test-practice/", COMPARE} <= set(found.links)
    assert "Try test practice" in found.texts("h1")


def test_the_newest_version_has_no_such_banner(practice: Practice) -> None:
    found = page(f"/p/{practice.number}/v2/")
    assert "You are reading" not in found.text
    assert found.texts("h1") == [HOSTILE]


def test_a_version_keeps_its_page_after_the_practice_is_withdrawn(practice: Practice) -> None:
    withdraw(practice, reason="It was wrong.", by=None)
    assert "This practice has been withdrawn" in page(f"/p/{practice.number}/v1/").text


@pytest.mark.parametrize("revision", [0, 3, 10**12])
def test_a_version_that_was_never_published_is_not_found(practice: Practice, revision: int) -> None:
    page(f"/p/{practice.number}/v{revision}/", 404)


@pytest.mark.parametrize("tail", ["", "history/", "history/?old=1&new=2", "compare/1..2/?view=split", "?x=%C3%A9&y=1"])
def test_an_old_address_leads_to_the_new_one_with_its_tail_and_query(practice: Practice, tail: str) -> None:
    rename(practice, "new-name", by=None)
    response = Client().get(f"/practices/test-practice/{tail}")
    assert (response.status_code, response["Location"]) == (301, f"/practices/new-name/{tail}")


def test_a_text_without_a_published_version_has_no_history() -> None:
    factories.text("never-published")
    page("/practices/never-published/history/", 404)
