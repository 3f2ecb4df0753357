"""People sign in with an address that is never shown."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client

from practices.models import Role, User

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


def test_an_address_is_kept_in_small_letters_so_that_signing_in_finds_it(reader: Client) -> None:
    user = User.objects.create_user("Capital.Letters@Example.ORG", "correct-horse-battery")
    User.objects.confirm_address(user)
    assert user.email == "capital.letters@example.org"
    form = {"login": "Capital.Letters@Example.ORG", "password": "correct-horse-battery"}
    assert reader.post("/accounts/login/", form)["Location"] == "/accounts/profile/"


def test_whoever_is_made_on_the_server_has_a_confirmed_address(reader: Client) -> None:
    root = User.objects.create_superuser("Root@example.org", "correct-horse-battery")
    assert (root.is_staff, root.is_superuser, root.role) == (True, True, Role.ADMINISTRATOR)
    form = {"login": "root@example.org", "password": "correct-horse-battery"}
    assert reader.post("/accounts/login/", form)["Location"] == "/accounts/profile/"
    User.objects.confirm_address(root)
    assert EmailAddress.objects.filter(user=root, verified=True, primary=True).count() == 1


@pytest.mark.parametrize(
    ("credit", "line"),
    [("full", "Esra Expert, Example University"), ("affiliation", "Example University"), ("hidden", "")],
)
def test_a_person_is_credited_as_chosen(credit: str, line: str) -> None:
    user = User(email="e@example.org", name="Esra Expert", affiliation="Example University", credit=credit)
    assert user.credit_line == line
    assert user.email not in user.credit_line


def test_what_is_missing_leaves_no_gap_in_the_credit() -> None:
    assert User(name="Esra Expert").credit_line == "Esra Expert"
    assert User(affiliation="Example University").credit_line == "Example University"
    assert User(name="Esra Expert", credit="affiliation").credit_line == ""


def test_the_role_is_the_highest_that_is_held() -> None:
    user = User.objects.create_user("many@example.org")
    assert user.role == Role.READER
    for name in ("expert", "administrator", "curator"):
        user.groups.add(Group.objects.get(name=name))
    assert user.role == Role.ADMINISTRATOR


@pytest.mark.parametrize(("field", "value"), [("credit", "loud"), ("rhythm", "hourly"), ("language", "xx")])
def test_the_database_holds_the_choices(field: str, value: str, ada: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ada.pk).update(**{field: value})
