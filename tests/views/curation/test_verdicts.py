"""What a curator fills in: it survives everything, and does what it says."""

import pytest
from django.test import Client

from practices.models import Practice, Proposal, ProposalKind
from practices.workflow.naming import rename
from practices.workflow.proposals import submit
from tests import cast, factories, offers
from tests.views.curation.reading import filled, open_page, page, path

pytestmark = pytest.mark.django_db


def test_choices_survive_a_comment(curator: Client, proposal: Proposal) -> None:
    data = filled(open_page(curator, proposal), "comment", comment="Hm.", change=["title"])
    kept = page(curator.post(path(proposal), data))
    boxes = [tag.attributes for tag in kept.all("input") if tag.attributes.get("name") == "change"]
    assert [box["value"] for box in boxes if "checked" in box] == ["title"]


def test_withdrawing_names_what_takes_the_place(curator: Client, practice: Practice) -> None:
    successor = factories.published("another-one")
    proposal = submit(offers.offer(practice, kind=ProposalKind.WITHDRAW), by=cast.esra())
    found = open_page(curator, proposal)
    assert "id_successor" in found.ids
    data = filled(found, "decide", decision="accept", message="It was wrong.")
    for wrong in ("P-9999", "x", practice.code):
        late = page(curator.post(path(proposal), data | {"successor": wrong}), 400)
        assert wrong in {tag.attributes.get("value") for tag in late.all("input")}
    assert curator.post(path(proposal), data | {"successor": successor.code}).status_code == 302
    gone = page(Client().get(practice.get_absolute_url()), 410)
    assert "It was wrong." in gone.text
    assert successor.get_absolute_url() in gone.links
    assert "with care" in gone.text


def test_another_title_keeps_every_address(curator: Client, proposal: Proposal, practice: Practice) -> None:
    rename(practice, "a-second-address", by=None)
    live = offers.live(practice).number
    curator.post(path(proposal), filled(open_page(curator, proposal), "decide", decision="accept"))
    assert offers.live(practice).title == "A better title"
    for former in ("/practices/test-practice/", f"/p/{practice.number}/"):
        assert Client().get(former)["Location"] == "/practices/a-second-address/"
    assert "Try test practice" in page(Client().get(f"/p/{practice.number}/v{live}/")).text
