"""Practices as curators keep them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import LogEntry, Practice, User
from practices.workflow.withdrawal import withdraw
from tests import factories, offers
from tests.markup import Page

pytestmark = pytest.mark.django_db

LIST = "/curation/practices/"


@pytest.fixture
def practice() -> Practice:
    return factories.published()


def page(response: Any, status: int = 200) -> str:
    html: str = response.content.decode()
    assert response.status_code == status, html[:3000]
    assert ("<title>Error:" in html) == (status in (400, 409))
    return html


def at(practice: Practice, act: str = "") -> str:
    return f"{LIST}{practice.number}/{act}{'/' if act else ''}"


def listed(curator: Client, query: str) -> list[str]:
    shown = curator.get(f"{LIST}?{query}").context["page"]
    return [row.slug for row in shown]


def test_the_list_is_filtered_by_what_the_address_says(curator: Client, practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(owner_role="Prison team", review_by=date(2020, 1, 1))
    draft = factories.published("a-draft")
    Practice.objects.filter(pk=draft.pk).update(status="draft")
    gone = factories.published("gone")
    withdraw(gone, reason="Wrong.", by=None)
    assert listed(curator, "show=draft") == ["a-draft"]
    assert listed(curator, "show=withdrawn") == ["gone"]
    assert "test-practice" in listed(curator, "show=due")
    assert listed(curator, "owner=Prison+team") == ["test-practice"]
    assert listed(curator, "theme=test-theme") == ["test-practice", "a-draft", "gone"]
    assert listed(curator, f"q=p-{practice.number}") == ["test-practice"]
    assert listed(curator, "q=try+test") == ["test-practice"]
    assert listed(curator, "sort=due&theme=test-theme&owner=Prison+team") == ["test-practice"]
    assert listed(curator, "q=no-such-thing&show=nonsense") == []


def test_a_draft_without_a_version_is_listed_with_its_title(curator: Client) -> None:
    factories.text("never-published")
    Practice.objects.filter(slug="never-published").update(status="draft")
    assert "Try never published" in curator.get(f"{LIST}?show=draft").content.decode()


def test_the_list_takes_the_same_statements_however_long_it_is(curator: Client, practice: Practice) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            curator.get(f"{LIST}?theme=test-theme")
        return len(taken)

    statements()
    few = statements()
    for number in range(8):
        factories.published(f"more-{number}")
    assert statements() == few


def test_one_click_says_reviewed_and_leads_back(curator: Client, practice: Practice) -> None:
    number = str(practice.number)
    for back, place in (("list", LIST), ("dashboard", "/curation/"), ("", at(practice))):
        answer = curator.post(f"{LIST}confirm/", {"number": number, "back": back})
        assert answer["Location"] == place
    practice.refresh_from_db()
    assert practice.last_reviewed == timezone.localdate()
    assert LogEntry.objects.about("practice", practice.code)[0].action == "review"
    withdraw(practice, reason="Wrong.", by=None)
    shown = curator.post(f"{LIST}confirm/", {"number": number}, follow=True)
    assert "not published" in shown.content.decode()
    assert curator.post(f"{LIST}confirm/", {"number": "x"}).status_code == 404


def test_owner_and_date_are_saved(curator: Client, practice: Practice) -> None:
    curator.post(at(practice, "upkeep"), {"owner_role": "Prison team", "review_by": "2027-02-01"})
    practice.refresh_from_db()
    assert (practice.owner_role, practice.review_by) == ("Prison team", date(2027, 2, 1))


def test_what_is_not_right_comes_back_as_it_was_typed(curator: Client, practice: Practice) -> None:
    sent = {"owner_role": "Prison team", "review_by": "the ides of March"}
    shown = page(curator.post(at(practice, "upkeep"), sent), 400)
    assert 'value="Prison team"' in shown
    assert "the ides of March" in shown


def test_a_new_address_redirects_from_the_old_one(curator: Client, practice: Practice) -> None:
    curator.post(at(practice, "rename"), {"slug": "a-new-address", "note": "Clearer."})
    answer = curator.get("/practices/test-practice/")
    assert (answer.status_code, answer["Location"]) == (301, "/practices/a-new-address/")


def test_an_address_that_is_taken_is_refused(curator: Client, practice: Practice) -> None:
    shown = page(curator.post(at(practice, "rename"), {"slug": "trust-between-staff-and-detainees"}), 400)
    assert "is taken" in shown


def test_a_practice_is_withdrawn_with_a_successor_and_restored(curator: Client, practice: Practice) -> None:
    other = factories.published("a-better-one")
    page(curator.post(at(practice, "withdraw"), {"reason": "", "successor": ""}), 400)
    curator.post(at(practice, "withdraw"), {"reason": "It was wrong.", "successor": str(other.number)})
    practice.refresh_from_db()
    assert (practice.status, practice.withdrawn_reason, practice.successor) == ("withdrawn", "It was wrong.", other)
    assert "It was wrong." in page(curator.get(at(practice)))
    page(curator.post(at(practice, "restore"), {"note": ""}), 400)
    curator.post(at(practice, "restore"), {"note": "It was right."})
    practice.refresh_from_db()
    assert practice.status == "published"


def test_an_unknown_act_is_not_found(curator: Client, practice: Practice) -> None:
    assert curator.post(at(practice, "explode")).status_code == 404


def test_the_list_stays_filtered_through_a_change_of_many(curator: Client, practice: Practice) -> None:
    here, ticked = "show=published&page=1", {"practice": [str(practice.number)]}
    assert 'action="/curation/practices/bulk/?show=published&amp;page=1"' in page(curator.get(f"{LIST}?{here}"))
    shown = page(curator.post(f"{LIST}bulk/?q={practice.code}", ticked), 400)
    assert f'value="{practice.number}" aria-label="Choose {practice.code}" checked' in " ".join(shown.split())
    asked = ticked | {"owner_role": "Prison desk"}
    seen = curator.post(f"{LIST}bulk/?{here}", asked).context["seen"]
    done = curator.post(f"{LIST}bulk/?{here}", asked | {"do": "change", "seen": seen})
    assert done["Location"] == f"{LIST}?{here}"
    back = curator.post(f"{LIST}confirm/?{here}", {"number": str(practice.number), "back": "list"})
    assert back["Location"] == f"{LIST}?{here}"


def bulk(curator: Client, *practices: Practice, **fields: str) -> Any:
    return curator.post(f"{LIST}bulk/", {"practice": [str(row.number) for row in practices], **fields})


def test_many_are_changed_after_a_preview(curator: Client, practice: Practice, carl: User) -> None:
    other = factories.published("another")
    factories.theme("other-theme")
    asked = {"add_theme": "other-theme", "owner_role": "Prison team", "note": "Refiled."}
    shown = bulk(curator, practice, other, **asked)
    assert "2 of 2 practices will change" in page(shown)
    assert not Practice.objects.filter(owner_role="Prison team").exists()
    answer = bulk(curator, practice, other, **asked, do="change", seen=shown.context["seen"])
    assert answer["Location"] == LIST
    assert set(Practice.objects.filter(owner_role="Prison team")) == {practice, other}
    assert offers.live(practice).content["themes"] == ["other-theme", "test-theme"]
    assert offers.live(practice).author == carl


def test_all_that_the_list_shows_on_all_its_pages_are_previewed(
    curator: Client, practice: Practice, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_SIZE = 1
    other = factories.published("another")
    everything = page(curator.get(f"{LIST}?theme=test-theme"))
    assert "Preview for all 2 in the list" in " ".join(everything.split())
    assert "on its 2 pages" in " ".join(everything.split())
    sent = {"all": "1", "owner_role": "Prison team"}
    shown = curator.post(f"{LIST}bulk/?theme=test-theme", sent)
    assert shown.context["numbers"] == sorted([practice.number, other.number])
    assert not Practice.objects.filter(owner_role="Prison team").exists()
    found = curator.post(f"{LIST}bulk/?theme=test-theme&q={other.code}", sent)
    assert found.context["numbers"] == [other.number]
    monkeypatch.setattr("practices.workflow.upkeep.MOST_AT_ONCE", 1)
    refused = page(curator.post(f"{LIST}bulk/?theme=test-theme", sent), 400)
    assert "Change at most 1 practices at once." in refused
    assert "At most 1 change at once." in refused
    assert "Preview for all" not in refused


def test_a_preview_that_is_no_longer_true_is_shown_again(curator: Client, practice: Practice) -> None:
    asked = {"owner_role": "Prison team"}
    seen = bulk(curator, practice, **asked).context["seen"]
    Practice.objects.filter(pk=practice.pk).update(owner_role="Somebody else")
    again = bulk(curator, practice, **asked, do="change", seen=seen)
    assert "has changed since" in page(again, 409)
    practice.refresh_from_db()
    assert practice.owner_role == "Somebody else"
    assert bulk(curator, practice, **asked, do="change", seen=again.context["seen"]).status_code == 302


def test_a_change_that_is_none_is_said(curator: Client, practice: Practice) -> None:
    seen = bulk(curator, practice, remove_theme="test-theme").context["seen"]
    shown = page(bulk(curator, practice, remove_theme="test-theme", do="change", seen=seen), 400)
    assert "Nothing would change" in shown
    assert "main theme" in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what to change"),
        ({"add_theme": "aftercare", "remove_theme": "aftercare"}, "theme to add"),
        ({"review_by": "soon"}, "valid date"),
    ],
)
def test_a_bulk_form_that_is_not_right_keeps_what_is_ticked(
    fields: dict[str, str], said: str, curator: Client, practice: Practice
) -> None:
    Practice.objects.exclude(pk=practice.pk).filter(number__gt=10).update(owner_role="x")
    shown = page(bulk(curator, Practice.objects.get(number=1), **fields), 400)
    assert said in shown
    (box,) = [tag for tag in Page(shown).all("input") if tag.attributes.get("aria-label") == "Choose P-01"]
    assert "checked" in box.attributes


def test_nothing_ticked_is_said(curator: Client) -> None:
    assert "Tick the practices" in page(bulk(curator, owner_role="Prison team"), 400)
