"""Many texts published at once."""

import pytest

from practices.models import LogEntry, Practice, PracticeText, Revision
from practices.rendering.guard import MAX_CHARACTERS
from practices.workflow import bulk
from practices.workflow.bulk import Notes, Words, publish_all, render_all, unpacked, words_of
from practices.workflow.errors import Refused
from practices.workflow.lookup import Names
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db
NOTES = Notes("First.", "Again.")


def ids() -> list[int]:
    return list(PracticeText.objects.filter(practice__status="published").values_list("pk", flat=True))


def publish() -> list[int]:
    return publish_all(ids(), {}, notes=NOTES, actor_name="a test")


@pytest.mark.parametrize("worth_it", [1, 10_000], ids=["with others", "alone"])
def test_many_texts_are_rendered_as_each_was_alone(worth_it: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "WORTH_IT", worth_it)
    texts = list(PracticeText.objects.live().select_related("practice", "live_revision"))
    store, problems = render_all(map(words_of, texts), len(texts), Names.in_database())
    assert problems == {}
    for text in texts:
        made, live = unpacked(store[text.practice.number, text.language]), text.live_revision
        assert live
        assert (made.html, made.outline) == (live.html, live.outline)


def test_every_text_that_cannot_be_published_is_named_with_its_reasons() -> None:
    texts = [Words((1, "en"), "T", "K.", "Only this."), Words((2, "en"), "T", "K.", "x" * (MAX_CHARACTERS + 1))]
    _, problems = render_all(texts, 2, Names.in_database())
    assert "needs the sections" in problems[1, "en"][0]
    assert problems[2, "en"][0].startswith("body: The text has")


def test_only_texts_that_say_something_else_are_published() -> None:
    assert publish() == []
    new, old = factories.text("brand-new"), PracticeText.objects.get(practice__number=33)
    PracticeText.objects.filter(pk=old.pk).update(title="Go on caring")
    before = LogEntry.objects.count()
    assert set(publish()) == {new.pk, old.pk}
    first, second = (Revision.objects.get(live_text=text.pk) for text in (new, old))
    assert (first.number, first.note, first.parent) == (1, "First.", None)
    assert (second.number, second.note, second.parent and second.parent.number) == (2, "Again.", 1)
    lines = LogEntry.objects.filter(action="publish", actor_name="a test")
    assert LogEntry.objects.count() == before + 2 == before + lines.count()
    assert lines.get(object_key="P-33").before == {"revision": 1}


def test_pages_that_show_a_title_are_made_anew() -> None:
    here = factories.published("here", body=factories.body().replace("It helps", "See [[robust-aftercare]]. It helps"))
    PracticeText.objects.filter(practice__number=33).update(title="Go on caring")
    publish()
    live = here.texts.get().live_revision
    assert live
    assert "Go on caring" in live.html


def test_open_proposals_are_looked_at_again() -> None:
    practice = factories.published()
    row = offers.submitted(cast.esra(), practice)
    PracticeText.objects.filter(practice=practice).update(key_message="Another key message.")
    publish()
    row.refresh_from_db()
    assert row.base_revision
    assert row.base_revision.number == 2


def test_a_text_that_breaks_a_rule_stops_all() -> None:
    bad = factories.text("bad", body="Only this.", related=[{"to": "none", "kind": "see-also", "reason": "x"}])
    with pytest.raises(Refused) as refused:
        publish()
    code = Practice.objects.get(pk=bad.practice_id).code
    assert f"{code}: a related practice is unknown: none" in refused.value.reasons
    assert any("needs the sections" in reason for reason in refused.value.reasons)
