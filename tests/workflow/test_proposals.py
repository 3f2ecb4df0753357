"""What the proposer does: offer, confirm, change, reply, withdraw, reopen."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import (
    Credit,
    LogEntry,
    OutboxMessage,
    Practice,
    PracticeText,
    Proposal,
    ProposalComment,
    ProposalState,
    User,
)
from practices.workflow import decisions, proposals
from practices.workflow.errors import Refused
from practices.workflow.proposals import (
    comment,
    confirm,
    drop_unconfirmed,
    expire,
    followed,
    reopen,
    resubmit_as_guest,
    save_draft,
    submit,
    submit_as_guest,
    withdraw,
)
from practices.workflow.publication import publish
from practices.workflow.tokens import hash_of
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def esra() -> User:
    return cast.esra()


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def practice() -> Practice:
    return factories.published()


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def mails(topic: str = "") -> list[OutboxMessage]:
    found = OutboxMessage.objects.all()
    return list(found.filter(topic=topic) if topic else found)


def put_into(proposal: Proposal, where: str, **fields: Any) -> Proposal:
    Proposal.objects.filter(pk=proposal.pk).update(state=where, **fields)
    return Proposal.objects.get(pk=proposal.pk)


# Offering


def test_a_submission_keeps_text_base_credit_and_a_line_in_the_log(esra: User, practice: Practice) -> None:
    User.objects.filter(pk=esra.pk).update(affiliation="Institute")
    esra.refresh_from_db()
    offer = offers.offer(practice, summary="More care", credit=Credit.AFFILIATION, interest="I wrote it.")
    proposal = submit(offer, by=esra)
    text = proposal.text
    assert text
    assert (proposal.state, proposal.version, text.number) == ("submitted", 1, 1)
    assert (text.content, text.base_revision) == (offer.content, offers.live(practice))
    assert (proposal.credit_line, proposal.proposer_name) == ("Institute", "Esra Expert")
    assert LogEntry.objects.about("proposal", str(proposal.pk)).get().action == "submit"
    assert mails() == [], "nobody is written to about their own act"


def test_somebody_without_the_right_is_refused(practice: Practice) -> None:
    reader = User.objects.create_user("reader@example.org", name="Rita Reader")
    for act in (submit, save_draft):
        with pytest.raises(Refused, match="may not propose"):
            act(offers.offer(practice), by=reader)


def test_a_text_begun_before_a_publication_is_flagged_when_it_collides(esra: User, practice: Practice) -> None:
    old = offers.live(practice)
    mine = offers.changed(practice, new="with more care")
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace("with care", "with no care")
    publish(text, by=None, note="Other words.")
    proposal = submit(offers.offer(practice, mine, base_revision=old), by=esra)
    assert Proposal.objects.get(pk=proposal.pk).overlaps
    assert proposal.text
    assert proposal.text.base_revision == old


# Drafts


def test_a_draft_keeps_anything_and_nobody_else_sees_it(esra: User, carl: User, practice: Practice) -> None:
    offer = offers.offer(practice, {"title": "", "body": "Half a sent", "related": "see-also ???"}, reason="")
    draft = save_draft(offer, by=esra)
    assert (draft.state, draft.draft["body"], draft.version) == ("draft", "Half a sent", 0)
    for user, seen in ((esra, True), (carl, False), (cast.otto(), False)):
        assert Proposal.objects.visible_to(user).filter(pk=draft.pk).exists() == seen


def test_a_draft_is_saved_again_and_submitted(esra: User, practice: Practice) -> None:
    draft = save_draft(offers.offer(practice, {"title": "x"}), by=esra)
    save_draft(offers.offer(practice, {"title": "y"}), by=esra, proposal=draft)
    sent = submit(offers.offer(practice), by=esra, proposal=draft)
    assert (sent.pk, sent.state, sent.draft, sent.version) == (draft.pk, "submitted", {}, 1)
    with pytest.raises(Refused, match="has been submitted"):
        save_draft(offers.offer(practice), by=esra, proposal=sent)


def test_a_draft_belongs_to_one_person(esra: User, practice: Practice) -> None:
    draft, otto = save_draft(offers.offer(practice), by=esra), cast.otto()
    for act in (lambda: submit(offers.offer(practice), by=otto, proposal=draft), lambda: withdraw(draft, by=otto)):
        with pytest.raises(Refused, match="somebody else's"):
            act()
    withdraw(draft, by=esra)
    assert not Proposal.objects.exists()


# Guests


def guest(practice: Practice, **fields: Any) -> tuple[Proposal, str]:
    tokens: list[str] = []
    email = fields.pop("email", "gerd@example.org")
    row = submit_as_guest(
        offers.offer(practice, **{"name": "Gerd Guest"} | fields), email=email,
        address=lambda token: tokens.append(token) or f"/{token}/",  # type: ignore[func-returns-value]
    )  # fmt: skip
    return row, tokens[0]


def test_a_guest_waits_for_confirmation_and_is_seen_by_nobody(carl: User, practice: Practice) -> None:
    row, token = guest(practice)
    assert (row.state, row.credit_line, row.confirm_hash) == ("unconfirmed", "Gerd Guest", hash_of(token))
    assert not Proposal.objects.visible_to(carl).exists()
    (mail,) = mails()
    assert (mail.topic, mail.email) == ("confirm", "gerd@example.org")
    assert token in mail.body


def test_the_link_works_once_and_gives_another_to_follow_by(practice: Practice) -> None:
    row, token = guest(practice)
    found, follow = confirm(token, address=lambda token: f"/{token}/")
    assert (found.pk, state(row)) == (row.pk, "submitted")
    assert (found.token_hash, found.confirm_hash) == (hash_of(follow), "")
    assert followed(follow) == found
    assert followed(token) is None
    with pytest.raises(Refused, match="used or has expired"):
        confirm(token, address=str)
    assert follow in mails("received")[0].body


def test_no_token_is_stored_as_it_is(practice: Practice) -> None:
    row, token = guest(practice)
    _, follow = confirm(token, address=str)
    stored = Proposal.objects.filter(pk=row.pk).values().get()
    assert not {token, follow} & {str(value) for value in stored.values()}


@pytest.mark.parametrize("token", ["", "x", "ünï"])
def test_a_token_that_is_none_opens_nothing(token: str, practice: Practice) -> None:
    offers.submitted(cast.esra(), practice)
    guest(practice, content=offers.changed(practice, new="with the utmost care"))
    assert followed(token) is None
    with pytest.raises(Refused):
        confirm(token, address=str)


def test_after_seven_days_the_link_is_over_and_everything_is_forgotten(practice: Practice) -> None:
    row, token = guest(practice)
    Proposal.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    with pytest.raises(Refused):
        confirm(token, address=str)
    kept, _ = guest(practice, content=offers.changed(practice, new="with the utmost care"))
    assert drop_unconfirmed() == 1
    assert list(Proposal.objects.all()) == [kept]
    assert [mail.key for mail in mails()] == [f"confirm-{kept.pk}"]
    assert row.pk != kept.pk


def test_a_guest_has_few_proposals_open_at_once(practice: Practice) -> None:
    for n in range(proposals.MOST_OPEN_GUEST):
        guest(practice, content=offers.changed(practice, new=f"with care {n}"), email="GERD@example.org")
    with pytest.raises(Refused, match="open already"):
        guest(practice, content=offers.changed(practice, new="with care again"))
    guest(practice, email="other@example.org")


def test_a_guest_sends_a_further_version_and_the_first_is_kept(practice: Practice) -> None:
    proposal, _ = offers.from_guest(practice)
    better = offers.changed(practice, new="with the utmost care")
    row = resubmit_as_guest(offers.offer(practice, better, name="Gerd Guest"), proposal)
    assert (row.version, row.state, row.credit_line) == (2, "submitted", "Gerd Guest")
    assert [version.content["body"].count("utmost") for version in row.versions.all()] == [0, 1]
    decisions.decline(row, by=cast.carl(), verdict=offers.verdict(row, message="No."))
    with pytest.raises(Refused, match="decided on"):
        resubmit_as_guest(offers.offer(practice, better), row)


def test_the_secret_link_opens_no_one_elses_proposal(esra: User, practice: Practice) -> None:
    mine = offers.submitted(esra, practice)
    with pytest.raises(Refused):
        resubmit_as_guest(offers.offer(practice), mine)


def test_spam_is_hidden_from_its_sender(carl: User, esra: User, practice: Practice) -> None:
    proposal, token = offers.from_guest(practice)
    decisions.mark_spam(proposal, by=carl, verdict=offers.verdict(proposal))
    assert followed(token) is None
    mine = put_into(offers.submitted(esra, practice), "spam")
    assert mine not in Proposal.objects.visible_to(esra)
    assert mine not in Proposal.objects.by(esra)
    assert mine in Proposal.objects.visible_to(carl)


# The setting


def test_closed_is_closed_for_everybody_new(settings: Any, esra: User, carl: User, practice: Practice) -> None:
    waiting, token = guest(practice)
    draft = save_draft(offers.offer(practice), by=esra)
    settings.GUEST_PROPOSALS = "closed"
    new = offers.offer(practice, offers.changed(practice, new="with new care"))
    for act in (
        lambda: submit(new, by=esra),
        lambda: submit(new, by=carl),
        lambda: save_draft(new, by=esra),
        lambda: submit(new, by=esra, proposal=draft),
        lambda: guest(practice, content=new.content),
    ):
        with pytest.raises(Refused, match="closed for now"):
            act()
    assert Proposal.objects.count() == 2
    save_draft(new, by=esra, proposal=draft)
    confirm(token, address=str)
    assert state(waiting) == "submitted"


def test_closed_leaves_what_was_sent_to_go_on(settings: Any, esra: User, carl: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice)
    settings.GUEST_PROPOSALS = "closed"
    submit(offers.offer(practice, offers.changed(practice, new="with new care")), by=esra, proposal=proposal)
    decisions.decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    reopen(proposal, by=esra, message="Please look again.")
    assert offers.accepted(proposal, carl).state == "accepted"


def test_signed_in_only_keeps_guests_out(settings: Any, esra: User, practice: Practice) -> None:
    settings.GUEST_PROPOSALS = "signed-in"
    with pytest.raises(Refused, match="people with an account only"):
        guest(practice)
    assert submit(offers.offer(practice), by=esra).pk


# A further version


@pytest.mark.parametrize("where", ["submitted", "in-review", "changes-requested"])
def test_an_open_proposal_is_changed_and_each_version_kept(where: str, esra: User, practice: Practice) -> None:
    proposal = put_into(offers.submitted(esra, practice), where)
    row = submit(offers.offer(practice, offers.changed(practice, new="with new care")), by=esra, proposal=proposal)
    assert (row.version, row.state) == (2, "submitted")
    assert [version.number for version in row.versions.all()] == [1, 2]
    assert set(LogEntry.objects.about("proposal", str(row.pk)).values_list("action", flat=True)) == {
        "submit",
        "resubmit",
    }


CLOSED_STATES = [
    *("accepted", "accepted-modified", "accepted-in-part", "declined", "superseded", "spam", "withdrawn", "expired"),
]


@pytest.mark.parametrize("where", CLOSED_STATES)
def test_what_is_not_open_is_neither_changed_nor_withdrawn(where: str, esra: User, practice: Practice) -> None:
    proposal = put_into(offers.submitted(esra, practice), where)
    with pytest.raises(Refused, match="decided on"):
        submit(offers.offer(practice), by=esra, proposal=proposal)
    with pytest.raises(Refused, match="decided on"):
        withdraw(proposal, by=esra)
    assert (state(proposal), proposal.versions.count()) == (where, 1)


def test_the_curator_who_has_it_hears_of_a_new_version_and_of_a_reply(
    esra: User, carl: User, practice: Practice
) -> None:
    proposal = offers.submitted(esra, practice)
    decisions.claim(proposal, by=carl)
    proposal.refresh_from_db()
    submit(offers.offer(practice, offers.changed(practice, new="with new care")), by=esra, proposal=proposal)
    comment(proposal, "Look at https://evil.example.org/", by=esra)
    assert [mail.user for mail in mails("reply")] == [carl, carl]
    assert "evil" not in "".join(mail.body for mail in mails("reply"))


# Withdrawing, reopening


@pytest.mark.parametrize("where", ["submitted", "in-review", "changes-requested"])
def test_an_open_proposal_is_withdrawn_and_stays_in_the_record(where: str, esra: User, practice: Practice) -> None:
    proposal = put_into(offers.submitted(esra, practice), where)
    withdraw(proposal, by=esra)
    assert state(proposal) == "withdrawn"
    assert LogEntry.objects.about("proposal", str(proposal.pk)).filter(action="withdraw").exists()


@pytest.mark.parametrize("where", ["declined", "expired", "withdrawn"])
def test_what_was_not_taken_up_is_opened_again_with_a_reason(where: str, esra: User, practice: Practice) -> None:
    proposal = put_into(offers.submitted(esra, practice), where, assignee=cast.carl())
    with pytest.raises(Refused, match="Say why"):
        reopen(proposal, by=esra, message=" ")
    with pytest.raises(Refused, match="the most is"):
        reopen(proposal, by=esra, message="x" * 10_001)
    with pytest.raises(Refused, match="somebody else's"):
        reopen(proposal, by=cast.otto(), message="Please.")
    reopen(proposal, by=esra, message="Please look again.")
    row = Proposal.objects.get(pk=proposal.pk)
    assert (row.state, row.assignee) == ("submitted", None)
    assert row.comments.get().text == "Please look again."


@pytest.mark.parametrize(
    "where",
    ["draft", "unconfirmed", "submitted", "in-review", "changes-requested", "accepted", "superseded", "spam"],
)
def test_nothing_else_is_opened_again(where: str, esra: User, practice: Practice) -> None:
    proposal = put_into(offers.submitted(esra, practice), where)
    with pytest.raises(Refused, match="can be opened again"):
        reopen(proposal, by=esra, message="Please.")
    assert state(proposal) == where


def test_after_thirty_days_it_is_too_late(esra: User, practice: Practice) -> None:
    then = timezone.now() - timedelta(days=30, minutes=1)
    proposal = put_into(offers.submitted(esra, practice), "declined", state_since=then)
    with pytest.raises(Refused, match="thirty days"):
        reopen(proposal, by=esra, message="Please.")
    Proposal.objects.update(state_since=timezone.now() - timedelta(days=29))
    reopen(proposal, by=esra, message="Please.")


def test_what_was_opened_again_is_looked_at_for_overlaps(esra: User, carl: User, practice: Practice) -> None:
    proposal = offers.submitted(esra, practice, offers.changed(practice, new="with my care"))
    withdraw(proposal, by=esra)
    offers.accepted(offers.submitted(cast.otto(), practice, offers.changed(practice, new="with his care")), carl)
    assert not Proposal.objects.get(pk=proposal.pk).overlaps
    reopen(proposal, by=esra, message="Please.")
    assert Proposal.objects.get(pk=proposal.pk).overlaps


def test_changes_that_do_not_come_let_the_proposal_expire_and_the_proposer_know(esra: User, practice: Practice) -> None:
    late = put_into(
        offers.submitted(esra, practice), "changes-requested", state_since=timezone.now() - timedelta(days=45)
    )
    in_time = offers.submitted(esra, practice, offers.changed(practice, new="with new care"))
    put_into(in_time, "changes-requested", state_since=timezone.now() - timedelta(days=43))
    assert expire() == 1
    assert (state(late), state(in_time)) == (ProposalState.EXPIRED, "changes-requested")
    assert [(mail.topic, mail.user) for mail in mails()] == [("expired", esra)]
    assert expire() == 0


# The thread


def test_a_comment_of_a_curator_is_told_to_the_proposer_and_an_internal_one_is_not(
    esra: User, carl: User, practice: Practice
) -> None:
    proposal = offers.submitted(esra, practice)
    comment(proposal, "Which page?", by=carl)
    comment(proposal, "He is right.", by=carl, internal=True)
    assert [(mail.topic, mail.user) for mail in mails()] == [("comment", esra)]
    assert "Which page?" in mails()[0].body


def test_nobody_is_told_what_they_said_themselves(carl: User, practice: Practice) -> None:
    comment(offers.submitted(carl, practice), "A note to all.", by=carl)
    assert mails() == []


@pytest.mark.parametrize(
    ("words", "fields", "reason"),
    [
        (" ", {}, "Write something"),
        ("x" * 10_001, {}, "the most is 10000"),
        ("Hello.", {"internal": True}, "Only curators"),
    ],
)
def test_comments_that_are_refused(words: str, fields: Any, reason: str, esra: User, practice: Practice) -> None:
    with pytest.raises(Refused, match=reason):
        comment(offers.submitted(esra, practice), words, by=esra, **fields)
    assert not ProposalComment.objects.exists()


def test_others_stay_out_of_the_thread_and_a_guest_takes_part_by_name(esra: User, practice: Practice) -> None:
    with pytest.raises(Refused, match="Only the proposer and curators"):
        comment(offers.submitted(esra, practice), "Hello.", by=cast.otto())
    proposal, _ = offers.from_guest(practice, offers.changed(practice, new="with a guest's care"))
    assert comment(proposal, "Hello.", by=None).author_name == "Gerd Guest"
