"""What people fill in for their account. The forms of proposals are tried through their pages, in views/."""

from typing import Any

import pytest

from practices.forms.people import AcceptInvitationForm, DeleteAccountForm, InvitationForm, ProfileForm, RoleForm
from practices.models import Role, User
from tests import cast

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Esra Expert", "credit": "affiliation", "language": "en", "rhythm": "daily"}


def test_a_profile_takes_what_people_say_of_themselves_and_nothing_else() -> None:
    esra = cast.esra()
    more = {"email": "evil@example.org", "is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1"}
    form = ProfileForm(PROFILE | more, instance=esra)
    assert form.is_valid()
    form.save()
    esra = User.objects.get(pk=esra.pk)
    assert (esra.credit, esra.rhythm, esra.email) == ("affiliation", "daily", "esra@example.org")
    assert (esra.is_staff, esra.is_superuser, esra.is_active, esra.role) == (False, False, True, Role.EXPERT)


@pytest.mark.parametrize(
    ("field", "value"), [("credit", "loud"), ("rhythm", ""), ("language", "tlh"), ("name", "x" * 151)]
)
def test_a_profile_refuses_what_cannot_be_chosen(field: str, value: str) -> None:
    assert field in ProfileForm(PROFILE | {field: value}, instance=User()).errors


def test_what_may_be_left_out_says_so_and_what_is_public_too() -> None:
    form = ProfileForm(instance=User())
    assert [name for name, field in form.fields.items() if not field.required] == ["name", "affiliation", "country"]
    assert form.fields["name"].help_text
    assert form.fields["country"].help_text


def test_any_role_can_be_given_but_nobody_is_invited_to_read() -> None:
    assert all(RoleForm({"role": role}).is_valid() for role in Role.values)
    assert not RoleForm({"role": "king"}).is_valid()
    offered = [role for role in Role.values if InvitationForm({"email": "x@example.org", "role": role}).is_valid()]
    assert offered == ["expert", "curator", "administrator"]
    assert not InvitationForm({"email": "nobody", "role": "curator"}).is_valid()


@pytest.mark.parametrize(
    ("password", "reason"),
    [("short", "at least 12"), ("123456789012", "entirely numeric"), ("password1234", "too common")],
)
def test_an_invited_person_needs_a_good_password(password: str, reason: str) -> None:
    errors: Any = AcceptInvitationForm({"name": "Cora", "password": password}).errors
    assert reason in str(errors["password"])


def test_a_password_is_taken_as_it_is_typed() -> None:
    form = AcceptInvitationForm({"name": "Cora", "password": "  with spaces around  "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == "  with spaces around  "


def test_deleting_needs_a_word_of_agreement() -> None:
    assert not DeleteAccountForm({}, has_open_proposals=False).is_valid()
    assert DeleteAccountForm({"confirm": "on"}, has_open_proposals=False).is_valid()
    assert not DeleteAccountForm({"confirm": "on"}, has_open_proposals=True).is_valid()
