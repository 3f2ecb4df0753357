"""Offering a change: the form, drafts, guests, and nothing that was typed lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signing import Signer, TimestampSigner, b62_encode
from django.db import connection
from django.test import Client
from django.utils import timezone

from practices.forms.proposing import GuestForm, ProposalForm
from practices.models import OutboxMessage, Practice, PracticeText, Proposal, ProposalKind, User
from practices.views import proposing
from practices.workflow.decisions import decline
from practices.workflow.naming import rename
from practices.workflow.proposals import MOST_OPEN_GUEST, save_draft, submit
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw as withdraw_practice
from tests import cast, factories, offers
from tests.markup import Page

pytestmark = pytest.mark.django_db

PATH = "/practices/test-practice/propose/"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def practice() -> Practice:
    return factories.published()


@pytest.fixture
def esra() -> User:
    return cast.esra()


@pytest.fixture
def expert(esra: User) -> Client:
    return client_of(esra)


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(practice: Practice, do: str = "submit", **fields: Any) -> dict[str, Any]:
    """What the form sends when somebody changed a paragraph and gave a reason."""
    content = offers.changed(practice)
    form = ProposalForm.initial_from({name: content[name] for name in content})
    base = offers.live(practice).number
    return form | {"reason": offers.REASON, "credit": "full", "base": base, "do": do, "summary": "Care"} | fields


def as_guest(practice: Practice, **fields: Any) -> dict[str, Any]:
    return (
        typed(practice, name="Gerd Guest", affiliation="", email="gerd@example.org", website="", started=stamp(60))
        | fields
    )


def stamp(seconds: float) -> str:
    """The mark of a form that was opened so long ago."""
    signer = TimestampSigner(salt="guest")
    then = b62_encode(int(timezone.now().timestamp() - seconds))
    return Signer(salt="guest").sign(f"started{signer.sep}{then}")


def page(response: Any, status: int = 200) -> Page:
    assert response.status_code == status, response.content.decode()[:2000]
    return Page(response.content.decode())


def area(found: Page, name: str) -> str:
    return next(tag.text for tag in found.all("textarea") if tag.attributes.get("name") == name).lstrip("\n")


def value(found: Page, name: str) -> str:
    return next(tag.attributes.get("value", "") for tag in found.all("input") if tag.attributes.get("name") == name)


# It works


def test_every_practice_leads_to_the_form_and_the_form_holds_what_is_live(practice: Practice, expert: Client) -> None:
    assert PATH in Page(Client().get("/practices/test-practice/").content.decode()).links
    found = page(expert.get(PATH))
    live = offers.live(practice)
    assert (area(found, "body"), value(found, "title"), value(found, "base")) == (
        live.content["body"].rstrip("\n") + "\n", live.title, "1",
    )  # fmt: skip
    assert "We answer within 14 days" in found.text
    assert len(found.all("h1")) == 1


def test_an_expert_submits_and_gets_a_reference(practice: Practice, expert: Client, esra: User) -> None:
    response = expert.post(PATH, typed(practice), follow=True)
    proposal = Proposal.objects.get()
    assert response.redirect_chain == [(f"/proposals/{proposal.pk}/", 302)]
    assert f"Your reference is {proposal.pk}" in page(response).text
    assert (proposal.state, proposal.proposer, proposal.summary) == ("submitted", esra, "Care")
    assert proposal.text
    assert "with great care" in proposal.text.content["body"]


@pytest.mark.parametrize("kind", ["remark", "withdraw"])
def test_a_remark_and_the_wish_to_withdraw_need_a_reason_only(kind: str, practice: Practice, expert: Client) -> None:
    assert expert.get(f"{PATH}?kind={kind}").status_code == 200
    response = expert.post(f"{PATH}?kind={kind}", {"reason": offers.REASON, "credit": "full", "do": "submit"})
    assert response.status_code == 302
    assert Proposal.objects.get().kind == kind


def test_a_new_practice_is_proposed(expert: Client, practice: Practice) -> None:
    found = page(expert.get("/propose/"))
    assert "## The practice" in area(found, "body")
    content = offers.new_practice().content
    data = ProposalForm.initial_from(content) | {"reason": offers.REASON, "credit": "full", "do": "submit"}
    assert expert.post("/propose/", data).status_code == 302
    assert Proposal.objects.get().kind == ProposalKind.NEW


def test_links_between_practices_are_lines(practice: Practice, expert: Client) -> None:
    lines = "see-also robust-aftercare: It: follows.\r\n\r\nbuilds-on robust-aftercare: Also."
    expert.post(PATH, typed(practice, related=lines))
    text = Proposal.objects.get().text
    assert text
    assert text.content["related"] == [
        {"to": "robust-aftercare", "kind": "see-also", "reason": "It: follows."},
        {"to": "robust-aftercare", "kind": "builds-on", "reason": "Also."},
    ]


# What was typed is kept, whatever is wrong

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "Give the practice a title"),
    ({"title": "x" * 201}, "at most 200 characters"),
    ({"reason": ""}, "Say why you propose this"),
    ({"reason": "short"}, "in at least a few words"),
    ({"reason": "x" * 5_001}, "at most 5000 characters"),
    ({"key_message": "word " * 61}, "has 61 words"),
    ({"body": "[" * 1_300}, "square brackets"),
    ({"body": "x" * 20_001}, "20,000"),
    ({"phase": "someday"}, "Select a valid choice"),
    ({"primary_theme": "none"}, "Select a valid choice"),
    ({"related": "nonsense"}, "Line 1 cannot be read"),
    ({"related": "odd a-practice: x"}, "Line 1 cannot be read"),
    ({"related": "see-also a: x\nsee-also a: y"}, "Line 2 relates a practice"),
    ({"source-0-url": "https://example.org/", "source-0-title": ""}, "Say what the source is called"),
    ({"source-0-url": "not an address", "source-0-title": "A report"}, "Enter a full web address"),
    ({"credit": "loud"}, "Select a valid choice"),
    ({"summary": "x" * 121}, "at most 120 characters"),
    ({"interest": "nul \0 byte"}, "Null characters"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=[str(wrong)[:40] for wrong, _ in WRONG])
def test_bad_input_is_named_and_everything_typed_is_still_there(
    wrong: dict[str, Any], words: str, practice: Practice, expert: Client
) -> None:
    data = typed(practice, interest="I wrote it.", **{"source-0-place": "p. 9", "source-0-title": "A report"}) | wrong
    found = page(expert.post(PATH, data), 400)
    assert words in found.text
    for name in ("body", "key_message", "reason", "interest", "related"):
        assert area(found, name).strip() == str(data[name]).strip()
    for name in ("title", "summary", "source-0-place", "source-0-title", "source-0-url"):
        assert value(found, name).strip() == str(data.get(name, "")).strip()
    assert found.texts("title")[0].startswith("Error: ")
    assert not Proposal.objects.exists()


def test_a_refusal_by_the_workflow_keeps_it_too(practice: Practice, expert: Client) -> None:
    client_of(cast.otto()).post(PATH, typed(practice))
    found = page(expert.post(PATH, typed(practice)), 400)
    assert "already proposed exactly this" in found.text
    assert "with great care" in area(found, "body")
    reader = client_of(User.objects.create_user("rita@example.org", name="Rita Reader"))
    found = page(reader.post(PATH, typed(practice, body=offers.changed(practice, new="with new care")["body"])), 400)
    assert "may not propose changes yet" in found.text
    assert "with new care" in area(found, "body")


def test_who_was_signed_out_while_writing_gets_the_text_back(practice: Practice, esra: User) -> None:
    draft = save_draft(offers.offer(practice), by=esra)
    data = typed(practice, reason=f"Because {HOSTILE}")
    found = page(Client().post(f"/proposals/{draft.pk}/edit/", data), 403)
    assert any("with great care" in text for text in found.texts("textarea"))
    assert any(HOSTILE in text for text in found.texts("textarea"))
    assert "/accounts/login/" in found.links
    assert not [tag for tag in found.all("script") if not tag.attributes.get("src")]


def test_a_form_whose_token_does_not_fit_gives_the_text_back(practice: Practice, esra: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(esra)
    found = page(strict.post(PATH, typed(practice, password="my secret password")), 403)
    assert any("with great care" in text for text in found.texts("textarea"))
    assert "my secret password" not in found.text


def test_a_preview_changes_nothing_and_shows_the_text_as_it_would_be(practice: Practice, expert: Client) -> None:
    body = offers.changed(practice, new=f"with **great** {HOSTILE} care")["body"]
    response = expert.post(PATH, typed(practice, "preview", body=body, reason=""))
    found = page(response)
    assert "great" in found.texts("strong")
    assert "<script>alert" not in response.content.decode()
    assert area(found, "body") == body
    assert not Proposal.objects.exists()


def test_hostile_words_are_shown_as_words(practice: Practice, expert: Client, esra: User) -> None:
    fields = dict.fromkeys(("title", "key_message", "summary", "interest", "related", "source-0-title"), HOSTILE)
    response = expert.post(
        PATH, typed(practice, reason=f"{HOSTILE} and more", **fields, body=f"{HOSTILE}\n\n</textarea>")
    )
    found = page(response, 400)
    assert area(found, "body") == f"{HOSTILE}\n\n</textarea>"
    assert all(tag.attributes.get("src") for tag in found.all("script"))
    offers.submitted(cast.otto(), practice, summary=HOSTILE)
    found = page(expert.get(PATH))
    assert HOSTILE in found.text
    assert all(tag.attributes.get("src") for tag in found.all("script"))


# One section at a time


def test_every_section_leads_to_the_form_for_just_this_section(practice: Practice, expert: Client) -> None:
    links = Page(Client().get("/practices/test-practice/").content.decode()).links
    assert f"{PATH}?section=why-it-matters" in links
    found = page(expert.get(f"{PATH}?section=why-it-matters"))
    assert area(found, "section_text").strip() == "It helps people change. [@test-source, ¶1]"
    assert "Why it matters: paragraph 2" in found.text
    live = offers.live(practice).content["body"]
    assert area(found, "body").strip() == live.strip()


def test_a_section_is_sent_and_the_others_stay_as_they_are(practice: Practice, expert: Client) -> None:
    live = offers.live(practice).content["body"]
    data = typed(practice, body=live.replace("\n", "\r\n"), section="why-it-matters", section_text="It may help.")
    assert expert.post(PATH, data).status_code == 302
    text = Proposal.objects.get().text
    assert text
    assert text.content["body"] == live.strip("\n").replace(
        "It helps people change. [@test-source, ¶1]", "It may help."
    )


def test_going_to_another_section_keeps_the_words_of_this_one(practice: Practice, expert: Client) -> None:
    live = offers.live(practice).content["body"]
    data = typed(practice, "", body=live, section="why-it-matters", section_text="It may help.", go="the-practice")
    found = page(expert.post(PATH, data | {"title": "My title", "reason": ""}))
    assert "Do test-practice with care" in area(found, "section_text")
    assert "It may help." in area(found, "body")
    assert value(found, "title") == "My title"
    assert not found.texts("title")[0].startswith("Error"), "nobody asked yet whether it is right"
    whole = page(expert.post(PATH, data | {"go": ""}))
    assert "It may help." in area(whole, "body")
    assert not Proposal.objects.exists()


def test_a_mistake_is_told_at_the_section_it_was_made_in(practice: Practice, expert: Client) -> None:
    live = offers.live(practice).content["body"]
    data = typed(practice, body=live, section="why-it-matters", section_text="[" * 1_300)
    found = page(expert.post(PATH, data), 400)
    assert area(found, "section_text") == "[" * 1_300
    assert "#id_body" in found.links


def test_a_draft_of_a_section_opens_at_the_section(practice: Practice, expert: Client) -> None:
    live = offers.live(practice).content["body"]
    data = typed(practice, "draft", body=live, section="why-it-matters", section_text="It may")
    found = page(expert.post(PATH, data, follow=True))
    assert area(found, "section_text") == "It may"


def test_what_can_be_cited_is_found_without_script(practice: Practice, expert: Client) -> None:
    found = page(expert.post(PATH, typed(practice, "find", find="aftercare", reason="")))
    assert "[[term:aftercare]]" in found.texts("code")
    assert "with great care" in area(found, "body")
    assert "Nothing is called" in page(expert.post(PATH, typed(practice, "find", find="zeppelin"))).text


def test_several_sources_are_named_and_kept(practice: Practice, expert: Client) -> None:
    one = {"source-0-title": "A report", "source-0-place": "p. 9", "source-0-url": "https://example.org/"}
    found = page(expert.post(PATH, typed(practice, "source", **one)))
    assert value(found, "source-0-title") == "A report"
    assert value(found, "source-1-title") == ""
    expert.post(PATH, typed(practice, **one, **{"source-1-title": "A law", "source-2-title": ""}))
    assert Proposal.objects.get().new_sources == [
        {"title": "A report", "place": "p. 9", "url": "https://example.org/"},
        {"title": "A law", "place": "", "url": ""},
    ]
    again = page(expert.get(f"/proposals/{Proposal.objects.get().pk}/edit/"))
    assert value(again, "source-1-title") == "A law"


# The version it was written against


def test_a_version_published_meanwhile_is_told_before_it_is_sent(practice: Practice, expert: Client) -> None:
    data = typed(practice, "preview")
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace("It helps", "It often helps")
    publish(text, by=None, note="Meanwhile.")
    found = page(expert.post(PATH, data))
    assert "Version 2 has been published since you began" in found.text
    assert "/practices/test-practice/compare/1..2/" in found.links


def test_a_practice_that_moved_or_was_withdrawn_meanwhile_loses_nothing(practice: Practice, expert: Client) -> None:
    data = typed(practice)
    rename(practice, "another-address", by=None)
    response = expert.post(PATH, data)
    assert (response.status_code, response["Location"]) == (308, "/practices/another-address/propose/")
    withdraw_practice(practice, reason="It was wrong.", by=None)
    found = page(expert.post(response["Location"], data), 400)
    assert "withdrawn meanwhile" in found.text
    assert "with great care" in area(found, "body")
    assert expert.get(response["Location"]).status_code == 404


# A button pressed twice


def test_what_was_sent_twice_is_there_once(practice: Practice, expert: Client, esra: User) -> None:
    first, second = (expert.post(PATH, typed(practice)) for _ in range(2))
    assert first["Location"] == second["Location"]
    proposal = Proposal.objects.get()
    expert.post(f"/proposals/{proposal.pk}/edit/", typed(practice))
    assert Proposal.objects.get().version == 1
    expert.post(f"/proposals/{proposal.pk}/edit/", typed(practice, reason="Another reason for it."))
    assert Proposal.objects.get().version == 2


def test_a_guest_who_sends_twice_gets_one_mail(practice: Practice) -> None:
    for _ in range(2):
        assert Client().post(PATH, as_guest(practice)).status_code == 200
    assert Proposal.objects.count() == OutboxMessage.objects.count() == 1
    Proposal.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    Client().post(PATH, as_guest(practice))
    assert Proposal.objects.count() == 2, "when no mail has come, the form can be sent once more"


def test_a_publication_while_somebody_writes_is_not_undone(practice: Practice, expert: Client) -> None:
    """The form names the version it was filled in with; what was published meanwhile is merged, not overwritten."""
    data = typed(practice)
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace("It helps", "It often helps")
    publish(text, by=None, note="Meanwhile.")
    assert expert.post(PATH, data).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.text
    assert proposal.text.base_revision
    assert proposal.text.base_revision.number == 1
    offers.accepted(proposal, cast.carl())
    body = offers.live(practice).content["body"]
    assert "It often helps" in body
    assert "with great care" in body


def test_a_base_that_moved_while_somebody_wrote_is_not_taken_for_theirs(
    practice: Practice, expert: Client, esra: User
) -> None:
    proposal = offers.submitted(esra, practice)
    data = typed(practice, body=offers.changed(practice, new="with the utmost care")["body"])
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace("It helps", "It often helps")
    publish(text, by=None, note="Meanwhile.")
    assert expert.post(f"/proposals/{proposal.pk}/edit/", data).status_code == 302
    offers.accepted(proposal, cast.carl())
    body = offers.live(practice).content["body"]
    assert "It often helps" in body
    assert "with the utmost care" in body


@pytest.mark.parametrize("base", ["99", "0"])
def test_a_version_that_never_was_is_not_found(base: str, practice: Practice, expert: Client) -> None:
    assert expert.post(PATH, typed(practice, base=base)).status_code == 404
    assert expert.post(PATH, typed(practice, base="x" * 5_000)).status_code == 302


# Drafts


def test_a_draft_is_saved_incomplete_and_resumed_with_every_word(practice: Practice, expert: Client) -> None:
    half = {"title": "", "key_message": "word " * 70, "related": "see-also half a li", "phase": "", "reason": "Not y"}
    data = typed(practice, "draft", body="Half a sent", summary="S", interest="I", **half, themes=["aftercare"])
    response = expert.post(PATH, data)
    draft = Proposal.objects.get()
    assert (response["Location"], draft.state) == (f"/proposals/{draft.pk}/edit/", "draft")
    found = page(expert.get(response["Location"]))
    for name in ("key_message", "related", "reason", "body", "interest"):
        assert area(found, name).strip() == data[name].strip()
    assert (value(found, "title"), value(found, "summary")) == ("", "S")
    checked = {tag.attributes["value"] for tag in found.all("input") if "checked" in tag.attributes}
    assert "aftercare" in checked
    again = expert.post(response["Location"], typed(practice, "submit"))
    assert again["Location"] == f"/proposals/{draft.pk}/"
    assert Proposal.objects.get().state == "submitted"


def test_a_draft_with_something_that_cannot_be_kept_is_shown_again(practice: Practice, expert: Client) -> None:
    found = page(expert.post(PATH, typed(practice, "draft", summary="x" * 121)), 400)
    assert value(found, "summary") == "x" * 121
    assert not Proposal.objects.exists()


def test_a_byte_that_no_database_holds_is_left_out_of_a_draft(practice: Practice, expert: Client) -> None:
    assert expert.post(PATH, typed(practice, "draft", body="a\0b")).status_code == 302
    assert Proposal.objects.get().draft["body"] == "ab"


def test_a_draft_of_somebody_else_is_not_there(practice: Practice, esra: User) -> None:
    draft = save_draft(offers.offer(practice), by=esra)
    for other in (cast.otto(), cast.carl(), cast.ada()):
        assert client_of(other).get(f"/proposals/{draft.pk}/edit/").status_code == 404
        assert client_of(other).post(f"/proposals/{draft.pk}/edit/", typed(practice)).status_code == 404


# A further version


def test_an_open_proposal_is_changed_on_its_own_page(practice: Practice, expert: Client, esra: User) -> None:
    proposal = offers.submitted(esra, practice)
    path = f"/proposals/{proposal.pk}/edit/"
    assert "with great care" in area(page(expert.get(path)), "body")
    data = typed(practice, body=offers.changed(practice, new="with the utmost care")["body"])
    assert expert.post(path, data)["Location"] == f"/proposals/{proposal.pk}/"
    assert proposal.versions.count() == 2


def test_what_was_decided_meanwhile_is_said_and_the_text_kept(practice: Practice, expert: Client, esra: User) -> None:
    proposal = offers.submitted(esra, practice)
    decline(proposal, by=cast.carl(), verdict=offers.verdict(proposal, message="No."))
    path = f"/proposals/{proposal.pk}/edit/"
    assert expert.get(path)["Location"] == f"/proposals/{proposal.pk}/"
    found = page(expert.post(path, typed(practice, body="My new words.")), 400)
    assert "has been decided on" in found.text
    assert area(found, "body") == "My new words."


# Guests


def test_a_guest_confirms_by_mail_and_follows_by_a_secret_link(practice: Practice) -> None:
    guest = Client()
    assert page(guest.get(PATH)).all("h1")
    found = page(guest.post(PATH, as_guest(practice)))
    assert "gerd@example.org" in found.text
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.is_guest) == ("unconfirmed", True)
    path = confirm_path()
    assert guest.get(path).status_code == 200
    assert Proposal.objects.get().state == "unconfirmed", "opening the link changes nothing"
    response = guest.post(path)
    assert response["Location"].startswith("/proposals/follow/")
    assert Proposal.objects.get().state == "submitted"
    assert page(guest.get(response["Location"])).texts("h1") == [f"Proposal {proposal.pk}: Care"]
    assert guest.post(path).status_code == 404, "it works once"


def confirm_path() -> str:
    (found,) = re.findall(r"http://testserver(/proposals/confirm/\S+)", OutboxMessage.objects.get(topic="confirm").body)
    return str(found)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"website": "https://spam.example.org"}, "a machine had sent it"),
        ({"started": "now"}, "a machine had sent it"),
        ({"started": "old"}, "open too long"),
        ({"started": "made:up:stamp"}, "open too long"),
        ({"email": ""}, "Give an e-mail address"),
        ({"email": "no address"}, "Enter a full e-mail address"),
    ],
    ids=str,
)
def test_machines_and_mistakes_are_stopped_and_the_text_kept(fields: Any, words: str, practice: Practice) -> None:
    stamps = {"now": stamp(0), "old": stamp(3 * 24 * 3600)}
    data = as_guest(practice, **fields)
    data["started"] = stamps.get(data["started"], data["started"])
    found = page(Client().post(PATH, data), 400)
    assert re.search(words, found.text)
    assert "with great care" in area(found, "body")
    assert not Proposal.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_form_that_was_open_too_long_can_be_sent_once_more(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = page(Client().post(PATH, as_guest(practice, started=stamp(3 * 24 * 3600))), 400)
    monkeypatch.setattr(GuestForm, "FASTEST", timedelta(0))
    assert Client().post(PATH, as_guest(practice, started=value(found, "started"))).status_code == 200
    assert Proposal.objects.exists()


def test_there_is_a_limit_for_one_network_and_the_text_is_kept(practice: Practice) -> None:
    for n in range(6):
        body = offers.changed(practice, new=f"with care {n}")["body"]
        data = as_guest(practice, body=body, email=f"guest{n}@example.org")
        assert Client().post(PATH, data).status_code == 200
    found = page(Client().post(PATH, as_guest(practice, email="seventh@example.org")), 400)
    assert "from your network" in found.text
    assert "with great care" in area(found, "body")


def test_there_is_a_limit_for_everybody_and_no_address_is_stored(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "LIMITS", {"propose-everybody": "1/h/key", "propose-network": "6/h/key"})
    assert Client().post(PATH, as_guest(practice), headers={"x-forwarded-for": "192.0.2.7"}).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM portal_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert any("propose-network" in key for key in keys)
    assert not [key for key in keys if "127.0.0.1" in key or "192.0.2.7" in key]
    body = offers.changed(practice, new="with other care")["body"]
    page(Client().post(PATH, as_guest(practice, body=body), REMOTE_ADDR="192.0.2.9"), 400)


def test_there_is_a_limit_for_one_address(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "LIMITS", {})
    for n in range(MOST_OPEN_GUEST):
        body = offers.changed(practice, new=f"with care {n}")["body"]
        Client().post(PATH, as_guest(practice, body=body))
    assert "open already" in page(Client().post(PATH, as_guest(practice)), 400).text


def test_a_guest_has_no_drafts(practice: Practice) -> None:
    Client().post(PATH, as_guest(practice, do="draft"))
    assert not Proposal.objects.filter(state="draft").exists()


def test_a_guest_changes_the_proposal_by_the_secret_link(practice: Practice) -> None:
    proposal, token = offers.from_guest(practice)
    path = f"/proposals/follow/{token}/edit/"
    found = page(Client().get(path))
    assert "with great care" in area(found, "body")
    assert "Save draft" not in found.text
    assert value(found, "name") == "Gerd Guest"
    data = typed(practice, body=offers.changed(practice, new="with the utmost care")["body"], name="Gerd Guest")
    assert Client().post(path, data)["Location"] == f"/proposals/follow/{token}/"
    proposal.refresh_from_db()
    assert (proposal.version, proposal.credit_line, proposal.email) == (2, "Gerd Guest", "gerd@example.org")
    bad = page(Client().post(path, typed(practice, reason="", body="New words.")), 400)
    assert area(bad, "body") == "New words."
    decline(proposal, by=cast.carl(), verdict=offers.verdict(proposal, message="No."))
    assert Client().get(path)["Location"] == f"/proposals/follow/{token}/"
    assert "New words." in area(page(Client().post(path, typed(practice, body="New words.")), 400), "body")


def credits_shown(practice: Practice) -> str:
    return page(Client().get(f"/practices/{practice.slug}/history/")).text


@pytest.mark.parametrize(
    ("credit", "said"),
    [("full", "Gerd Guest, Prison Service"), ("affiliation", "Prison Service"), ("hidden", "")],
)
def test_a_guest_is_named_in_the_history_as_they_chose(credit: str, said: str, practice: Practice) -> None:
    found = page(Client().get(PATH))
    assert {tag.attributes["value"] for tag in found.all("input") if tag.attributes.get("name") == "credit"} == {
        "full", "affiliation", "hidden",
    }  # fmt: skip
    data = as_guest(practice, affiliation="Prison Service", credit=credit)
    assert page(Client().post(PATH, data)).texts("h1") == ["One step more"]
    proposal = Proposal.objects.get()
    assert (proposal.credit, proposal.affiliation, proposal.credit_line) == (credit, "Prison Service", said)
    follow = Client().post(confirm_path())["Location"]
    accepted = offers.accepted(proposal, cast.carl())
    assert offers.live(practice).credit == said
    history = credits_shown(practice)
    assert (said or "Version 2") in history
    assert ("Gerd" in history) == (credit == "full")
    assert ("Prison Service" in history) == (credit != "hidden")
    for client, where in ((Client(), accepted.get_absolute_url()), (Client(), follow)):
        assert ("Gerd" in page(client.get(where)).text) == (credit == "full")


def test_a_guest_without_an_affiliation_is_asked_for_it_and_may_choose_otherwise_later(practice: Practice) -> None:
    found = page(Client().post(PATH, as_guest(practice, credit="affiliation")), 400)
    assert "Give your affiliation, or choose another way to be named." in found.text
    assert value(found, "name") == "Gerd Guest"
    assert not Proposal.objects.exists()
    proposal, token = offers.from_guest(practice)
    data = typed(practice, name="Gerd Guest", affiliation="Prison Service", credit="affiliation")
    Client().post(f"/proposals/follow/{token}/edit/", data)
    proposal.refresh_from_db()
    assert (proposal.version, proposal.credit_line) == (2, "Prison Service")


@pytest.mark.parametrize("path", ["confirm/{}/", "follow/{}/", "follow/{}/edit/"])
def test_a_link_that_is_none_is_over(path: str, practice: Practice) -> None:
    offers.from_guest(practice)
    for token in ("x", "0" * 43):
        where = f"/proposals/{path.format(token)}"
        assert Client().post(where, typed(practice)).status_code == 404


# The setting


@pytest.mark.parametrize("path", [PATH, f"{PATH}?kind=remark", "/propose/"])
def test_closed_is_closed_for_everybody(path: str, practice: Practice, expert: Client, settings: Any) -> None:
    settings.GUEST_PROPOSALS = "closed"
    for client in (Client(), expert, client_of(cast.carl())):
        assert page(client.get(path), 403).texts("h1") == ["Proposals are closed"]
    for client, data in ((expert, typed(practice)), (Client(), as_guest(practice))):
        found = page(client.post(path, data | {"reason": "A reason that is long enough."}), 400)
        assert "A reason that is long enough." in area(found, "reason"), "what was typed before it closed is kept"
    assert not Proposal.objects.exists()


def test_what_was_sent_goes_on_while_it_is_closed(
    practice: Practice, expert: Client, esra: User, settings: Any
) -> None:
    mine = offers.submitted(esra, practice)
    _, token = offers.from_guest(practice, offers.changed(practice, new="with a guest's care"))
    settings.GUEST_PROPOSALS = "closed"
    assert expert.get(f"/proposals/{mine.pk}/edit/").status_code == 200
    assert Client().get(f"/proposals/follow/{token}/edit/").status_code == 200
    data = typed(practice, body=offers.changed(practice, new="with the utmost care")["body"])
    assert expert.post(f"/proposals/{mine.pk}/edit/", data).status_code == 302


def test_with_signed_in_only_guests_are_led_to_sign_in_and_lose_nothing(
    practice: Practice, expert: Client, settings: Any
) -> None:
    settings.GUEST_PROPOSALS = "signed-in"
    assert Client().get(PATH)["Location"].startswith("/accounts/login/")
    found = page(Client().post(PATH, as_guest(practice)), 400)
    assert "people with an account only" in found.text
    assert "with great care" in area(found, "body")
    assert expert.post(PATH, typed(practice)).status_code == 302


# Wrong addresses, wrong methods


@pytest.mark.parametrize(
    "path", [f"{PATH}?kind=new", f"{PATH}?kind=translation", "/practices/none/propose/", "/proposals/999999/edit/"]
)
def test_what_is_not_there_is_not_found(path: str, practice: Practice, expert: Client) -> None:
    assert expert.get(path).status_code == 404
    assert expert.post(path, typed(practice)).status_code == 404


def test_a_withdrawn_practice_takes_no_proposals(practice: Practice, expert: Client) -> None:
    Practice.objects.filter(pk=practice.pk).update(status="draft")
    assert expert.get(PATH).status_code == 404


@pytest.mark.parametrize("path", [PATH, "/propose/", "/proposals/confirm/x/", "/proposals/follow/x/edit/"])
def test_other_methods_are_refused(path: str, practice: Practice, expert: Client) -> None:
    for method in ("put", "delete", "patch"):
        assert getattr(expert, method)(path).status_code == 405


def test_the_fragment_for_the_editor_is_for_guests_too(practice: Practice, settings: Any) -> None:
    response = Client().post("/proposals/preview/", {"body": f"**Hello** {HOSTILE}"})
    assert "<strong>Hello</strong>" in response.content.decode()
    assert "<script" not in response.content.decode()
    assert "square brackets" in Client().post("/proposals/preview/", {"body": "[" * 1_300}).content.decode()
    assert Client().get("/proposals/preview/").status_code == 405


def test_others_that_wait_are_named_beside_the_form(practice: Practice, expert: Client, esra: User) -> None:
    submit(offers.offer(practice, summary="More care for all"), by=cast.otto())
    assert "More care for all" in page(expert.get(PATH)).text


def test_those_that_change_the_same_section_are_told_apart(practice: Practice, expert: Client) -> None:
    submit(offers.offer(practice, summary="More care for all"), by=cast.otto())
    here = page(expert.get(f"{PATH}?section=the-practice"))
    assert "More care for all: The practice" in here.text
    assert "The same section" in here.text
    assert "The same section" not in page(expert.get(f"{PATH}?section=why-it-matters")).text
    offers.from_guest(practice, offers.changed(practice, new="with other care"), summary="Buy at spam.example.org")
    assert "Buy at" not in page(expert.get(PATH)).text


def test_who_was_signed_out_may_sign_in_or_go_on_as_a_guest(practice: Practice) -> None:
    found = page(Client().post(PATH, typed(practice)), 400)
    assert "You are signed out, and nothing has been sent" in found.text
    assert "with great care" in area(found, "body")
    assert "Sign in and come back to this text" in found.texts("button")
    assert not Proposal.objects.exists()
