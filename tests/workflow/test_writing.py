"""What curators write directly: always a revision, a note and a line in the log; nothing that others wrote is lost."""

from typing import Any

import pytest

from practices.models import LogEntry, Practice, PracticeText, Revision, SearchEntry, User
from practices.workflow.errors import Refused, Stale
from practices.workflow.writing import Writing, begin, publish_directly, save_draft, state_of
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def practice() -> Practice:
    return factories.published()


def written(practice: Practice, **fields: Any) -> Writing:
    content = offers.changed(practice, **fields.pop("content", {}))
    defaults: dict[str, Any] = {"note": "Clearer.", "seen": state_of(text_of(practice))}
    return Writing(content, **defaults | fields)


def text_of(practice: Practice) -> PracticeText:
    return PracticeText.objects.select_related("practice", "live_revision").get(practice=practice)


def new(**fields: Any) -> Writing:
    return Writing(offers.new_practice(**fields).content, "A gap.")


def lines(practice: Practice) -> list[str]:
    return list(LogEntry.objects.about("practice", practice.code).values_list("action", flat=True))


def test_an_edit_is_the_next_version_with_note_credit_and_a_line(practice: Practice, carl: User) -> None:
    revision = publish_directly(practice, "en", written(practice, is_minor=True), by=carl)
    assert (revision.number, revision.note, revision.is_minor) == (2, "Clearer.", True)
    assert (revision.author, revision.credit) == (carl, "Carl Curator")
    assert offers.live(practice) == revision
    assert lines(practice)[0] == "publish"
    assert LogEntry.objects.about("practice", practice.code)[0].actor == carl


def test_an_edit_on_what_is_no_longer_live_is_refused_and_changes_nothing(practice: Practice, carl: User) -> None:
    mine = written(practice)
    publish_directly(practice, "en", written(practice, content={"title": "Another title"}), by=cast.ada())
    with pytest.raises(Stale, match="Somebody else"):
        publish_directly(practice, "en", mine, by=carl)
    assert offers.live(practice).title == "Another title"
    assert practice.revisions.count() == 2


def test_an_edit_needs_a_note(practice: Practice, carl: User) -> None:
    with pytest.raises(Refused, match="what changed"):
        publish_directly(practice, "en", written(practice, note=" "), by=carl)


def test_a_text_that_breaks_a_rule_leaves_all_as_it_was(practice: Practice, carl: User) -> None:
    bad = written(practice, content={"old": "## Limits and cautions", "new": "## Something else"})
    with pytest.raises(Refused):
        publish_directly(practice, "en", bad, by=carl)
    assert "## Limits and cautions" in text_of(practice).body


def test_an_expert_publishes_nothing(practice: Practice) -> None:
    esra = cast.esra()
    with pytest.raises(Refused, match="curator"):
        publish_directly(practice, "en", written(practice), by=esra)
    with pytest.raises(Refused, match="curator"):
        begin(new(), "en", by=esra)


def test_a_withdrawn_practice_is_restored_before_it_is_changed(practice: Practice, carl: User) -> None:
    mine = written(practice)
    Practice.objects.update(status="withdrawn", withdrawn_on="2026-01-01", withdrawn_reason="Wrong.")
    with pytest.raises(Refused, match="restore"):
        publish_directly(practice, "en", mine, by=carl)


def test_a_new_practice_has_the_next_number_and_can_be_found(carl: User) -> None:
    highest = Practice.objects.order_by("-number")[0].number
    made = begin(new(slug="quite-new"), "en", by=carl)
    assert (made.number, made.status, made.slug) == (highest + 1, "published", "quite-new")
    assert offers.live(made).number == 1
    assert SearchEntry.objects.filter(kind="practice", number=made.number).exists()
    assert lines(made) == ["publish", "add"]


def test_a_new_practice_needs_a_note_and_an_address_of_its_own(practice: Practice, carl: User) -> None:
    with pytest.raises(Refused, match="what changed"):
        begin(Writing(new().content, ""), "en", by=carl)
    with pytest.raises(Refused, match="address"):
        begin(new(slug=practice.slug), "en", by=carl)


def test_a_draft_is_seen_by_curators_only_and_becomes_version_1(carl: User) -> None:
    draft = begin(Writing(new().content, ""), "en", by=carl, draft=True)
    assert (draft.status, text_of(draft).live_revision) == ("draft", None)
    assert draft not in Practice.objects.visible_to(cast.esra())
    text = text_of(draft)
    save_draft(draft, "en", Writing({**new().content, "title": "Do it better"}, "", state_of(text)), by=carl)
    line = LogEntry.objects.about("practice", draft.code)[0]
    assert (line.action, line.before, line.after) == (
        "save-draft", {"title": "Do a new thing"}, {"title": "Do it better"},
    )  # fmt: skip
    text = text_of(draft)
    revision = publish_directly(
        draft, "en", Writing({**new().content, "title": "Do it well"}, "First.", state_of(text)), by=carl
    )
    draft.refresh_from_db()
    assert (revision.number, revision.title, draft.status) == (1, "Do it well", "published")


def test_a_draft_that_changed_meanwhile_is_not_overwritten(carl: User) -> None:
    draft = begin(Writing(new().content, ""), "en", by=carl, draft=True)
    seen = state_of(text_of(draft))
    save_draft(draft, "en", Writing({**new().content, "title": "Theirs"}, "", seen), by=cast.ada())
    with pytest.raises(Stale):
        save_draft(draft, "en", Writing({**new().content, "title": "Mine"}, "", seen), by=carl)
    assert text_of(draft).title == "Theirs"


def test_what_is_published_cannot_be_saved_as_a_draft(practice: Practice, carl: User) -> None:
    with pytest.raises(Refused, match="no draft"):
        save_draft(practice, "en", written(practice), by=carl)
    assert Revision.objects.filter(practice=practice).count() == 1
