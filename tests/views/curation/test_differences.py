"""The changes on the review page, against what is published and against what the proposer saw."""

import pytest
from django.test import Client

from practices.models import Practice, PracticeText, Proposal
from tests import cast, factories, offers
from tests.views.curation.reading import filled, open_page, page, path, republish

pytestmark = pytest.mark.django_db


def test_unchanged_paragraphs_are_folded_and_said_where(proposal: Proposal, curator: Client) -> None:
    found = open_page(curator, proposal)
    folds = [text for text in found.texts("summary") if "unchanged" in text]
    assert folds == ["3 unchanged paragraphs in Why it matters, How to apply it, Limits and cautions"]
    assert {"Title", "Text, The practice"} <= set(found.texts("h3"))


def test_a_proposal_that_is_behind_is_compared_with_what_is_published_or_with_what_its_proposer_saw(
    curator: Client, practice: Practice
) -> None:
    content = offers.changed(practice, title="A better title", key_message="Do it with more care.")
    proposal = offers.submitted(cast.esra(), practice, content)
    republish(practice, "with care", "with much care")
    PracticeText.objects.filter(practice=practice).update(title="A new title")
    republish(practice, "Begin small", "Begin very small")
    live = open_page(curator, proposal)
    assert "Conflict: Title" in live.texts("h3")
    assert "Conflict: Text, The practice" in live.texts("h3")
    assert "Key message" in live.texts("h3")
    tabs = {link for link in live.links if "against=" in link}
    assert {"?against=live", "?against=seen"} <= tabs
    seen = page(curator.get(f"{path(proposal)}?against=seen"))
    assert {"Title", "Text, The practice", "Key message", "Conflict: Title", "Conflict: Text"} <= set(seen.texts("h3"))
    for found in (live, seen):
        sent = filled(found)
        assert sorted(sent["change"]) == sorted(sent["seen"]), "what stands in no row goes with the form unseen"
        assert len(set(sent["seen"])) == 3


def test_a_change_left_out_of_a_conflict_can_be_taken_again(curator: Client, practice: Practice) -> None:
    proposal = offers.submitted(cast.esra(), practice)
    republish(practice, "with care", "with much care")
    seen = page(curator.get(f"{path(proposal)}?against=seen"))
    out = page(curator.post(path(proposal), filled(seen, "preview", change=[])))
    assert "Conflict" not in " ".join(out.texts("h3"))
    assert "Left out" in out.texts("h3")
    (box,) = [tag.attributes for tag in out.all("input") if tag.attributes.get("name") == "change"]
    again_in = page(curator.post(path(proposal), filled(out, "preview", change=[box["value"]])))
    assert "Conflict: Text, The practice" in again_in.texts("h3")


def test_filed_under_is_said_by_name(curator: Client, practice: Practice) -> None:
    factories.theme("after-care")
    content = offers.changed(practice, themes=["after-care"], phase="release")
    found = open_page(curator, offers.submitted(cast.esra(), practice, content))
    assert {"After care", "Around release"} <= set(found.texts("ins"))
    assert "Test theme" in found.texts("del")
