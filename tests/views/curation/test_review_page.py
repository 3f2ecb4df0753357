"""What stands on the review page beside the changes: others, checks, what is new, the result."""

from typing import Any

import pytest
from django.test import Client

from practices.models import Practice, Proposal, User
from practices.workflow.decisions import ask_for_changes
from practices.workflow.proposals import comment, submit
from tests import cast, factories, offers
from tests.views.curation.reading import again, client_of, filled, open_page, page, path, republish

pytestmark = pytest.mark.django_db

STATEMENTS = 15


def test_other_proposals_say_which_place_they_share(curator: Client, practice: Practice) -> None:
    esra, otto = cast.esra(), cast.otto()
    one = offers.submitted(esra, practice, offers.changed(practice, title="A better title"))
    same = offers.submitted(otto, practice, offers.changed(practice, new="with more care", title="Another title"))
    apart = offers.submitted(otto, practice, offers.changed(practice, "It helps", "It often helps"))
    rows = dict(zip(*_others(open_page(curator, one)), strict=True))
    assert "Same place" in rows[path(same)]
    assert "Title" in rows[path(same)]
    assert "Do test-practice with care." in rows[path(same)]
    assert "Same place" not in rows[path(apart)]


def _others(found: Any) -> tuple[list[str], list[str]]:
    (note,) = [tag for tag in found.all("div") if "Other open proposals" in tag.text and "note" in str(tag.attributes)]
    items = [tag.text for tag in found.all("li") if tag.text.strip() and tag.text in note.text]
    links = [link for link in found.links if link.startswith("/curation/queue/") and link.count("/") == 4]
    return links[-len(items) :], items


def test_checks_say_what_is_missing(curator: Client, practice: Practice) -> None:
    words = "with [[no-such-practice]] care.\n\nA bare paragraph"
    proposal = offers.submitted(
        cast.esra(), practice, offers.changed(practice, new=words), interest="Paid.",
        new_sources=[{"title": "A book", "place": "", "url": ""}],
    )  # fmt: skip
    (box,) = [tag for tag in open_page(curator, proposal).all("ul") if "ticks" in tag.attributes.get("class", "")]
    for said in ("no-such-practice", "Paragraph 1 without a source", "A new source has no address", "An interest is"):
        assert said in box.text
    assert "A reason is given" in box.text


def test_the_page_says_what_is_new_since_one_did_something(
    curator: Client, carl: User, proposal: Proposal, practice: Practice
) -> None:
    assert "Since you last did" not in open_page(curator, proposal).text
    assert not proposal.looks.exists(), "reading is recorded nowhere"
    curator.post(path(proposal), filled(open_page(curator, proposal), "read"))
    assert "Nothing has changed." in open_page(curator, proposal).text
    esra = User.objects.get(name="Esra Expert")
    newer = offers.changed(practice, new="with the utmost care", title="A better title")
    submit(offers.offer(practice, newer), by=esra, proposal=proposal)
    comment(proposal, "Better now?", by=esra)
    republish(practice, "It helps", "It often helps")
    found = open_page(curator, proposal)
    assert "The text is another one" in found.text
    assert "Version 2 of the practice is published" in found.text
    assert "1 new comment." in found.text
    look = page(curator.get(f"{path(proposal)}?against=look"))
    assert " ".join(look.texts("ins")) == "the utmost often"
    assert sorted(filled(look)["change"]) == sorted(filled(found)["change"]), "nothing is left out by looking"
    curator.post(path(proposal), filled(found, "comment", comment="Yes."))
    assert "Nothing has changed." in open_page(curator, proposal).text
    assert client_of(cast.ada()).get(path(proposal)).content.decode().count("Since you last did") == 0


def test_the_result_alone_follows_ticks_choices_and_words(
    curator: Client, proposal: Proposal, practice: Practice
) -> None:
    data = filled(open_page(curator, proposal))
    where = f"{path(proposal)}preview/"
    assert "with great care" in curator.post(where, data).content.decode()
    assert "with care" in curator.post(where, data | {"change": ["title"]}).content.decode()
    own = data | {"own_body": data["own_body"][0].replace("great care", "<script>alert(1)</script> care")}
    answer = curator.post(where, own).content.decode()
    assert "alert(1)" in answer
    assert "<script" not in answer
    assert curator.get(where).status_code == 405
    assert client_of(cast.otto()).post(where, data).status_code == 403
    assert again(proposal).state == "submitted"


def test_the_page_asks_the_database_little_with_all_there_can_be(
    curator: Client, carl: User, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    """Behind, in conflict, decided on before, talked about, refiled, and among many others."""
    esra = cast.esra()
    factories.theme("after-care")
    words = "with [[robust-aftercare]], [[term:radicalisation]] and [@hague-2011, ¶6]"
    content = offers.changed(practice, new=words, themes=["after-care"], actors=["psychologists"])
    proposal = offers.submitted(esra, practice, content)
    for n in range(30):
        offers.submitted(esra, practice, offers.changed(practice, new=f"with care {n}"))
        comment(proposal, f"Comment {n}.", by=esra)
    ask_for_changes(proposal, by=carl, verdict=offers.verdict(proposal, message="More."))
    republish(practice, "with care", "with much care")
    curator.post(path(proposal), {"do": "read"})
    with django_assert_max_num_queries(STATEMENTS):
        assert "Conflict" in curator.get(f"{path(proposal)}?sort=newest").content.decode()
