"""A text as a curator writes it: published, sent for review or kept as a draft; nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from practices.forms.proposing import ProposalForm
from practices.models import Practice, PracticeText, Proposal, User
from practices.workflow.decisions import accept
from practices.workflow.errors import Refused
from practices.workflow.withdrawal import withdraw
from practices.workflow.writing import state_of
from tests import factories, offers

pytestmark = pytest.mark.django_db

NEW = "/curation/practices/new/"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def practice() -> Practice:
    return factories.published()


def page(response: Any, status: int = 200) -> str:
    html: str = response.content.decode()
    assert response.status_code == status, html[:3000]
    assert ("<title>Error:" in html) == (status in (400, 409))
    return html


def path(practice: Practice) -> str:
    return f"/curation/practices/{practice.number}/edit/"


def filled(
    practice: Practice, do: str = "publish", old: str = "with care", new: str = "with great care", **more: Any
) -> Any:
    """The edit form as a browser sends it, with one run of words replaced."""
    text = PracticeText.objects.select_related("practice", "live_revision").get(practice=practice)
    content = offers.changed(practice, old, new) if text.live_revision else offers.new_practice().content
    form = {name: value for name, value in ProposalForm.initial_from(content).items() if name != "slug"}
    return form | {"seen": state_of(text), "note": "It says more.", "is_minor": "", "do": do} | more


def fresh(do: str = "publish", **more: Any) -> Any:
    return ProposalForm.initial_from(offers.new_practice().content) | {"note": "A gap.", "do": do} | more


def test_an_edit_is_published_at_once(curator: Client, practice: Practice, carl: User) -> None:
    page(curator.get(path(practice)))
    answer = curator.post(path(practice), filled(practice, is_minor="1", review_by="2027-03-01"))
    assert answer["Location"] == f"/curation/practices/{practice.number}/"
    live = offers.live(practice)
    assert (live.number, live.note, live.is_minor, live.author) == (2, "It says more.", True, carl)
    practice.refresh_from_db()
    assert str(practice.review_by) == "2027-03-01"


def test_an_edit_without_a_note_comes_back_with_what_was_typed(curator: Client, practice: Practice) -> None:
    shown = page(curator.post(path(practice), filled(practice, note="")), 400)
    assert "with great care" in shown
    assert offers.live(practice).number == 1


def test_a_text_that_cannot_be_published_comes_back_with_every_reason(curator: Client, practice: Practice) -> None:
    shown = page(curator.post(path(practice), filled(practice, old="## Limits and cautions", new="## Other")), 400)
    alert = shown[shown.index('role="alert"') :]
    assert "Limits and cautions" in alert[: alert.index("</ul>")]
    assert "## Other" in shown


def test_the_preview_saves_nothing(curator: Client, practice: Practice) -> None:
    shown = page(curator.post(path(practice), filled(practice, "preview", new=f"with {HOSTILE} care")))
    assert "with" in shown
    assert HOSTILE not in shown
    assert offers.live(practice).number == 1


def test_what_does_not_touch_is_combined_when_another_was_quicker(curator: Client, practice: Practice) -> None:
    mine = filled(practice)
    curator.post(path(practice), filled(practice, old="Begin small", new="Begin very small"))
    shown = curator.post(path(practice), mine)
    assert "The two changes do not touch" in page(shown, 409)
    text = shown.context["forms"].text["body"].value()
    assert "with great care" in text
    assert "Begin very small" in text
    assert f"/practices/{practice.slug}/compare/1..2/" in page(shown, 409)
    again = filled(practice) | {"body": text, "seen": shown.context["forms"].seen}
    assert curator.post(path(practice), again).status_code == 302
    assert offers.live(practice).number == 3
    assert "Begin very small" in offers.live(practice).content["body"]


def test_what_touches_comes_back_as_it_was_typed(curator: Client, practice: Practice) -> None:
    mine = filled(practice, new="with MY care")
    curator.post(path(practice), filled(practice, new="with THEIR care"))
    shown = curator.post(path(practice), mine)
    assert "replaces what was changed meanwhile" in page(shown, 409)
    assert "with MY care" in shown.context["forms"].text["body"].value()
    assert "with THEIR care" in offers.live(practice).content["body"]


def test_an_edit_can_be_sent_for_review_and_is_not_decided_by_its_author(
    curator: Client, practice: Practice, carl: User
) -> None:
    answer = curator.post(path(practice), filled(practice, "send"))
    proposal = Proposal.objects.get(practice=practice)
    assert answer["Location"] == proposal.get_absolute_url()
    assert (proposal.state, proposal.proposer, proposal.reason) == ("submitted", carl, "It says more.")
    assert offers.live(practice).number == 1
    with pytest.raises(Refused, match="their own"):
        accept(proposal, by=carl, verdict=offers.verdict(proposal))


def test_what_is_sent_for_review_has_the_version_it_was_written_against(curator: Client, practice: Practice) -> None:
    mine = filled(practice, "send")
    curator.post(path(practice), filled(practice, old="Begin small", new="Begin very small"))
    curator.post(path(practice), mine)
    assert "Begin very small" not in Proposal.objects.get(practice=practice).versions.get(number=1).content["body"]
    assert Proposal.objects.get(practice=practice).versions.get(number=1).base_revision.number == 1


def test_a_new_practice_is_published_sent_or_kept(curator: Client) -> None:
    page(curator.get(NEW))
    assert curator.post(NEW, fresh(slug="published-at-once")).status_code == 302
    assert Practice.objects.get(slug="published-at-once").status == "published"
    assert curator.post(NEW, fresh("send", slug="sent", note="There is a gap here.")).status_code == 302
    assert Proposal.objects.get(kind="new").text.content["slug"] == "sent"  # type: ignore[union-attr]
    assert curator.post(NEW, fresh("draft", slug="kept", note="")).status_code == 302
    assert Practice.objects.get(slug="kept").status == "draft"


def test_an_address_left_empty_is_made_from_the_title(curator: Client) -> None:
    curator.post(NEW, fresh(slug="", title="Begin early: in custody"))
    assert Practice.objects.filter(slug="begin-early-in-custody").exists()
    assert "no practice has or had" in page(curator.post(NEW, fresh(slug="", title="开始")), 400)


def test_a_new_practice_with_an_address_in_use_comes_back(curator: Client, practice: Practice) -> None:
    shown = page(curator.post(NEW, fresh(slug=practice.slug)), 400)
    assert "no practice has or had" in shown
    assert "Do a new thing" in shown


def test_a_draft_is_saved_and_then_published(curator: Client) -> None:
    curator.post(NEW, fresh("draft", slug="kept", note=""))
    draft = Practice.objects.get(slug="kept")
    curator.post(path(draft), filled(draft, "draft", title="Do it well", note=""))
    assert draft.texts.get().title == "Do it well"
    refused = page(curator.post(path(draft), filled(draft, "send", title="Do it well")), 400)
    assert "no version to compare" in refused
    curator.post(path(draft), filled(draft, title="Do it well", note="First."))
    assert offers.live(draft).number == 1


def test_a_withdrawn_practice_is_not_edited(curator: Client, practice: Practice) -> None:
    sent = filled(practice)
    withdraw(practice, reason="Wrong.", by=None)
    assert curator.get(path(practice))["Location"] == f"/curation/practices/{practice.number}/"
    assert "restore it" in page(curator.post(path(practice), sent), 400)
