"""Taking a practice out of use, and back."""

import pytest
from django.utils import timezone

from practices.models import LogEntry, Practice
from practices.workflow.errors import Refused
from practices.workflow.withdrawal import restore, withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_withdrawn_practice_has_date_reason_successor_and_a_line() -> None:
    practice, other = factories.published("one"), factories.published("two")
    withdraw(practice, reason="Outdated.", successor=other, by=None)
    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.status, stored.withdrawn_on, stored.withdrawn_reason) == (
        "withdrawn",
        timezone.localdate(),
        "Outdated.",
    )
    assert stored.successor == other
    entry = LogEntry.objects.about("practice", practice.code).get(action="withdraw")
    assert (entry.note, entry.after) == ("Outdated.", {"successor": other.code})


@pytest.mark.parametrize("reason", ["", " \n"])
def test_without_a_reason_it_stays(reason: str) -> None:
    practice = factories.published()
    with pytest.raises(Refused, match="Say why"):
        withdraw(practice, reason=reason, by=None)
    assert Practice.objects.get(pk=practice.pk).status == "published"


def test_what_replaces_it_is_another_published_practice() -> None:
    practice, other = factories.published("one"), factories.published("two")
    withdraw(other, reason="Gone.", by=None)
    for successor in (practice, Practice.objects.get(pk=other.pk)):
        with pytest.raises(Refused, match="another, published"):
            withdraw(practice, reason="Outdated.", successor=successor, by=None)


def test_it_cannot_be_withdrawn_twice_nor_restored_when_in_use() -> None:
    practice = factories.published()
    with pytest.raises(Refused, match="is not withdrawn"):
        restore(practice, by=None, note="x")
    withdraw(practice, reason="Outdated.", by=None)
    with pytest.raises(Refused, match="is not published"):
        withdraw(practice, reason="Outdated.", by=None)


def test_a_restored_practice_is_as_it_was() -> None:
    practice, other = factories.published("one"), factories.published("two")
    withdraw(practice, reason="Outdated.", successor=other, by=None)
    restore(practice, by=None, note="Needed.")
    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.status, stored.withdrawn_on, stored.withdrawn_reason, stored.successor) == (
        "published",
        None,
        "",
        None,
    )
    assert LogEntry.objects.about("practice", practice.code).filter(action="restore").count() == 1
