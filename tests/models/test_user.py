"""People sign in with an address that is never shown."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from practices.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_found_in_any_letter_case_and_stands_once(ada: Any) -> None:
    assert User.objects.get_by_natural_key("ADA@Example.ORG") == ada
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Ada@example.org", "correct-horse-battery")


def test_a_person_needs_an_address() -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_a_person_is_shown_by_name_or_number_never_by_address(ada: Any) -> None:
    assert (str(ada), ada.get_full_name(), ada.get_short_name()) == ("Ada Admin",) * 3
    ada.name = ""
    assert str(ada) == f"person {ada.pk}"


def test_the_password_is_kept_as_argon2_only(ada: Any) -> None:
    assert ada.password.startswith("argon2$")
    assert ada.check_password("correct-horse-battery")
    assert not User.objects.create_user("x@example.org").has_usable_password()
