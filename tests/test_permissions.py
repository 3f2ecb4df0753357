"""Who may do what. That reading agrees with the querysets is in test_access.py."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from practices.models import Practice
from practices.permissions import can_read, can_repair
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("status", "seen"), [("draft", False), ("published", True), ("withdrawn", True)])
def test_a_reader_sees_all_but_drafts(status: str, seen: bool) -> None:
    assert can_read(AnonymousUser(), Practice(number=1, status=status)) is seen


def test_repair_needs_the_right_a_staff_account_and_an_open_one(ada: Any) -> None:
    esra = cast.esra()
    assert (can_repair(ada), can_repair(esra), can_repair(AnonymousUser())) == (True, False, False)
    esra.user_permissions.add(Permission.objects.get(codename="change_practice"))
    assert not can_repair(type(esra).objects.get(pk=esra.pk))
    ada.is_active = False
    assert not can_repair(ada)
    assert not can_read(ada, Practice(number=1, status="draft"))
