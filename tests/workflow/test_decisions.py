"""What curators do with proposals: every step, allowed or not, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import (
    Decision,
    LogEntry,
    OutboxMessage,
    Practice,
    PracticeText,
    Proposal,
    ProposalKind,
    ProposalVersion,
    Revision,
    SearchEntry,
    Status,
    User,
)
from practices.workflow import decisions, publication
from practices.workflow.decisions import (
    Stale,
    Verdict,
    accept,
    ask_for_changes,
    claim,
    curators,
    decline,
    mark_spam,
    proposed_merge,
    release,
    release_forgotten,
    supersede,
)
from practices.workflow.errors import Refused
from practices.workflow.merging import changes
from practices.workflow.proposals import followed, submit
from practices.workflow.publication import publish
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


@pytest.fixture
def proposal(esra: User, practice: Practice) -> Proposal:
    """A paragraph and the title changed."""
    found: Proposal = offers.submitted(esra, practice, offers.changed(practice, title="A better title"), summary="Care")
    return found


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def put_into(proposal: Proposal, where: str, **fields: Any) -> Proposal:
    Proposal.objects.filter(pk=proposal.pk).update(state=where, **fields)
    return again(proposal)


def republish(practice: Practice, old: str, new: str) -> Revision:
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace(old, new, 1)
    return publish(text, by=None, note="Meanwhile.")


def change_ids(proposal: Proposal, word: str = "") -> list[str]:
    text = proposal.text
    assert text
    assert text.base_revision
    return [c.id for c in changes(text.base_revision.content, text.content) if word in c.field]


def mails() -> list[tuple[str, User | None]]:
    return [(mail.topic, mail.user) for mail in OutboxMessage.objects.order_by("pk")]


def counts() -> tuple[int, ...]:
    models = (Revision, Decision, LogEntry, OutboxMessage, Proposal, ProposalVersion, Practice, SearchEntry)
    return tuple(model._default_manager.count() for model in models)


# Accepting


def test_accepting_publishes_exactly_one_revision_with_all_that_belongs_to_it(
    proposal: Proposal, esra: User, carl: User, practice: Practice
) -> None:
    verdict = offers.verdict(proposal, message="Thank you.", is_minor=True, review_by=date(2027, 5, 1))
    decision = accept(proposal, by=carl, verdict=verdict)
    row, revision = again(proposal), offers.live(practice)
    assert (row.state, revision.number, decision.revision) == ("accepted", 2, revision)
    assert (revision.author, revision.credit, revision.is_minor, revision.note) == (esra, "Esra Expert", True, "Care")
    assert (revision.title, "with great care" in revision.content["body"]) == ("A better title", True)
    assert (decision.version, decision.curator, decision.curator_name) == (1, carl, "Carl Curator")
    published = LogEntry.objects.about("practice", practice.code).filter(action="publish").first()
    decided = LogEntry.objects.about("proposal", str(row.pk)).get(action="decide")
    assert published
    assert (published.actor, decided.actor) == (carl, carl), "the curator published, whoever wrote it"
    assert decided.after == {"outcome": "accepted", "revision": 2}
    assert Practice.objects.get(pk=practice.pk).review_by == date(2027, 5, 1)
    assert SearchEntry.objects.get(kind="practice", key=practice.code).title == "A better title"
    assert mails() == [("decision", esra)]
    body = OutboxMessage.objects.get().body
    assert "Thank you." in body
    assert "version 2" in body


def test_the_note_given_by_the_curator_is_the_one_published(proposal: Proposal, carl: User, practice: Practice) -> None:
    offers.accepted(proposal, carl, note="Said better.")
    assert offers.live(practice).note == "Said better."


def test_a_guest_is_credited_and_told_and_is_nobodys_account(carl: User, practice: Practice) -> None:
    proposal, _ = offers.from_guest(practice)
    OutboxMessage.objects.all().delete()
    offers.accepted(proposal, carl)
    revision = offers.live(practice)
    assert (revision.author, revision.credit) == (None, "Gerd Guest")
    (mail,) = OutboxMessage.objects.all()
    assert (mail.user, mail.email) == (None, "gerd@example.org")


def test_two_proposals_for_different_paragraphs_both_come_in(esra: User, carl: User, practice: Practice) -> None:
    first = offers.submitted(esra, practice)
    second = offers.submitted(cast.otto(), practice, offers.changed(practice, "helps people", "helps some people"))
    offers.accepted(first, carl)
    offers.accepted(second, carl)
    body = offers.live(practice).content["body"]
    assert "with great care" in body
    assert "helps some people" in body
    assert list(practice.revisions.values_list("number", flat=True)) == [1, 2, 3]


def test_own_wording_makes_it_accepted_with_changes(proposal: Proposal, carl: User, practice: Practice) -> None:
    content = proposed_merge(proposal).content
    own = content | {"body": content["body"].replace("great care", "the greatest care")}
    assert offers.accepted(proposal, carl, edited=own).state == "accepted-modified"
    assert offers.live(practice).content == own


def test_own_wording_that_changes_nothing_makes_no_difference(proposal: Proposal, carl: User) -> None:
    assert offers.accepted(proposal, carl, edited=dict(proposed_merge(proposal).content)).state == "accepted"


# In part


def test_in_part_needs_a_word_on_the_rest_or_keeps_it(proposal: Proposal, carl: User, practice: Practice) -> None:
    with pytest.raises(Refused, match="Say why the rest"):
        offers.accepted(proposal, carl, chosen=["title"])
    row = offers.accepted(proposal, carl, chosen=["title"], message="The old wording was better.")
    revision = offers.live(practice)
    assert (row.state, revision.title) == ("accepted-in-part", "A better title")
    assert "with care" in revision.content["body"]
    assert not row.children.exists()


def test_the_rest_becomes_a_proposal_of_its_own(proposal: Proposal, esra: User, carl: User, practice: Practice) -> None:
    row = offers.accepted(proposal, carl, chosen=["title"], keep_rest=True)
    child = row.children.get()
    assert (child.state, child.proposer, child.base_revision) == ("submitted", esra, offers.live(practice))
    assert child.text
    found = changes(offers.live(practice).content, child.text.content)
    assert [change.new for change in found] == ["Do test-practice with great care. [@test-source, ¶1]"]
    assert f"kept as proposal {child.pk}" in OutboxMessage.objects.get().body
    assert offers.accepted(child, carl).state == "accepted"
    content = offers.live(practice).content
    assert (content["title"], "with great care" in content["body"]) == ("A better title", True)


def test_what_was_taken_and_reworded_does_not_come_back_with_the_rest(
    proposal: Proposal, carl: User, practice: Practice
) -> None:
    chosen = change_ids(proposal, "body")
    content = proposed_merge(proposal, offers.verdict(proposal, chosen=chosen)).content
    own = content | {"body": content["body"].replace("great care", "patience")}
    child = offers.accepted(proposal, carl, chosen=chosen, edited=own, keep_rest=True).children.get()
    assert child.text
    assert [change.id for change in changes(offers.live(practice).content, child.text.content)] == ["title"]


def test_a_rest_that_collides_is_kept_on_its_old_base_and_flagged(
    proposal: Proposal, carl: User, practice: Practice
) -> None:
    republish(practice, "with care", "with no care")
    child = offers.accepted(proposal, carl, chosen=["title"], keep_rest=True).children.get()
    assert child.overlaps
    assert proposed_merge(child).conflicts
    assert child.text
    assert "with great care" in child.text.content["body"]


def test_a_guest_follows_the_rest_by_an_address_of_its_own(carl: User, practice: Practice) -> None:
    proposal, token = offers.from_guest(practice, offers.changed(practice, title="A better title"))
    OutboxMessage.objects.all().delete()
    child = offers.accepted(proposal, carl, chosen=["title"], keep_rest=True).children.get()
    body = OutboxMessage.objects.get().body
    own_token = body.split("/proposals/follow/")[1].split("/")[0]
    assert (followed(token), followed(own_token)) == (proposal, child)


def test_taking_nothing_is_refused(proposal: Proposal, carl: User) -> None:
    with pytest.raises(Refused, match="Nothing would change"):
        offers.accepted(proposal, carl, chosen=[], message="No.")
    assert again(proposal).state == "submitted"


# Conflicts


@pytest.mark.parametrize(
    ("choice", "words", "outcome"),
    [
        ("live", "with no care", "accepted-modified"),
        ("proposed", "with great care", "accepted"),
        ("own", "with some care", "accepted-modified"),
    ],
)
def test_a_conflict_is_settled_by_choosing_a_text(
    choice: str, words: str, outcome: str, proposal: Proposal, carl: User, practice: Practice
) -> None:
    republish(practice, "with care", "with no care")
    (conflict,) = proposed_merge(proposal).conflicts
    with pytest.raises(Refused, match="Settle first what is in conflict"):
        offers.accepted(proposal, carl)
    own = "Do it with some care. [@test-source, ¶1]"
    text = {"live": conflict.live, "proposed": conflict.proposed, "own": own}[choice]
    assert offers.accepted(proposal, carl, resolutions={conflict.id: text}).state == outcome
    content = offers.live(practice).content
    assert (words in content["body"], content["title"]) == (True, "A better title")


@pytest.mark.parametrize(
    ("field", "reason"), [("primary_theme", "no such theme"), ("phase", "no such stage"), ("title", "The title has")]
)
def test_an_own_text_that_the_portal_cannot_hold_is_refused_and_nothing_is_left(
    field: str, reason: str, esra: User, carl: User, practice: Practice
) -> None:
    proposal = offers.submitted(esra, practice)
    before = counts()
    own = proposed_merge(proposal).content | {field: "x" * 201}
    with pytest.raises(Refused, match=reason):
        offers.accepted(proposal, carl, edited=own)
    assert counts() == before


def test_a_theme_that_is_gone_is_not_left_out_in_silence(esra: User, carl: User, practice: Practice) -> None:
    content = offers.changed(practice, themes=["once-a-theme", "test-theme"])
    with pytest.raises(Refused, match="There is no such theme: once-a-theme"):
        offers.accepted(offers.submitted(esra, practice, content), carl)


# New practices, remarks, withdrawal


def test_a_new_practice_gets_the_next_number_and_is_published(esra: User, carl: User) -> None:
    proposal = submit(offers.new_practice(), by=esra)
    highest = publication.next_number()
    row = offers.accepted(proposal, carl)
    assert row.practice
    assert (row.state, row.practice.number, row.practice.status) == ("accepted", highest, Status.PUBLISHED)
    assert offers.live(row.practice).number == 1
    assert offers.live(row.practice).title == "Do a new thing"


@pytest.mark.parametrize("slug", ["", "test-practice", "old-name"])
def test_a_new_practice_needs_an_address_of_its_own(slug: str, esra: User, carl: User, practice: Practice) -> None:
    factories.published("renamed")
    publication.FormerSlug.objects.create(kind="practice", slug="old-name", object_id=practice.pk)
    proposal, before = submit(offers.new_practice(slug=slug), by=esra), None
    before = counts()
    with pytest.raises(Refused, match="an address that no practice has or had"):
        offers.accepted(proposal, carl)
    assert counts() == before


@pytest.mark.parametrize(("field", "value"), [("primary_theme", "nowhere"), ("phase", "someday"), ("basis", "rumour")])
def test_a_new_practice_with_an_unknown_value_is_refused(field: str, value: str, esra: User, carl: User) -> None:
    proposal = submit(offers.new_practice(**{field: value}), by=esra)
    before = counts()
    with pytest.raises(Refused):
        offers.accepted(proposal, carl)
    assert counts() == before


def test_a_remark_is_accepted_without_a_revision(esra: User, carl: User, practice: Practice) -> None:
    proposal = submit(offers.offer(practice, kind=ProposalKind.REMARK), by=esra)
    row = offers.accepted(proposal, carl, message="Well seen.")
    assert (row.state, row.decisions.get().revision, practice.revisions.count()) == ("accepted", None, 1)


def test_a_source_alone_is_accepted_without_a_revision_or_worked_into_the_text(
    esra: User, carl: User, practice: Practice
) -> None:
    same, source = dict(offers.live(practice).content), [{"title": "A report", "place": "", "url": ""}]
    proposal = offers.submitted(esra, practice, same, new_sources=source)
    row = offers.accepted(proposal, carl)
    assert (row.state, row.decisions.get().revision) == ("accepted", None)
    other = offers.submitted(cast.otto(), practice, same, new_sources=source)
    assert offers.accepted(other, carl, edited=offers.changed(practice)).state == "accepted-modified"
    assert practice.revisions.count() == 2


def test_accepting_the_wish_to_withdraw_withdraws_the_practice_with_the_reason(
    esra: User, carl: User, practice: Practice
) -> None:
    proposal = submit(offers.offer(practice, kind=ProposalKind.WITHDRAW), by=esra)
    with pytest.raises(Refused, match="Say why the practice is withdrawn"):
        offers.accepted(proposal, carl)
    assert offers.accepted(proposal, carl, message="The source was withdrawn.").state == "accepted"
    practice.refresh_from_db()
    assert (practice.status, practice.withdrawn_reason) == ("withdrawn", "The source was withdrawn.")


# The other outcomes

ENDS = [(ask_for_changes, "changes-requested"), (decline, "declined")]


@pytest.mark.parametrize(("act", "outcome"), ENDS)
def test_a_refusal_needs_a_message_and_tells_it(
    act: Any, outcome: str, proposal: Proposal, esra: User, carl: User
) -> None:
    with pytest.raises(Refused, match="Say w"):
        act(proposal, by=carl, verdict=offers.verdict(proposal, message="  "))
    act(proposal, by=carl, verdict=offers.verdict(proposal, message="Which source?"))
    decision = again(proposal).decisions.get()
    assert (again(proposal).state, decision.outcome, decision.message) == (outcome, outcome, "Which source?")
    assert mails() == [("decision", esra)]
    assert "Which source?" in OutboxMessage.objects.get().body


def test_each_change_of_state_is_one_mail(proposal: Proposal, esra: User, carl: User) -> None:
    ask_for_changes(proposal, by=carl, verdict=offers.verdict(proposal, message="One."))
    submit(offers.offer(proposal.practice, offers.changed(proposal.practice)), by=esra, proposal=proposal)  # type: ignore[arg-type]
    ask_for_changes(proposal, by=carl, verdict=offers.verdict(proposal, message="Two."))
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="Three."))
    assert mails() == [("decision", esra)] * 3


def test_superseded_names_the_other_one(proposal: Proposal, carl: User, practice: Practice) -> None:
    other = offers.submitted(cast.otto(), practice)
    with pytest.raises(Refused, match="Say what replaces it"):
        supersede(proposal, by=carl, verdict=offers.verdict(proposal), other=other)
    verdict = offers.verdict(proposal, message="See the other one.")
    with pytest.raises(Refused, match="cannot replace itself"):
        supersede(proposal, by=carl, verdict=verdict, other=proposal)
    supersede(proposal, by=carl, verdict=verdict, other=other)
    assert (again(proposal).state, again(proposal).superseded_by) == ("superseded", other)
    with pytest.raises(Refused, match="cannot replace itself"):
        supersede(other, by=carl, verdict=offers.verdict(other, message="Round."), other=again(proposal))


@pytest.mark.parametrize("where", ["draft", "unconfirmed", "spam"])
def test_nothing_is_superseded_by_what_nobody_may_see(where: str, proposal: Proposal, carl: User) -> None:
    other = put_into(offers.submitted(cast.otto(), proposal.practice, offers.changed(proposal.practice)), where)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Give the number"):
        supersede(proposal, by=carl, verdict=offers.verdict(proposal, message="See there."), other=other)


def test_spam_is_told_to_nobody_and_logged(proposal: Proposal, carl: User) -> None:
    mark_spam(proposal, by=carl, verdict=offers.verdict(proposal))
    assert (again(proposal).state, mails()) == ("spam", [])
    assert LogEntry.objects.about("proposal", str(proposal.pk)).filter(action="spam").exists()


# Who may, and when


def act_on(name: str, proposal: Proposal, by: User, verdict: Verdict) -> None:
    if name == "supersede":
        other = Proposal.objects.exclude(pk=proposal.pk).first()
        assert other
        supersede(proposal, by=by, verdict=verdict, other=other)
    else:
        {"accept": accept, "ask": ask_for_changes, "decline": decline, "spam": mark_spam}[name](
            proposal, by=by, verdict=verdict
        )


ACTS = ("accept", "ask", "decline", "supersede", "spam")
NOT_OPEN = (
    *("draft", "unconfirmed", "accepted", "accepted-modified", "accepted-in-part", "declined", "superseded"),
    *("spam", "withdrawn", "expired"),
)


@pytest.fixture
def another(practice: Practice) -> Proposal:
    found: Proposal = offers.submitted(cast.otto(), practice, offers.changed(practice, "helps people", "helps many"))
    return found


@pytest.mark.parametrize("where", ["submitted", "in-review", "changes-requested"])
@pytest.mark.parametrize("act", ACTS)
def test_an_open_proposal_can_be_decided_on(
    act: str, where: str, proposal: Proposal, carl: User, another: Proposal
) -> None:
    put_into(proposal, where)
    act_on(act, proposal, carl, offers.verdict(proposal, message="So."))
    assert again(proposal).state not in ("submitted", "in-review")


@pytest.mark.parametrize("where", NOT_OPEN)
@pytest.mark.parametrize("act", ACTS)
def test_nothing_else_can(act: str, where: str, proposal: Proposal, carl: User, another: Proposal) -> None:
    put_into(proposal, where)
    before = counts()
    with pytest.raises(Stale, match="already"):
        act_on(act, proposal, carl, offers.verdict(proposal, message="So."))
    assert (again(proposal).state, counts()) == (where, before)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_on_their_own_proposal(act: str, carl: User, practice: Practice, another: Proposal) -> None:
    proposal = offers.submitted(carl, practice)
    before = counts()
    with pytest.raises(Refused, match="Nobody decides on their own"):
        act_on(act, proposal, carl, offers.verdict(proposal, message="So."))
    assert (again(proposal).state, counts()) == ("submitted", before)


@pytest.mark.parametrize("act", ACTS)
def test_only_curators_decide(act: str, proposal: Proposal, another: Proposal) -> None:
    for person in (cast.dora(), User.objects.get(name="Otto Expert")):
        with pytest.raises(Refused, match="Only a curator"):
            act_on(act, proposal, person, offers.verdict(proposal, message="So."))


@pytest.mark.parametrize("act", ACTS)
def test_a_form_about_an_older_version_is_stale(act: str, proposal: Proposal, carl: User, another: Proposal) -> None:
    verdict = offers.verdict(proposal, message="So.")
    practice = proposal.practice
    assert practice
    submit(
        offers.offer(practice, offers.changed(practice, new="with more care")),
        by=User.objects.get(name="Esra Expert"),
        proposal=proposal,
    )
    before = counts()
    with pytest.raises(Stale, match="sent a newer version"):
        act_on(act, proposal, carl, verdict)
    assert (again(proposal).state, counts()) == ("submitted", before)


@pytest.mark.parametrize("act", ACTS)
def test_a_form_about_an_older_publication_is_stale(
    act: str, proposal: Proposal, carl: User, practice: Practice, another: Proposal
) -> None:
    verdict = offers.verdict(proposal, message="So.")
    republish(practice, "It helps", "It often helps")
    before = counts()
    with pytest.raises(Stale, match="has been published since"):
        act_on(act, proposal, carl, verdict)
    assert (again(proposal).state, counts()) == ("submitted", before)


def test_the_second_of_two_curators_is_told(proposal: Proposal, carl: User) -> None:
    verdict = offers.verdict(proposal, message="So.")
    accept(proposal, by=cast.ada(), verdict=verdict)
    with pytest.raises(Stale, match="is accepted already"):
        decline(proposal, by=carl, verdict=verdict)
    assert again(proposal).decisions.count() == 1


# All or nothing


@pytest.mark.parametrize(
    "broken",
    ["publication.look_again", "publication.index_practice", "decisions._decide", "decisions.tell_proposer"],
)
def test_when_anything_fails_nothing_is_left(
    broken: str, proposal: Proposal, another: Proposal, carl: User, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the machine stopped")

    module, name = broken.split(".")
    monkeypatch.setattr({"publication": publication, "decisions": decisions}[module], name, fail)
    before, text = counts(), PracticeText.objects.filter(practice=practice).values().get()
    verdict = offers.verdict(proposal, chosen=["title"], keep_rest=True)
    with pytest.raises(RuntimeError):
        accept(proposal, by=carl, verdict=verdict)
    assert (again(proposal).state, counts()) == ("submitted", before)
    assert PracticeText.objects.filter(practice=practice).values().get() == text
    assert again(another).version == 1


def test_a_text_that_breaks_a_rule_is_not_published_and_nothing_is_left(
    esra: User, carl: User, practice: Practice
) -> None:
    proposal = offers.submitted(esra, practice, offers.changed(practice, new="with [[no-such-practice]]"))
    before = counts()
    with pytest.raises(Refused, match="unknown practice: no-such-practice"):
        offers.accepted(proposal, carl)
    assert (again(proposal).state, counts()) == ("submitted", before)


# Who has it in hand


def test_a_proposal_is_claimed_taken_over_and_given_back(proposal: Proposal, carl: User) -> None:
    ada = cast.ada()
    claim(proposal, by=carl)
    assert (again(proposal).state, again(proposal).assignee) == ("in-review", carl)
    claim(proposal, by=ada)
    assert again(proposal).assignee == ada
    release(proposal, by=carl)
    assert (again(proposal).state, again(proposal).assignee) == ("submitted", None)
    with pytest.raises(Refused, match="not claimed"):
        release(proposal, by=carl)
    assert mails() == []


def test_a_colleague_to_whom_it_is_given_is_told(proposal: Proposal, esra: User, carl: User) -> None:
    ada = cast.ada()
    claim(proposal, by=carl, to=ada)
    assert (again(proposal).assignee, mails()) == (ada, [("assigned", ada)])
    for nobody in (esra, cast.dora()):
        with pytest.raises(Refused, match="cannot decide"):
            claim(proposal, by=carl, to=nobody)
    assert curators() == [ada, carl]


def test_nobody_is_given_their_own_proposal(carl: User, practice: Practice) -> None:
    proposal = offers.submitted(carl, practice)
    for by in (carl, cast.ada()):
        with pytest.raises(Refused, match="cannot decide"):
            claim(proposal, by=by, to=carl)


@pytest.mark.parametrize("where", [*NOT_OPEN, "changes-requested"])
def test_what_does_not_wait_is_not_claimed(where: str, proposal: Proposal, carl: User) -> None:
    put_into(proposal, where)
    with pytest.raises(Refused, match="does not wait"):
        claim(proposal, by=carl)
    with pytest.raises(Refused, match="not claimed"):
        release(proposal, by=carl)


def test_only_curators_claim(proposal: Proposal, esra: User) -> None:
    for act in (claim, release):
        with pytest.raises(Refused, match="Only a curator"):
            act(proposal, by=esra)


def test_after_seven_days_a_claim_is_over(proposal: Proposal, another: Proposal, carl: User) -> None:
    for row, days in ((proposal, 8), (another, 6)):
        claim(row, by=carl)
        Proposal.objects.filter(pk=row.pk).update(claimed_at=timezone.now() - timedelta(days=days))
    assert release_forgotten() == 1
    assert (again(proposal).state, again(proposal).assignee) == ("submitted", None)
    assert again(another).state == "in-review"
    assert LogEntry.objects.about("proposal", str(proposal.pk)).filter(action="release").exists()
