"""Following a proposal, by account or by secret link; and the way out of the mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import OutboxMessage, Practice, PracticeText, Proposal, Rhythm, Theme, User
from practices.views import proposals as views
from practices.workflow.decisions import ask_for_changes, decline, mark_spam, supersede
from practices.workflow.naming import rename
from practices.workflow.outbox import signer, unsubscribe_headers
from practices.workflow.proposals import comment, save_draft, submit, withdraw
from practices.workflow.publication import publish
from tests import cast, factories, offers
from tests.markup import Page

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def practice() -> Practice:
    return factories.published()


@pytest.fixture
def esra() -> User:
    return cast.esra()


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def proposal(esra: User, practice: Practice) -> Proposal:
    found: Proposal = offers.submitted(esra, practice, summary="More care")
    return found


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(response: Any, status: int = 200) -> Page:
    assert response.status_code == status
    return Page(response.content.decode())


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


# Reading


def test_ones_own_are_listed_and_nobody_elses(proposal: Proposal, esra: User, practice: Practice) -> None:
    draft = save_draft(offers.offer(practice, summary="Half a thought"), by=esra)
    offers.submitted(cast.otto(), practice, offers.changed(practice, new="with his care"), summary="Not hers")
    found = page(client_of(esra).get("/proposals/"))
    assert "More care" in found.text
    assert "Not hers" not in found.text
    assert {f"/proposals/{proposal.pk}/", f"/proposals/{draft.pk}/edit/"} <= set(found.links)


def test_a_theme_renamed_since_is_no_change(esra: User, practice: Practice) -> None:
    rename(Theme.objects.get(slug="test-theme"), "another-name", by=None)
    content = offers.changed(practice, primary_theme="another-name", themes=["another-name"])
    proposal = offers.submitted(esra, practice, content)
    found = page(client_of(esra).get(f"/proposals/{proposal.pk}/"))
    assert "with great care" in found.text
    assert "another-name" not in found.text


def test_the_page_says_where_it_stands_what_changed_and_what_was_said(
    proposal: Proposal, esra: User, carl: User
) -> None:
    comment(proposal, "Which page do you mean?", by=carl)
    comment(proposal, "For us only.", by=carl, internal=True)
    ask_for_changes(proposal, by=carl, verdict=offers.verdict(proposal, message="Name the page."))
    found = page(client_of(esra).get(f"/proposals/{proposal.pk}/"))
    assert "Changes asked for" in found.text
    assert "great" in " ".join(found.texts("ins"))
    assert "Which page do you mean?" in found.text
    assert "Name the page." in found.text
    assert "For us only." not in found.text
    assert f"/proposals/{proposal.pk}/edit/" in found.links


@pytest.mark.parametrize("who", ["anonymous", "otto"])
def test_what_is_open_is_for_its_proposer_only(who: str, proposal: Proposal) -> None:
    client = Client() if who == "anonymous" else client_of(cast.otto())
    assert client.get(f"/proposals/{proposal.pk}/").status_code == 404
    assert client.post(f"/proposals/{proposal.pk}/act/", {"do": "withdraw"}).status_code in (302, 404)
    assert again(proposal).state == "submitted"


def test_what_was_decided_is_public_without_the_thread_and_without_addresses(
    proposal: Proposal, esra: User, carl: User, practice: Practice
) -> None:
    comment(proposal, "Between us.", by=esra)
    offers.accepted(proposal, carl, message="Thank you.")
    found = page(Client().get(f"/proposals/{proposal.pk}/"))
    assert "Thank you." in found.text
    assert f"/p/{practice.number}/v2/" in found.links
    assert "Between us." not in found.text
    assert "@example.org" not in found.text
    assert not found.all("textarea")


def test_a_new_practice_is_shown_whole(esra: User) -> None:
    proposal = submit(offers.new_practice(), by=esra)
    text = page(client_of(esra).get(f"/proposals/{proposal.pk}/")).text
    assert "Do a new thing" in text
    assert "Try a new thing in one place first." in text


def test_superseded_names_what_took_its_place(proposal: Proposal, carl: User, practice: Practice) -> None:
    other = offers.submitted(cast.otto(), practice, offers.changed(practice, new="with his care"))
    supersede(proposal, by=carl, verdict=offers.verdict(proposal, message="See there."), other=other)
    assert f"Replaced by proposal {other.pk}" in page(Client().get(f"/proposals/{proposal.pk}/")).text


@pytest.mark.parametrize("number", ["0", "999999", str(10**30)])
def test_a_number_that_is_none_is_not_found(number: str, esra: User) -> None:
    assert client_of(esra).get(f"/proposals/{number}/").status_code == 404
    assert client_of(esra).post(f"/proposals/{number}/act/", {"do": "reply"}).status_code == 404


def test_hostile_words_are_shown_as_words(esra: User, carl: User, practice: Practice) -> None:
    content = offers.changed(practice, new=HOSTILE, title=HOSTILE, key_message=HOSTILE)
    proposal = offers.submitted(esra, practice, content, summary=HOSTILE, reason=f"{HOSTILE} is why")
    comment(proposal, HOSTILE, by=esra)
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message=HOSTILE))
    for client in (client_of(esra), Client()):
        found = page(client.get(f"/proposals/{proposal.pk}/"))
        assert found.text.count(HOSTILE) >= 4
        assert not found.all("img")
        assert not [tag for tag in found.tags if "onerror" in tag.attributes]
    assert HOSTILE in page(client_of(esra).get("/proposals/")).text


def test_what_was_published_and_what_changed_since_are_each_compared(
    proposal: Proposal, esra: User, carl: User, practice: Practice
) -> None:
    path = f"/proposals/{proposal.pk}/"
    mine = page(client_of(esra).get(path))
    assert f"{path}?show=published" not in mine.links
    assert f"{path}?show=since" not in mine.links
    merged = offers.changed(practice, new="with very great care")
    offers.accepted(proposal, carl, edited=merged)
    published = page(Client().get(f"{path}?show=published"))
    assert "very" in " ".join(published.texts("ins"))
    assert f"{path}?show=since" not in published.links
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace("It helps", "It often helps")
    publish(text, by=None, note="Later.")
    since = page(Client().get(f"{path}?show=since"))
    assert "often" in " ".join(since.texts("ins"))
    proposed = page(Client().get(f"{path}?show=nonsense"))
    assert "great" in " ".join(proposed.texts("ins"))
    assert "often" not in " ".join(proposed.texts("ins"))


def test_what_was_taken_as_it_is_says_so(proposal: Proposal, carl: User) -> None:
    offers.accepted(proposal, carl)
    assert "just as it was proposed" in page(Client().get(f"/proposals/{proposal.pk}/?show=published")).text


def test_any_two_versions_of_a_proposal_are_compared(proposal: Proposal, esra: User, practice: Practice) -> None:
    content = offers.changed(practice, new="with the utmost care")
    submit(offers.offer(practice, content, summary="More care"), by=esra, proposal=proposal)
    path = f"/proposals/{proposal.pk}/"
    found = page(client_of(esra).get(f"{path}?old=1&new=2"))
    assert "utmost" in " ".join(found.texts("ins"))
    assert "great" in " ".join(found.texts("del"))
    assert "say the same" in page(client_of(esra).get(f"{path}?old=2&new=2")).text
    for odd in ("?old=1&new=99", "?old=x&new=", "?show=since", f"?old={'9' * 5000}&new=1"):
        assert "What was proposed" not in page(client_of(esra).get(path + odd)).texts("h2")


def test_an_open_proposal_names_the_promise_and_when_it_began_to_wait(proposal: Proposal, esra: User) -> None:
    found = page(client_of(esra).get(f"/proposals/{proposal.pk}/")).text
    assert "It waits for a curator." in found
    assert "We answer within 14 days." in found


def test_a_page_asks_no_more_for_more_versions(proposal: Proposal, esra: User, practice: Practice) -> None:
    client, path = client_of(esra), f"/proposals/{proposal.pk}/"

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    before = count()
    for n in range(4):
        submit(offers.offer(practice, offers.changed(practice, new=f"with care {n}")), by=esra, proposal=proposal)
    assert count() <= before


# Acting


def test_a_reply_a_withdrawal_and_a_second_try(proposal: Proposal, esra: User) -> None:
    client, path = client_of(esra), f"/proposals/{proposal.pk}/act/"
    assert client.post(path, {"do": "reply", "message": "Page nine."})["Location"] == f"/proposals/{proposal.pk}/"
    assert client.post(path, {"do": "withdraw"}).status_code == 302
    assert again(proposal).state == "withdrawn"
    assert client.post(path, {"do": "reopen", "message": "I thought again."}).status_code == 302
    assert again(proposal).state == "submitted"
    assert [line.text for line in proposal.comments.all()] == ["Page nine.", "I thought again."]


def test_a_draft_is_thrown_away(esra: User, practice: Practice) -> None:
    draft = save_draft(offers.offer(practice), by=esra)
    assert client_of(esra).post(f"/proposals/{draft.pk}/act/", {"do": "withdraw"})["Location"] == "/proposals/"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "reply", "message": "x" * 10_001}, "the most is 10000"),
        ({"do": "reply", "message": "  "}, "Write something first"),
        ({"do": "reopen", "message": "Please look again."}, "can be opened again"),
        ({"do": "dance", "message": "My words."}, "Choose what to do"),
        ({"message": "My words."}, "Choose what to do"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_refused_is_said_and_the_words_are_kept(
    data: dict[str, str], words: str, proposal: Proposal, esra: User
) -> None:
    found = page(client_of(esra).post(f"/proposals/{proposal.pk}/act/", data), 400)
    assert words in found.text
    (area,) = found.all("textarea")
    assert area.text.strip() == data["message"].strip()


def test_a_reply_is_about_the_paragraph_that_a_curator_spoke_about(
    proposal: Proposal, esra: User, carl: User, practice: Practice
) -> None:
    act, mine = f"/proposals/{proposal.pk}/act/", client_of(esra)
    assert "place" not in page(mine.get(f"/proposals/{proposal.pk}/")).ids
    comment(proposal, "Does it?", by=carl, place="text-1", quote="It helps.")
    comment(proposal, "Among us.", by=carl, internal=True, place="text-2", quote="Begin small.")
    found = page(mine.get(f"/proposals/{proposal.pk}/"))
    assert "“It helps.”" in found.texts("option")
    assert "“Begin small.”" not in found.texts("option")
    refused = page(mine.post(act, {"do": "reply", "message": " ", "place": "text-1"}), 400)
    assert "text-1" in [tag.attributes["value"] for tag in refused.all("option") if "selected" in tag.attributes]
    for place in ("text-1", "text-2", "nonsense"):
        assert mine.post(act, {"do": "reply", "message": "It does.", "place": place}).status_code == 302
    said = proposal.comments.filter(author=esra).values_list("place", "quote")
    assert list(said) == [("text-1", "It helps."), ("", ""), ("", "")]


def test_two_at_once_the_reply_to_what_was_just_decided_is_kept(proposal: Proposal, esra: User, carl: User) -> None:
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    data = {"do": "withdraw", "message": "I take it back, because I was wrong."}
    found = page(client_of(esra).post(f"/proposals/{proposal.pk}/act/", data), 400)
    assert "has been decided on" in found.text
    assert data["message"] in found.text
    assert "Not taken up" in found.text


def test_after_thirty_days_the_words_are_kept_too(proposal: Proposal, esra: User) -> None:
    withdraw(proposal, by=esra)
    Proposal.objects.update(state_since=timezone.now() - timedelta(days=31))
    data = {"do": "reopen", "message": "Please look again."}
    assert data["message"] in page(client_of(esra).post(f"/proposals/{proposal.pk}/act/", data), 400).text


def test_a_byte_that_no_database_holds_is_left_out(proposal: Proposal, esra: User) -> None:
    client_of(esra).post(f"/proposals/{proposal.pk}/act/", {"do": "reply", "message": "a\0b"})
    assert proposal.comments.get().text == "ab"


def test_who_was_signed_out_gets_the_reply_back(proposal: Proposal) -> None:
    found = page(Client().post(f"/proposals/{proposal.pk}/act/", {"do": "reply", "message": "My long reply."}), 403)
    assert "My long reply." in [text.strip() for text in found.texts("textarea")]


# By the secret link


def test_a_guest_follows_replies_withdraws_and_tries_again(practice: Practice, carl: User) -> None:
    proposal, token = offers.from_guest(practice, summary="Care")
    path, guest = f"/proposals/follow/{token}/", Client()
    found = page(guest.get(path))
    assert f"/proposals/follow/{token}/edit/" in found.links
    assert guest.post(path, {"do": "reply", "message": "Page nine."})["Location"] == path
    assert "Page nine." in page(guest.get(path)).text
    assert guest.post(path, {"do": "withdraw"})["Location"] == path
    assert again(proposal).state == "withdrawn"
    guest.post(path, {"do": "reopen", "message": "I thought again."})
    assert again(proposal).state == "submitted"
    assert "Too short" in page(guest.post(path, {"do": "dance", "message": "Too short"}), 400).text


def test_the_secret_page_is_not_kept_by_anything_on_the_way(practice: Practice) -> None:
    _, token = offers.from_guest(practice)
    response = Client().get(f"/proposals/follow/{token}/")
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()


def test_the_number_alone_opens_a_guests_page_to_nobody(practice: Practice) -> None:
    proposal, _ = offers.from_guest(practice)
    assert Client().get(f"/proposals/{proposal.pk}/").status_code == 404
    assert client_of(cast.esra()).post(f"/proposals/{proposal.pk}/act/", {"do": "withdraw"}).status_code == 404


def test_spam_is_over_for_its_sender(practice: Practice, carl: User) -> None:
    proposal, token = offers.from_guest(practice)
    mark_spam(proposal, by=carl, verdict=offers.verdict(proposal))
    assert Client().get(f"/proposals/follow/{token}/").status_code == 404


def test_a_secret_link_does_not_write_without_end(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(views, "LIMITS", {"reply-network": "2/h/key"})
    _, token = offers.from_guest(practice)
    answers = [Client().post(f"/proposals/follow/{token}/", {"do": "reply", "message": f"No {n}."}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]
    assert "No 2." in answers[2].content.decode()


def test_a_reply_outlives_the_session(proposal: Proposal, esra: User) -> None:
    client, path = Client(), f"/proposals/{proposal.pk}/"
    data = {"do": "reply", "message": "My long reply.", "back": path}
    found = page(client.post(f"{path}act/", data), 403)
    (way,) = [link for link in found.links if link.startswith("/accounts/login/?next=/proposals/")]
    back = client.post(way, {"login": esra.email, "password": cast.PASSWORD})["Location"]
    (area,) = page(client.get(back)).all("textarea")
    assert area.text.strip() == "My long reply."
    client.post(f"{path}act/", data)
    assert page(client.get(back)).all("textarea")[0].text.strip() == ""


def test_other_methods_are_refused(proposal: Proposal, esra: User, practice: Practice) -> None:
    client = client_of(esra)
    assert client.get(f"/proposals/{proposal.pk}/act/").status_code == 405
    assert client.post(f"/proposals/{proposal.pk}/").status_code == 405
    assert client.post("/proposals/").status_code == 405
    assert client.put("/proposals/follow/x/").status_code == 405
    assert client.put("/unsubscribe/x/").status_code == 405


# No more mail


def test_one_click_of_a_mail_program_is_enough(esra: User) -> None:
    """RFC 8058: a POST without cookie, token or sign-in."""
    address = unsubscribe_headers(esra)["List-Unsubscribe"].strip("<>")
    path = "/unsubscribe/" + address.split("/unsubscribe/")[1]
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    esra.refresh_from_db()
    assert esra.rhythm == Rhythm.EACH, "opening the link changes nothing"
    found = page(strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"))
    assert found.texts("h1") == ["You will get no more mail"]
    esra.refresh_from_db()
    assert esra.rhythm == Rhythm.NEVER
    assert not OutboxMessage.objects.exists()


def test_a_link_that_is_not_ours_stops_nothing(esra: User) -> None:
    for token in ("x", f"{esra.pk}:forged", signer.sign("999999")):
        assert Client().post(f"/unsubscribe/{token}/").status_code == 404
    esra.refresh_from_db()
    assert esra.rhythm == Rhythm.EACH
