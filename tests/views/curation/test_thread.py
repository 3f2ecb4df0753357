"""What is said about a proposal stands beside what it is about."""

import pytest
from django.test import Client

from practices.models import OutboxMessage, Practice, Proposal, User
from practices.workflow.proposals import submit
from tests import offers
from tests.views.curation.reading import client_of, filled, open_page, path

pytestmark = pytest.mark.django_db


def test_a_comment_stands_beside_what_it_is_about_and_stays_when_that_is_gone(
    curator: Client, proposal: Proposal, practice: Practice
) -> None:
    found = open_page(curator, proposal)
    places = [tag.attributes["value"] for tag in found.all("option") if tag.attributes["value"].startswith("body-")]
    curator.post(path(proposal), filled(found, "comment", comment="Which kind?", place=places[0]))
    said = proposal.comments.get()
    assert said.place == places[0]
    assert "with great care" in said.quote
    found = open_page(curator, proposal)
    assert "On “Do test-practice with great care." in OutboxMessage.objects.get(topic="comment").body
    (box,) = [tag for tag in found.all("div") if tag.attributes.get("id") == f"at-{places[0]}"]
    assert "Which kind?" in box.text
    assert found.text.count("Which kind?") == 1
    newer = offers.changed(practice, new="with all care", title="A better title")
    submit(offers.offer(practice, newer), by=User.objects.get(name="Esra Expert"), proposal=proposal)
    found = open_page(curator, proposal)
    assert found.text.count("Which kind?") == 1
    assert "On “Do test-practice with great care." in found.text
    own = client_of(User.objects.get(name="Esra Expert")).get(f"/proposals/{proposal.pk}/").content.decode()
    assert "On “Do test-practice with great care." in own


def test_a_place_that_is_none_is_no_place(curator: Client, proposal: Proposal) -> None:
    curator.post(path(proposal), filled(open_page(curator, proposal), "note", comment="Hm.", place="body-made-up"))
    assert (proposal.comments.get().place, proposal.comments.get().quote) == ("", "")
