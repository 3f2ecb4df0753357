"""Many texts published at once."""

import pytest

from practices.models import LogEntry, Practice, PracticeText, Revision
from practices.workflow.bulk import Notes, publish_all
from practices.workflow.errors import Refused
from practices.workflow.rendering import Rendering
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db
NOTES = Notes("First.", "Again.")


def ids() -> list[int]:
    return list(PracticeText.objects.filter(practice__status="published").values_list("pk", flat=True))


def publish() -> list[int]:
    return publish_all(ids(), Rendering(), notes=NOTES, actor_name="a test")


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
