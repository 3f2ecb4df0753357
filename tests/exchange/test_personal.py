"""What somebody downloads is all that is held about them, and nothing about others."""

import json
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from practices.exchange.personal import personal_data
from practices.models import Invitation, Practice, Proposal, ProposalComment, User
from practices.workflow.log import record
from tests import cast, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def esra(db: None) -> User:
    esra = cast.with_second_factor(cast.esra())
    RecoveryCodes.activate(esra)
    SocialAccount.objects.create(user=esra, provider="sso", uid="1234")
    Client(headers={"user-agent": "Firefox/140.0"}).force_login(esra)
    User.objects.filter(pk=esra.pk).update(country="Türkiye", affiliation="Example University")
    factories.publish(factories.text(), by=esra, note="First.", credit="Esra Expert")
    record("propose", "practice", "P-07", by=esra, note="Mine.")
    Invitation.objects.create(email="ESRA@example.org", role="curator", token_hash="e" * 64)
    fields: dict[str, Any] = {"kind": "edit", "practice": Practice.objects.get(number=7)}
    mine = Proposal.objects.create(**fields, proposer=esra, reason="It is out of date.")
    Proposal.objects.create(**fields, proposer=cast.otto(), reason="Of somebody else.")
    ProposalComment.objects.create(proposal=mine, author=esra, author_name=str(esra), text="Look at 3.")
    esra.refresh_from_db()
    return esra


def test_everything_is_there(esra: User) -> None:
    data = json.loads(personal_data(esra))
    profile = data["profile"]
    assert (profile["email"], profile["country"], profile["role"]) == ("esra@example.org", "Türkiye", "expert")
    assert data["addresses"] == [{"email": "esra@example.org", "verified": True, "primary": True}]
    assert {factor["type"] for factor in data["second_factors"]} == {"totp", "recovery_codes"}
    assert [(own["provider"], own["uid"]) for own in data["single_sign_on"]] == [("sso", "1234")]
    assert data["revisions"][0]["credit"] == "Esra Expert"
    assert "propose" in {act["action"] for act in data["acts"]}
    assert [(own["practice__number"], own["reason"]) for own in data["proposals"]] == [(7, "It is out of date.")]
    assert [comment["text"] for comment in data["comments"]] == ["Look at 3."]
    assert data["decisions"] == []
    assert [invitation["role"] for invitation in data["invitations"]] == ["curator"]


def test_every_field_of_the_account_is_given_or_a_secret(esra: User) -> None:
    given = set(json.loads(personal_data(esra))["profile"])
    of_the_machine = {"id", "password", "is_active", "is_staff", "is_superuser"}
    assert {field.name for field in User._meta.concrete_fields} - of_the_machine <= given


def test_no_secret_and_nobody_else_is_in_it(esra: User, ada: Any) -> None:
    record("review", "practice", "P-07", by=ada, note="Hers.")
    text = personal_data(esra)
    assert cast.SECRET not in text
    assert "argon2" not in text
    assert "e" * 64 not in text
    assert "Ada" not in text
    assert "Hers." not in text


def test_it_can_be_read_by_people(esra: User) -> None:
    assert '\n  "profile": {' in personal_data(esra)
    assert "Türkiye" in personal_data(esra)
