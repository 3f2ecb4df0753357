"""The first page of curation: what waits, in as many statements whatever waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import FailedSearch, LinkCheck, Practice, PracticeText, Proposal, Revision
from tests import cast, factories, offers
from tests.markup import Page

pytestmark = pytest.mark.django_db

PATH = "/curation/"


@pytest.fixture(autouse=True)
def nothing_due(db: None) -> None:
    Practice.objects.update(review_by=date(2099, 3, 1))


def html(curator: Client) -> str:
    return curator.get(PATH).content.decode()


def of(curator: Client) -> Any:
    return curator.get(PATH).context


def test_with_nothing_to_do_it_says_what_comes_next(curator: Client) -> None:
    assert of(curator)["sentence"] == "The queue is clear. The next review is due on 1 March 2099."


def test_it_says_how_many_wait_and_how_long(curator: Client) -> None:
    esra = cast.esra()
    first = offers.submitted(esra, factories.published("one"))
    assert of(curator)["sentence"].startswith("1 proposal is waiting. It has waited less than a day.")
    offers.submitted(esra, factories.published("two"))
    Proposal.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - timedelta(days=12))
    Practice.objects.filter(slug="one").update(review_by=date(2020, 1, 1))
    assert of(curator)["sentence"] == (
        "2 proposals are waiting. The oldest has waited 12 days. 1 practice is due for review."
    )
    assert of(curator)["queue"][0].pk == first.pk
    assert "12 days" in html(curator)


def test_a_proposal_is_taken_on_from_here(curator: Client) -> None:
    proposal = offers.submitted(cast.esra(), factories.published())
    assert f'action="/curation/queue/{proposal.pk}/"' in html(curator)
    curator.post(f"/curation/queue/{proposal.pk}/", {"do": "claim"})
    proposal.refresh_from_db()
    assert str(proposal.assignee) == "Carl Curator"
    assert f'action="/curation/queue/{proposal.pk}/"' not in html(curator)


def test_what_is_due_has_its_button(curator: Client) -> None:
    practice = factories.published()
    Practice.objects.filter(pk=practice.pk).update(review_by=date(2020, 1, 1))
    assert list(of(curator)["due"]) == [practice]
    (button,) = [tag for tag in Page(html(curator)).all("button") if tag.attributes.get("form") == "confirm"]
    assert (button.attributes["name"], button.attributes["value"]) == ("number", str(practice.number))


def test_a_search_without_result_is_shown_for_thirty_days_and_deleted(curator: Client) -> None:
    today = timezone.localdate()
    row = FailedSearch.objects.create(query="drone policy", times=3)
    FailedSearch.objects.create(query="long ago", last_on=today - timedelta(days=31))
    assert list(of(curator)["searches"]) == [row]
    answer = curator.post("/curation/searches/forget/", {"search": str(row.pk)})
    assert answer["Location"] == PATH
    assert not FailedSearch.objects.filter(pk=row.pk).exists()
    assert curator.post("/curation/searches/forget/", {"search": "x"}).status_code == 302


def test_a_translation_older_than_its_english_is_behind(curator: Client) -> None:
    practice = factories.published()
    text = factories.text("test-practice", language="fr", title="Essayer")
    french = factories.publish(text, by=None, note="Traduit.")
    assert list(of(curator)["behind"]) == []
    Revision.objects.filter(practice=practice, language="en").update(created_at=timezone.now() - timedelta(days=10))
    Revision.objects.filter(pk=french.pk).update(created_at=timezone.now() - timedelta(days=9))
    english = practice.texts.get(language="en")
    body = english.body
    for words in ("great", "greater"):
        english.body = body.replace("with care", f"with {words} care")
        factories.publish(english, by=None, note="More.")
    assert [text.practice for text in of(curator)["behind"]] == [practice]
    shown = " ".join(html(curator).split())
    assert "Français" in shown
    assert "2 versions." in shown
    assert f"/practices/{practice.slug}/compare/1..3/" in shown
    Revision.objects.filter(pk=french.pk).update(created_at=timezone.now() - timedelta(days=11))
    assert "Older than the first English version." in " ".join(html(curator).split())


def test_a_practice_that_nothing_links_is_named(curator: Client) -> None:
    practice = factories.published()
    assert practice in list(of(curator)["bare"])
    other = factories.published("other")
    text = other.texts.get()
    text.body = text.body.replace("with care", "with care, see [[test-practice]]")
    factories.publish(text, by=None, note="Linked.")
    assert {practice, other}.isdisjoint(of(curator)["bare"])
    PracticeText.objects.filter(practice=other).update(source_count=0)
    assert other in list(of(curator)["bare"])


def test_the_figures_stand_in_a_table_as_well(curator: Client) -> None:
    page = html(curator)
    assert page.count('<svg class="chart"') == 2
    assert "Decisions each month, as a table" in page
    assert "What the collection covers" in page
    assert "style=" not in page


def test_it_takes_the_same_statements_whatever_waits(curator: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            curator.get(PATH)
        return len(taken)

    esra = cast.esra()
    offers.submitted(esra, factories.published("first"))
    Practice.objects.filter(slug="first").update(review_by=date(2020, 1, 1))
    FailedSearch.objects.create(query="one")
    few = statements()
    for number in range(5):
        offers.submitted(esra, factories.published(f"more-{number}"))
        FailedSearch.objects.create(query=f"words {number}")
    Practice.objects.filter(slug__startswith="more-").update(review_by=date(2020, 1, 1))
    for number in range(3):
        LinkCheck.objects.create(url=f"https://example.org/{number}", state="dead", failing_since=timezone.now())
    assert statements() == few
    assert few <= 32


def test_failing_links_are_shown_with_what_can_be_done(curator: Client) -> None:
    assert "No outgoing link is known to fail." in html(curator)
    check = LinkCheck.objects.create(url="https://example.org/gone", state="dead", failing_since=timezone.now())
    LinkCheck.objects.create(url="https://example.org/moved", state="moved")
    assert [row.url for row in of(curator)["links"]] == ["https://example.org/gone"]
    assert f"/curation/links/{check.pk}/again/" in html(curator)
