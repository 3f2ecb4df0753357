"""Freezing the live collection."""

import pytest

from practices.models import Edition, LogEntry, Practice, PracticeText
from practices.workflow.editions import freeze
from practices.workflow.errors import Refused
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import factories

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
