"""What curators fill in, beside the text itself."""

import pytest

from practices.forms.practices import BulkForm, PublishingForm, WithdrawForm
from practices.workflow.withdrawal import withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_a_draft_may_do_without_a_note() -> None:
    assert not PublishingForm({"note": ""}).is_valid()
    assert PublishingForm({"note": ""}, is_draft=True).is_valid()


def test_what_replaces_a_practice_is_another_published_one() -> None:
    practice, other, gone = (factories.published(slug) for slug in ("one", "other", "gone"))
    withdraw(gone, reason="Wrong.", by=None)
    offered = dict(WithdrawForm(practice=practice, language="en").fields["successor"].choices)  # type: ignore[attr-defined]
    assert offered[""] == "Nothing"
    assert str(other.number) in offered
    assert {str(practice.number), str(gone.number)}.isdisjoint(offered)


def test_a_change_to_many_changes_something_and_does_not_undo_itself() -> None:
    assert "__all__" in BulkForm({"note": "Why."}).errors
    assert "remove_theme" in BulkForm({"add_theme": "aftercare", "remove_theme": "aftercare"}).errors
    assert BulkForm({"add_theme": "aftercare"}).is_valid()
    assert not BulkForm({"add_theme": "no-such-theme"}).is_valid()
