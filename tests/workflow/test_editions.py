"""Freezing the live collection."""

import pytest

from practices.models import Edition, LogEntry, Practice, PracticeText, Theme
from practices.workflow.editions import difference, freeze, issue, live_revisions, revisions_of, state_of
from practices.workflow.errors import Refused, Stale
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import cast, factories

pytestmark = pytest.mark.django_db


def edition(number: int = 2, language: str = "en") -> Edition:
    return Edition.objects.create(
        number=number, title=f"Edition {number}", language=language, published_on="2027-01-01"
    )


def test_an_edition_holds_what_is_live_and_published_by_number() -> None:
    kept, gone = factories.published("kept"), factories.published("gone")
    withdraw(gone, reason="Outdated.", by=None)
    frozen = freeze(edition(), by=None)
    practices = [item.revision.practice for item in frozen.items.select_related("revision__practice")]
    assert [p.number for p in practices] == sorted(p.number for p in practices)
    assert kept in practices
    assert gone not in practices
    assert LogEntry.objects.about("edition", "2").get().after == {"practices": 42}


def test_a_frozen_edition_cannot_be_frozen_again() -> None:
    frozen = Edition.objects.get(number=1)
    with pytest.raises(Refused, match="is frozen"):
        freeze(frozen, by=None)
    assert frozen.items.count() == 41


def test_a_later_version_does_not_enter_a_frozen_edition() -> None:
    practice = factories.published()
    frozen = freeze(edition(), by=None)
    text = PracticeText.objects.get(practice=practice)
    text.title = "Later"
    publish(text, by=None, note="Later.")
    assert frozen.items.get(revision__practice=practice).revision.number == 1


def test_an_edition_in_a_language_without_texts_is_refused() -> None:
    with pytest.raises(Refused, match="nothing to freeze"):
        freeze(edition(language="fr"), by=None)


def test_drafts_stay_out() -> None:
    practice = factories.published()
    Practice.objects.filter(pk=practice.pk).update(status="draft")
    assert not freeze(edition(), by=None).items.filter(revision__practice=practice).exists()


def test_the_next_edition_is_numbered_dated_and_frozen_in_one_act() -> None:
    carl, seen = cast.carl(), state_of(list(live_revisions("en")))
    edition = issue("Second edition", "A foreword.", by=carl, seen=seen)
    assert (edition.number, edition.items.count(), edition.foreword) == (2, 41, "A foreword.")
    assert Edition.objects.get(number=2).themes["aftercare"] == Theme.objects.get(slug="aftercare").name
    assert LogEntry.objects.about("edition", "2").get().actor == carl


def test_nobody_freezes_what_they_have_not_seen_or_without_the_right() -> None:
    seen = state_of(list(live_revisions("en")))
    with pytest.raises(Refused, match="curator"):
        issue("Mine", "Words.", by=cast.esra(), seen=seen)
    factories.published()
    with pytest.raises(Stale):
        issue("Mine", "Words.", by=cast.carl(), seen=seen)
    assert not Edition.objects.filter(number=2).exists()


def test_an_edition_says_what_is_new_changed_and_left_out() -> None:
    gone = Practice.objects.get(number=5)
    before = list(revisions_of(Edition.objects.get(number=1)))
    fresh = factories.revision("fresh")
    withdraw(gone, reason="Outdated.", by=None)
    text = PracticeText.objects.live().select_related("practice").get(practice__number=3)
    for n in (1, 2):
        text.title = f"Another title {n}"
        publish(text, by=None, note=f"Change {n}.")
    found = difference(before, list(live_revisions("en")))
    assert found.added == [fresh]
    assert [revision.practice for revision in found.left_out] == [gone]
    assert [(one.before.number, one.after.number, one.notes) for one in found.changed] == [
        (1, 3, ["Change 1.", "Change 2."])
    ]
    assert not difference(before, before)
