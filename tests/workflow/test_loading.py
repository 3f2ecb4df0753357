"""A collection brought to life after its rows were loaded."""

import pytest

from practices.models import Edition, LogEntry, Practice, PracticeText, Revision
from practices.workflow.errors import Refused
from practices.workflow.loading import NOTE, complete
from tests import factories

pytestmark = pytest.mark.django_db


def test_completing_publishes_new_texts_and_freezes_empty_editions() -> None:
    text = factories.text()
    edition = Edition.objects.create(number=2, title="Second", published_on="2027-01-01")
    complete()
    text.refresh_from_db()
    assert text.live_revision
    assert (text.live_revision.number, text.live_revision.note) == (1, NOTE)
    assert edition.items.count() == 42


def test_completing_again_changes_nothing() -> None:
    factories.text()
    complete()
    before = Revision.objects.count(), LogEntry.objects.count()
    complete()
    assert (Revision.objects.count(), LogEntry.objects.count()) == before


def test_a_changed_text_becomes_the_next_version() -> None:
    practice = factories.published()
    PracticeText.objects.filter(practice=practice).update(title="Changed in a file")
    complete()
    assert practice.revisions.get(number=2).note == "Loaded from fixtures."


def test_a_text_that_lost_its_live_version_gets_it_back() -> None:
    practice = factories.published()
    practice.citations.all().delete()
    PracticeText.objects.filter(practice=practice).update(live_revision=None)
    complete()
    assert PracticeText.objects.get(practice=practice).live_revision == practice.revisions.get()
    assert practice.citations.count() == 4


def test_drafts_are_not_published() -> None:
    text = factories.text()
    Practice.objects.filter(pk=text.practice_id).update(status="draft")
    complete()
    assert not text.practice.revisions.exists()


def test_a_text_that_breaks_a_rule_stops_all_of_it() -> None:
    factories.text("good")
    factories.text("bad", body="Only a paragraph.")
    before = Revision.objects.count()
    with pytest.raises(Refused, match="needs the sections"):
        complete()
    assert Revision.objects.count() == before
