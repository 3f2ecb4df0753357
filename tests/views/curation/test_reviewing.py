"""The page on which curators decide: nothing they type is lost, nothing is decided twice."""

from typing import Any

import pytest
from django.test import Client

from practices.models import Practice, PracticeText, Proposal, ProposalKind, User
from practices.views.curation import review_page, verdicts
from practices.workflow.decisions import accept
from practices.workflow.proposals import submit
from practices.workflow.publication import publish
from tests import cast, offers
from tests.views.curation.reading import again, area, client_of, filled, open_page, page, path, republish

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>"
STATEMENTS = 15


# The page


def test_the_page_shows_changes_reason_checks_and_others(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    other = offers.submitted(cast.otto(), practice, summary="Another one")
    found = open_page(curator, proposal)
    assert "great" in " ".join(found.texts("ins"))
    assert offers.REASON in found.text
    assert path(other) in found.links
    assert "2 changes" in found.text
    assert {"Decision"} <= {tag.attributes.get("aria-label") for tag in found.all("aside")}
    split = page(curator.get(f"{path(proposal)}?view=split"))
    assert {"Before", "Proposed"} <= set(split.texts("b"))


def test_the_page_asks_the_database_little(
    curator: Client, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    """With links, terms, comments and others of the same practice."""
    esra = cast.esra()
    words = "with [[robust-aftercare]], [[legal-framework]], [[term:radicalisation]] and [@hague-2011, ¶6]"
    proposal = offers.submitted(esra, practice, offers.changed(practice, new=words))
    for n in range(5):
        offers.submitted(esra, practice, offers.changed(practice, new=f"with care {n}"))
    with django_assert_max_num_queries(STATEMENTS):
        curator.get(path(proposal))


def test_a_new_practice_is_shown_whole_and_accepted(curator: Client) -> None:
    proposal = submit(offers.new_practice(), by=cast.esra())
    found = open_page(curator, proposal)
    for words in ("Do a new thing", "It is new.", "a-new-one", "In custody|custody".split("|")[1]):
        assert words in found.text
    assert curator.post(path(proposal), filled(found, "accept")).status_code == 302
    assert again(proposal).state == "accepted"


@pytest.mark.parametrize("kind", [ProposalKind.REMARK, ProposalKind.WITHDRAW])
def test_a_remark_and_the_wish_to_withdraw_are_decided_on_too(
    kind: ProposalKind, curator: Client, practice: Practice
) -> None:
    proposal = submit(offers.offer(practice, kind=kind), by=cast.esra())
    found = open_page(curator, proposal)
    assert curator.post(path(proposal), filled(found, "accept", message="Agreed.")).status_code == 302
    assert again(proposal).state == "accepted"


def test_hostile_words_are_shown_as_words(curator: Client, carl: User, practice: Practice) -> None:
    content = offers.changed(practice, new=HOSTILE, title=HOSTILE, key_message=HOSTILE)
    source = [{"title": HOSTILE, "place": HOSTILE, "url": "javascript:alert(1)"}]
    proposal = offers.submitted(
        cast.esra(),
        practice,
        content,
        summary=HOSTILE,
        reason=f"{HOSTILE} is why",
        interest=HOSTILE,
        new_sources=source,
    )
    republish(practice, "with care", f"with {HOSTILE * 2}")
    curator.post(path(proposal), {"do": "comment", "comment": HOSTILE})
    for where in (path(proposal), f"{path(proposal)}?view=split", "/curation/queue/"):
        found = page(curator.get(where))
        assert HOSTILE in found.text
        assert not found.all("img")
        assert not [tag for tag in found.tags if "onerror" in tag.attributes]
    data = filled(open_page(curator, proposal), "decline", message="", note=HOSTILE, other=HOSTILE, comment=HOSTILE)
    found = page(curator.post(path(proposal), data | {"own_body": HOSTILE}), 400)
    assert not found.all("img")


def test_links_of_a_guest_lead_nowhere_until_somebody_has_accepted_them(curator: Client, practice: Practice) -> None:
    words = "with [care](https://evil.example.org/) and https://evil.example.org/ and [[robust-aftercare]]"
    proposal, _ = offers.from_guest(
        practice, offers.changed(practice, new=words), reason="See https://evil.example.org/",
        new_sources=[{"title": "T", "place": "", "url": "https://evil.example.org/"}],
    )  # fmt: skip
    found = open_page(curator, proposal)
    assert "evil.example.org" in found.text
    assert not [link for link in found.links if "evil" in link or "robust-aftercare" in link]
    preview = page(curator.post(path(proposal), filled(found, "preview")))
    assert not [link for link in preview.links if "evil" in link or "robust-aftercare" in link]


# Deciding


@pytest.mark.parametrize(
    ("do", "fields", "state"),
    [
        ("accept", {}, "accepted"),
        ("accept", {"message": "Thank you."}, "accepted"),
        ("changes", {"message": "Which page?"}, "changes-requested"),
        ("decline", {"message": "Not so."}, "declined"),
        ("spam", {}, "spam"),
    ],
)
def test_a_decision_is_made_from_the_page(
    do: str, fields: dict[str, str], state: str, proposal: Proposal, curator: Client
) -> None:
    response = curator.post(path(proposal), filled(open_page(curator, proposal), do, **fields))
    assert response["Location"] == "/curation/queue/"
    assert again(proposal).state == state


def test_superseded_by_another_number(proposal: Proposal, curator: Client, practice: Practice) -> None:
    other = offers.submitted(cast.otto(), practice)
    data = filled(open_page(curator, proposal), "supersede", message="See there.")
    for wrong in ("", "x", "0", "9" * 5_000, "²"):
        found = page(curator.post(path(proposal), data | {"other": wrong}), 400)
        assert "Give the number" in found.text
        assert area(found, "message").strip() == "See there."
    assert curator.post(path(proposal), data | {"other": str(other.pk)}).status_code == 302
    assert again(proposal).superseded_by == other


def test_changes_are_left_out_by_taking_the_tick_away(proposal: Proposal, curator: Client, practice: Practice) -> None:
    data = filled(open_page(curator, proposal), "accept", change=["title"])
    found = page(curator.post(path(proposal), data), 400)
    assert "Say why the rest is not taken up" in found.text
    boxes = [tag.attributes for tag in found.all("input") if tag.attributes.get("name") == "change"]
    checked = [box["value"] for box in boxes if "checked" in box]
    assert checked == ["title"]
    assert curator.post(path(proposal), filled(found, "accept", keep_rest="on")).status_code == 302
    assert again(proposal).state == "accepted-in-part"
    assert offers.live(practice).title == "A better title"
    assert "with care" in offers.live(practice).content["body"]
    assert again(proposal).children.count() == 1


def test_own_wording_is_previewed_and_published(proposal: Proposal, curator: Client, practice: Practice) -> None:
    found = open_page(curator, proposal)
    own = area(found, "own_body").replace("great care", "the greatest care")
    preview = page(curator.post(path(proposal), filled(found, "preview", own_body=own, message="So.", comment="Hm.")))
    assert (area(preview, "own_body"), area(preview, "message").strip()) == (own, "So.")
    assert area(preview, "comment").strip() == "Hm."
    assert again(proposal).state == "submitted"
    assert (
        curator.post(path(proposal), filled(preview, "accept", own_body=own.replace("\n", "\r\n"))).status_code == 302
    )
    assert again(proposal).state == "accepted-modified"
    assert "the greatest care" in offers.live(practice).content["body"]


def test_untouched_wording_is_no_own_wording(proposal: Proposal, curator: Client) -> None:
    data = filled(open_page(curator, proposal), "accept")
    data["own_body"] = [text.replace("\n", "\r\n") for text in data["own_body"]]
    curator.post(path(proposal), data)
    assert again(proposal).state == "accepted"


def test_own_wording_over_other_choices_is_not_published_but_kept(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    """The text was written while every change was in; then one was left out. Which of the two is meant?"""
    found = open_page(curator, proposal)
    own = area(found, "own_body").replace("It helps", "It surely helps")
    response = curator.post(path(proposal), filled(found, "accept", own_body=own, change=["title"], message="Part."))
    kept = page(response, 400)
    assert "You chose otherwise after you wrote" in kept.text
    assert area(kept, "own_kept") == own
    assert "with care" in area(kept, "own_body")
    assert practice.revisions.count() == 1


def test_a_conflict_is_settled_on_the_page(proposal: Proposal, curator: Client, practice: Practice) -> None:
    republish(practice, "with care", "with no care")
    found = open_page(curator, proposal)
    assert "Settle 1 place" in found.text
    refused = page(curator.post(path(proposal), filled(found, "accept", message="Hm.")), 400)
    assert "Settle first what is in conflict" in refused.text
    (name,) = {t.attributes["name"] for t in found.all("input") if t.attributes.get("name", "").startswith("conflict-")}
    id_ = name.removeprefix("conflict-")
    own = {f"text-own-{id_}": "Do it with some care. [@test-source, ¶1]", name: "own"}
    preview = page(curator.post(path(proposal), filled(refused, "preview", **own)))
    assert area(preview, f"text-own-{id_}") == own[f"text-own-{id_}"], "a combined version survives a preview"
    assert "with some care" in area(preview, "own_body")
    assert curator.post(path(proposal), filled(preview, "accept", **{name: "own"})).status_code == 302
    assert "with some care" in offers.live(practice).content["body"]


@pytest.mark.parametrize(("choice", "reason"), [("live", "Of theirs."), ("proposed", "Of hers.")])
def test_a_conflict_of_links_is_settled_on_the_page(
    choice: str, reason: str, curator: Client, practice: Practice
) -> None:
    link = {"to": "legal-framework", "kind": "see-also", "reason": "First."}
    text = PracticeText.objects.get(practice=practice)
    text.related = [link]
    publish(text, by=None, note="A link.")
    content = offers.changed(practice, related=[link | {"reason": "Of hers."}])
    proposal = offers.submitted(cast.esra(), practice, content)
    text.refresh_from_db()
    text.related = [link | {"reason": "Of theirs."}]
    publish(text, by=None, note="Another reason.")
    found = open_page(curator, proposal)
    (name,) = {t.attributes["name"] for t in found.all("input") if t.attributes.get("name", "").startswith("conflict-")}
    assert curator.post(path(proposal), filled(found, "accept", **{name: choice})).status_code == 302
    assert offers.live(practice).content["related"][0]["reason"] == reason


# Two people at once


def test_the_second_of_two_curators_gets_409_with_everything_they_typed(proposal: Proposal, curator: Client) -> None:
    found = open_page(curator, proposal)
    accept(proposal, by=cast.ada(), verdict=offers.verdict(proposal))
    message = f"My long message {HOSTILE}"
    response = curator.post(path(proposal), filled(found, "decline", message=message, comment="My comment."))
    late = page(response, 409)
    assert "is accepted already" in late.text
    assert message in late.text
    assert area(late, "comment").strip() == "My comment."
    assert not late.all("img")
    assert again(proposal).decisions.count() == 1


def test_a_newer_version_gives_409_and_the_next_try_is_about_the_new_one(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    found = open_page(curator, proposal)
    esra = User.objects.get(name="Esra Expert")
    submit(offers.offer(practice, offers.changed(practice, new="with the utmost care")), by=esra, proposal=proposal)
    late = page(curator.post(path(proposal), filled(found, "decline", message="My message.")), 409)
    assert "sent a newer version" in late.text
    assert area(late, "message").strip() == "My message."
    assert "utmost" in " ".join(late.texts("ins"))
    assert curator.post(path(proposal), filled(late, "decline")).status_code == 302
    assert again(proposal).decisions.get().version == 2


def test_a_publication_meanwhile_is_not_undone_by_pressing_the_button_again(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    """The page held the whole result; sent again, it would take back what was published since."""
    found = open_page(curator, proposal)
    republish(practice, "It helps", "It often helps")
    late = page(curator.post(path(proposal), filled(found, "accept", message="Yes.")), 409)
    assert "has been published since" in late.text
    assert "It often helps" in area(late, "own_body")
    assert curator.post(path(proposal), filled(late, "accept")).status_code == 302
    body = offers.live(practice).content["body"]
    assert "It often helps" in body
    assert "with great care" in body
    assert again(proposal).state == "accepted"


def test_own_wording_written_before_it_is_kept_beside_and_not_published(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    found = open_page(curator, proposal)
    own = area(found, "own_body").replace("great care", "the greatest care")
    republish(practice, "It helps", "It often helps")
    late = page(curator.post(path(proposal), filled(found, "accept", own_body=own)), 409)
    assert area(late, "own_kept") == own
    assert "It often helps" in area(late, "own_body")
    once_more = page(curator.post(path(proposal), filled(late, "preview")))
    assert area(once_more, "own_kept") == own, "until it is not needed any more"
    curator.post(path(proposal), filled(late, "accept"))
    assert "It often helps" in offers.live(practice).content["body"]


def test_what_was_left_out_stays_left_out_when_the_page_comes_again(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    found = open_page(curator, proposal)
    republish(practice, "It helps", "It often helps")
    late = page(curator.post(path(proposal), filled(found, "accept", change=["title"], message="Part.")), 409)
    curator.post(path(proposal), filled(late, "accept"))
    content = offers.live(practice).content
    assert (content["title"], "with great care" in content["body"]) == ("A better title", False)


# Bad input


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "changes", "message": ""},
        {"do": "decline", "message": "   "},
        {"do": "dance"},
        {"do": "accept", "review_by": "someday"},
        {"do": "accept", "version": "x"},
        {"do": "accept", "live": ""},
        {"do": "accept", "note": "x" * 301},
        {"do": "decline", "message": "x" * 10_001},
        {"do": "comment", "comment": " "},
        {"do": "note", "comment": "x" * 10_001},
        {"do": "assign", "colleague": "x"},
        {"do": "release"},
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_said_and_everything_typed_is_still_there(
    fields: dict[str, str], proposal: Proposal, curator: Client
) -> None:
    found = open_page(curator, proposal)
    typed = {"message": "Words.", "note": "A note.", "comment": "A comment.", "other": "12"}
    own = area(found, "own_body") + "\n\nMy own."
    data = filled(found, **typed, own_body=own) | fields
    late = page(curator.post(path(proposal), data), 400)
    assert "note--bad" in str([tag.attributes for tag in late.all("div")]) or "field--bad" in str(late.tags)
    assert area(late, "message").strip() == data["message"].strip()
    assert area(late, "comment").strip() == data["comment"].strip()
    values = {tag.attributes.get("name"): tag.attributes.get("value") for tag in late.all("input")}
    assert (values["note"], values["other"]) == (data["note"], "12")
    assert area(late, "own_body") == own
    assert again(proposal).state == "submitted"


def test_an_empty_form_decides_nothing(proposal: Proposal, curator: Client) -> None:
    assert curator.post(path(proposal)).status_code == 400
    assert curator.post(path(proposal), {"do": "accept"}).status_code == 400
    assert again(proposal).state == "submitted"


def test_own_wording_that_cannot_be_rendered_is_said(proposal: Proposal, curator: Client) -> None:
    for own in ("x" * 20_001, "[" * 1_300):
        data = filled(open_page(curator, proposal), "preview", own_body=own)
        assert area(page(curator.post(path(proposal), data)), "own_body") == own
        page(curator.post(path(proposal), data | {"do": "accept"}), 400)
    assert again(proposal).state == "submitted"


def test_who_was_signed_out_gets_the_message_back(proposal: Proposal) -> None:
    data = {"do": "decline", "message": "My long message."}
    typed = page(Client().post(path(proposal), data), 403).texts("textarea")
    assert [text.strip() for text in typed] == ["My long message."]


def test_who_signs_in_again_finds_the_form_as_it_was(proposal: Proposal, carl: User, practice: Practice) -> None:
    """Ticks, readings, wording, message, comment and decision; and nothing is done with them by coming back."""
    republish(practice, "with care", "with no care")
    client = client_of(carl)
    found = open_page(client, proposal)
    (id_,) = {name.removeprefix("conflict-") for name in found.values("name") if name.startswith("conflict-")}
    combined = "Do it with some care. [@test-source, ¶1]"
    taken = [name for name in filled(found)["change"] if name != "title"]
    chosen = {f"conflict-{id_}": "own", f"text-own-{id_}": combined, "change": taken, "decision": "accept"}
    seen = page(client.post(path(proposal), filled(found, "preview", **chosen)))
    own = area(seen, "own_body").replace("It helps", "It surely helps")
    rest = {"own_body": own, "message": "My message.", "note": "My note.", "comment": "My comment."}
    place = next(place for name, place in options(seen).items() if "It helps" in name)
    data = filled(seen, "decide", **chosen, **rest, place=place)

    client.logout()
    away = page(client.post(path(proposal), data), 403)
    assert f"/accounts/login/?next={path(proposal)}%3Fresume%3D1" in away.links
    assert combined in [text.strip() for text in away.texts("textarea")]
    client.force_login(carl)
    back = page(client.get(f"{path(proposal)}?resume=1"))
    assert "Your text is back" in back.text
    again_ = filled(back, "decide")
    for name, value in (chosen | rest).items():
        values = [value] if isinstance(value, str) else value
        assert [text.strip("\n") for text in again_.get(name, [])] == [text.strip("\n") for text in values], name
    assert place in [tag.attributes["value"] for tag in back.all("option") if "selected" in tag.attributes]
    assert again(proposal).state == "submitted"
    assert not proposal.comments.exists()

    said = client.post(f"{path(proposal)}?resume=1", filled(back, "comment"))
    assert proposal.comments.get().text == "My comment."
    assert "My message." in page(said).text
    assert "Your text is back" not in open_page(client, proposal).text
    assert "Your text is back" not in page(client.get(f"{path(proposal)}?resume=1")).text, "it was used"


def test_after_an_error_of_ours_the_decision_is_put_back_into_the_form(
    proposal: Proposal, curator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    curator.raise_request_exception = False
    data = filled(open_page(curator, proposal), "decline", message="My message.")
    with monkeypatch.context() as patch:
        patch.setattr(review_page, "page", broken)
        patch.setattr(verdicts, "decide", broken)
        failed = page(curator.post(path(proposal), data), 500)
    fields = {tag.attributes["name"]: tag.text[1:] for tag in failed.all("textarea") if "name" in tag.attributes}
    back = page(curator.post(path(proposal), fields | {"do": "preview"}))
    assert area(back, "message").strip() == "My message."
    assert again(proposal).state == "submitted"


def broken(*args: object) -> None:
    raise RuntimeError("broken")


# The thread and the assignment


def test_comments_and_assignment_keep_a_message_that_is_not_sent_yet(
    proposal: Proposal, curator: Client, carl: User
) -> None:
    ada = cast.ada()
    found = open_page(curator, proposal)
    assert curator.post(path(proposal), filled(found, "claim"))["Location"] == path(proposal)
    kept = page(curator.post(path(proposal), filled(found, "comment", comment="Which page?", message="Draft of it.")))
    assert area(kept, "message").strip() == "Draft of it."
    assert area(kept, "comment").strip() == ""
    assert "Which page?" in kept.text
    curator.post(path(proposal), filled(found, "note", comment="For us."))
    assert list(proposal.comments.values_list("text", "is_internal")) == [("Which page?", False), ("For us.", True)]
    curator.post(path(proposal), filled(found, "assign", colleague=str(ada.pk)))
    assert again(proposal).assignee == ada
    curator.post(path(proposal), filled(found, "release"))
    assert again(proposal).assignee is None


def test_ones_own_proposal_can_be_read_and_not_decided_on(curator: Client, carl: User, practice: Practice) -> None:
    proposal = offers.submitted(carl, practice)
    found = open_page(curator, proposal)
    assert "You cannot decide on your own proposals" in found.text
    data = {"do": "accept", "version": "1", "live": "1"}
    assert "Nobody decides on their own" in page(curator.post(path(proposal), data), 400).text
    assert again(proposal).state == "submitted"


# Who gets in


@pytest.mark.parametrize("where", ["/curation/queue/", "/curation/queue/?format=csv", "review"])
def test_it_is_for_curators_with_a_second_factor(where: str, proposal: Proposal) -> None:
    where = path(proposal) if where == "review" else where
    assert Client().get(where)["Location"].startswith("/accounts/login/")
    expert = client_of(cast.otto())
    assert expert.get(where).status_code == 403
    assert expert.post(where, {"do": "accept"}).status_code == 403
    unsure = cast.without_second_factor(cast.ada())
    assert client_of(unsure).get(where)["Location"] == "/accounts/2fa/totp/activate/"
    assert again(proposal).state == "submitted"


@pytest.mark.parametrize("state", ["draft", "unconfirmed"])
def test_what_was_not_sent_is_not_reviewed(state: str, curator: Client, carl: User, practice: Practice) -> None:
    proposal = offers.submitted(carl, practice)
    Proposal.objects.update(state=state)
    assert curator.get(path(proposal)).status_code == 404
    assert curator.post(path(proposal), {"do": "claim"}).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", str(10**30)])
def test_a_number_that_is_none_is_not_found(number: str, curator: Client) -> None:
    assert curator.get(f"/curation/queue/{number}/").status_code == 404


def test_other_methods_are_refused(proposal: Proposal, curator: Client) -> None:
    assert curator.post("/curation/queue/").status_code == 405
    assert curator.put(path(proposal)).status_code == 405
    assert curator.delete(path(proposal)).status_code == 405


def test_a_colleague_is_chosen_with_everything_still_there(curator: Client, proposal: Proposal) -> None:
    ada = cast.ada()
    assert "colleague" not in open_page(curator, proposal).ids
    data = filled(open_page(curator, proposal), "choose", message="Not mine.")
    choice = page(curator.post(path(proposal), data))
    assert str(ada.pk) in [tag.attributes["value"] for tag in choice.all("option")]
    assert area(choice, "message").strip() == "Not mine."
    curator.post(path(proposal), filled(choice, "assign", colleague=str(ada.pk)))
    assert again(proposal).assignee == ada


# What is said about a paragraph


def options(found: Any) -> dict[str, str]:
    """The places that a comment can be about, by what they are called."""
    (choice,) = [tag for tag in found.all("select") if tag.attributes["name"] == "place"]
    tags = [tag for tag in found.all("option") if tag.attributes["value"] and tag.text in choice.text]
    return {" ".join(tag.text.split()): tag.attributes["value"] for tag in tags}


def beside(found: Any, words: str) -> list[str]:
    """What was said in the frames in which these words stand."""
    frames = [
        tag for name in ("div", "section") for tag in found.all(name) if tag.attributes.get("id", "").startswith("at-")
    ]
    return [" ".join(tag.text.split()) for tag in frames if words in tag.text]


def test_a_comment_can_be_about_any_paragraph_changed_or_not(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    found = open_page(curator, proposal)
    places = options(found)
    unchanged = next(place for name, place in places.items() if name.startswith("Why it matters: It helps"))
    changed = next(place for name, place in places.items() if name.startswith("The practice: Do test-practice"))
    curator.post(path(proposal), filled(found, "comment", comment="Does it?", place=unchanged))
    curator.post(path(proposal), filled(found, "note", comment="Among us.", place=unchanged))
    curator.post(path(proposal), filled(found, "comment", comment="How great?", place=changed))
    for where in ("", "?view=split"):
        again_ = page(curator.get(path(proposal) + where))
        (helps,) = beside(again_, "It helps")
        assert "Does it?" in helps
        assert "Among us." in helps
        assert "Curators only" in helps
        assert "How great?" in " ".join(beside(again_, "great"))
        folds = [text for text in again_.texts("summary") if "unchanged" in text]
        assert len(folds) == 1, "what is talked about is not folded"


def test_what_was_said_about_a_paragraph_stays_with_it_when_it_is_changed(
    proposal: Proposal, curator: Client, practice: Practice
) -> None:
    place = next(place for name, place in options(open_page(curator, proposal)).items() if "It helps" in name)
    data = {"do": "comment", "comment": "Does it?", "place": place}
    curator.post(path(proposal), data)
    esra = User.objects.get(name="Esra Expert")
    submit(offers.offer(practice, offers.changed(practice, "It helps", "It often helps")), by=esra, proposal=proposal)
    (helps,) = beside(open_page(curator, proposal), "helps")
    assert "often" in helps
    assert "Does it?" in helps
    republish(practice, "It helps", "It surely helps")
    (conflict,) = beside(open_page(curator, proposal), "surely")
    assert "Does it?" in conflict
    submit(
        offers.offer(practice, offers.changed(practice, "It surely helps", "Nobody knows")), by=esra, proposal=proposal
    )
    gone = open_page(curator, proposal)
    assert "Does it?" in gone.text
    assert "It helps" in gone.text, "the words it was about are said with it"


def test_a_comment_is_begun_beside_its_paragraph_without_script(proposal: Proposal, curator: Client) -> None:
    found = open_page(curator, proposal)
    buttons = [tag for tag in found.all("button") if tag.attributes.get("name") == "about"]
    assert {tag.attributes["value"] for tag in buttons} == set(options(found).values())
    asked = buttons[-1].attributes
    assert asked["formaction"] == "#comment"
    data = filled(found, comment="Half a th", message="Draft.") | {"about": asked["value"]}
    chosen = page(curator.post(path(proposal), data))
    assert asked["value"] in [tag.attributes["value"] for tag in chosen.all("option") if "selected" in tag.attributes]
    assert area(chosen, "comment").strip() == "Half a th"
    assert area(chosen, "message").strip() == "Draft."
    assert not proposal.comments.exists()


def test_a_comment_about_words_that_are_gone_is_kept_and_it_is_said(proposal: Proposal, curator: Client) -> None:
    found = page(curator.post(path(proposal), {"do": "comment", "comment": "So.", "place": "text-0", "message": "M."}))
    assert "is not there any more" in found.text
    assert proposal.comments.get().place == ""
