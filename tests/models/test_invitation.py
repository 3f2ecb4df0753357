"""An invitation can be used once, for seven days; its token is not stored."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.models import Invitation
from practices.models.invitation import VALID_FOR

pytestmark = pytest.mark.django_db


def invitation(**fields: object) -> Invitation:
    return Invitation.objects.create(**{"email": "x@example.org", "role": "curator", "token_hash": "a" * 64} | fields)


@pytest.mark.parametrize(("age", "is_open"), [(0, True), (6.9, True), (7.1, False)])
def test_it_is_open_for_seven_days(age: float, is_open: bool) -> None:
    found = invitation(created_at=timezone.now() - timedelta(days=age))
    assert (found.is_open, found.expires_at) == (is_open, found.created_at + VALID_FOR)


def test_once_accepted_it_is_over_and_waits_no_longer() -> None:
    found = invitation()
    assert list(Invitation.objects.waiting()) == [found]
    found.accepted_at = timezone.now()
    found.save()
    assert not found.is_open
    assert not Invitation.objects.waiting().exists()


def test_its_name_holds_no_address() -> None:
    found = invitation()
    assert str(found) == f"curator {found.pk}"


def test_the_database_refuses_an_unknown_role_and_a_token_used_twice() -> None:
    invitation()
    for fields in ({"token_hash": "b" * 64, "role": "king"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            invitation(**fields)
