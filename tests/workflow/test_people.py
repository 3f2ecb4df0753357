"""Joining, roles, leaving: each act once, by those who may, with a line in the log and no address in it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry as AdminLine
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from practices.models import Invitation, LogEntry, OutboxMessage, Proposal, ProposalComment, Revision, Role, User
from practices.permissions import can_administer, can_review, has_second_factor, needs_second_factor
from practices.workflow import people
from practices.workflow.errors import Refused
from practices.workflow.outbox import deliver
from practices.workflow.tokens import hash_of
from tests import cast, factories

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The person as the database has them, without what the object remembers."""
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": cast.PASSWORD})
    assert client.get("/accounts/profile/").status_code == 200
    return client


def last() -> LogEntry:
    line = LogEntry.objects.first()
    assert line
    return line


def address(token: str) -> str:
    return f"https://portal.example.org/invitation/{token}/"


@pytest.fixture
def invite(
    ada: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> Callable[..., tuple[Invitation, str]]:
    """invite(email, role) gives the invitation, and the token that went out by mail."""

    def send(email: str = "cora@example.org", role: Role = Role.CURATOR) -> tuple[Invitation, str]:
        with django_capture_on_commit_callbacks(execute=True):
            made = people.invite(email, role, by=ada, address=address)
        return made, re.search(r"/invitation/(\S+)/", str(mailoutbox[-1].body))[1]  # type: ignore[index]

    return send


# Roles


def test_an_administrator_gives_and_takes_roles(ada: User) -> None:
    otto = cast.otto()
    people.set_role(otto, Role.ADMINISTRATOR, by=ada)
    assert (again(otto).role, again(otto).is_staff, can_administer(again(otto))) == (Role.ADMINISTRATOR, True, True)
    people.set_role(otto, Role.READER, by=ada)
    assert (again(otto).role, again(otto).is_staff, can_administer(again(otto))) == (Role.READER, False, False)
    line = last()
    assert (line.action, line.object_key, line.actor, line.before, line.after) == (
        *("role", str(otto.pk), ada),
        *({"role": "administrator"}, {"role": "reader"}),
    )


def test_a_role_below_administrator_takes_the_superuser_away(ada: User) -> None:
    root = User.objects.create_superuser("root@example.org", cast.PASSWORD)
    people.set_role(root, Role.EXPERT, by=ada)
    assert (again(root).is_superuser, again(root).is_staff, again(root).role) == (False, False, Role.EXPERT)


@pytest.mark.parametrize("who", [cast.carl, cast.esra, cast.dora])
def test_others_manage_nobody(who: Callable[[], User]) -> None:
    by, otto = who(), cast.with_second_factor(cast.otto())
    acts: list[Callable[[], Any]] = [
        lambda: people.set_role(otto, Role.CURATOR, by=by),
        lambda: people.deactivate(otto, by=by),
        lambda: people.reactivate(otto, by=by),
        lambda: people.reset_second_factor(otto, by=by),
        lambda: people.invite("x@example.org", Role.CURATOR, by=by, address=address),
    ]
    before = LogEntry.objects.count()
    for act in acts:
        with pytest.raises(Refused, match="Only an administrator"):
            act()
    assert (again(otto).role, again(otto).is_active, has_second_factor(again(otto))) == (Role.EXPERT, True, True)
    assert LogEntry.objects.count() == before


def test_nobody_changes_their_own_role_or_closes_their_own_account(ada: User) -> None:
    with pytest.raises(Refused, match="own role"):
        people.set_role(ada, Role.READER, by=ada)
    with pytest.raises(Refused, match="own account"):
        people.deactivate(ada, by=ada)
    assert (again(ada).role, again(ada).is_active) == (Role.ADMINISTRATOR, True)


def test_a_closed_account_ends_its_sessions_and_can_be_opened_again(ada: User) -> None:
    esra = cast.esra()
    client = signed_in(esra)
    people.deactivate(esra, by=ada)
    assert client.get("/accounts/profile/").status_code == 302
    assert not UserSession.objects.filter(user=esra).exists()
    assert last().action == "deactivate"
    people.reactivate(esra, by=ada)
    assert client.get("/accounts/profile/").status_code == 302
    signed_in(esra)
    assert LogEntry.objects.filter(action="reactivate", object_key=str(esra.pk), actor=ada).count() == 1


def test_a_reset_takes_every_second_factor_and_session(ada: User) -> None:
    carl = cast.carl()
    assert not needs_second_factor(carl)
    people.reset_second_factor(carl, by=ada)
    assert needs_second_factor(again(carl))
    assert not Authenticator.objects.filter(user=carl).exists()
    assert (last().action, last().object_key) == ("reset-second-factor", str(carl.pk))


def test_those_who_decide_need_a_second_factor_and_experts_do_not(ada: User) -> None:
    carl, esra = cast.without_second_factor(cast.carl()), cast.esra()
    assert (can_review(carl), needs_second_factor(carl)) == (True, True)
    assert (needs_second_factor(ada), needs_second_factor(esra)) == (False, False)
    assert not needs_second_factor(cast.dora())


ACTS: dict[str, Callable[[User, User], None]] = {
    "changed your role from expert to curator": lambda user, ada: people.set_role(user, Role.CURATOR, by=ada),
    "closed your account": lambda user, ada: people.deactivate(user, by=ada),
    "opened your account again": lambda user, ada: people.reactivate(user, by=ada),
    "removed your second factor": lambda user, ada: people.reset_second_factor(user, by=ada),
    "Your account was deleted": lambda user, ada: people.delete_account(user),
}


@pytest.mark.parametrize("words", ACTS)
def test_a_person_is_told_what_was_done_with_the_account(words: str, ada: User, mailoutbox: list[EmailMessage]) -> None:
    esra = cast.esra()
    User.objects.filter(pk=esra.pk).update(rhythm="never")
    ACTS[words](esra, ada)
    assert deliver() == (1, 0)
    assert mailoutbox[-1].to == ["esra@example.org"]
    assert words in str(mailoutbox[-1].body)
    assert ada.email not in str(mailoutbox[-1].message())
    assert not OutboxMessage.objects.filter(email="esra@example.org").exists()


# Invitations


def test_an_invitation_makes_a_confirmed_curator(invite: Any, mailoutbox: list[EmailMessage]) -> None:
    made, token = invite("Cora@Example.org")
    assert mailoutbox[0].to == ["Cora@Example.org"]
    assert "as a curator" in str(mailoutbox[0].body)
    assert made.token_hash == hash_of(token) != token
    cora = people.accept_invitation(token, user=None, name="Cora Curator", password=cast.PASSWORD)
    assert (cora.email, cora.name, again(cora).role) == ("cora@example.org", "Cora Curator", Role.CURATOR)
    assert EmailAddress.objects.get(user=cora).verified
    assert needs_second_factor(again(cora))
    signed_in(cora)


def test_an_invitation_can_be_used_once(invite: Any) -> None:
    _, token = invite()
    people.accept_invitation(token, user=None, password=cast.PASSWORD)
    assert people.open_invitation(token) is None
    with pytest.raises(Refused, match="has been used"):
        people.accept_invitation(token, user=None, password=cast.PASSWORD)


def test_an_invitation_expires(invite: Any) -> None:
    made, token = invite()
    Invitation.objects.filter(pk=made.pk).update(created_at=made.created_at - timedelta(days=8))
    assert people.open_invitation(token) is None
    with pytest.raises(Refused, match="expired"):
        people.accept_invitation(token, user=None, password=cast.PASSWORD)
    assert not User.objects.filter(email="cora@example.org").exists()


def test_a_newer_invitation_takes_the_place_of_the_older(invite: Any) -> None:
    (_, old), (_, new) = invite(), invite("CORA@example.org", Role.EXPERT)
    assert (people.open_invitation(old), Invitation.objects.waiting().count()) == (None, 1)
    assert people.open_invitation(new)


def test_somebody_with_an_account_accepts_signed_in(invite: Any) -> None:
    otto = cast.otto()
    _, token = invite("OTTO@example.org")
    with pytest.raises(Refused, match="sign in"):
        people.accept_invitation(token, user=None, password="another-horse-battery")
    assert again(otto).check_password(cast.PASSWORD)
    people.accept_invitation(token, user=otto)
    assert again(otto).role == Role.CURATOR


def test_an_invitation_is_for_its_own_address(invite: Any) -> None:
    _, token = invite()
    otto = cast.otto()
    with pytest.raises(Refused, match="another e-mail address"):
        people.accept_invitation(token, user=otto)
    assert (again(otto).role, bool(people.open_invitation(token))) == (Role.EXPERT, True)


def test_nobody_is_invited_to_be_a_reader(invite: Any) -> None:
    with pytest.raises(Refused, match="an expert, a curator or an administrator"):
        invite(role=Role.READER)


@pytest.mark.parametrize("token", ["", "x", "a" * 64])
def test_a_made_up_token_opens_nothing(token: str, invite: Any) -> None:
    made, _ = invite()
    assert people.open_invitation(token) is None
    assert people.open_invitation(made.token_hash) is None


# Leaving


def test_content_stays_credited_as_chosen_and_the_person_goes(ada: User) -> None:
    esra = cast.esra()
    client = signed_in(esra)
    text = factories.text()
    revision = factories.publish(text, by=esra, note="First version.", credit=esra.credit_line)
    people.delete_account(esra)
    assert not User.objects.filter(email=esra.email).exists()
    kept = Revision.objects.get(pk=revision.pk)
    assert (kept.author, kept.credit) == (None, "Esra Expert")
    assert client.get("/accounts/profile/").status_code == 302
    for left in (EmailAddress, Authenticator, UserSession):
        assert not left.objects.filter(user_id=esra.pk).exists()


def test_no_line_in_the_log_names_somebody_who_left(ada: User, invite: Any) -> None:
    _, token = invite("esra@example.org", Role.CURATOR)
    esra = cast.esra()
    people.accept_invitation(token, user=esra)
    people.set_role(esra, Role.EXPERT, by=ada)
    kind = ContentType.objects.get_for_model(User)
    AdminLine.objects.create(user=ada, object_id=str(esra.pk), object_repr=esra.name, action_flag=2, content_type=kind)
    people.delete_account(esra)
    lines = json.dumps(list(LogEntry.objects.values("actor_name", "before", "after", "note", "object_key")))
    assert "Esra" not in lines
    assert "esra@" not in lines
    assert last().action == "leave"
    assert set(LogEntry.objects.filter(action="accept-invitation").values_list("actor_name", flat=True)) == {
        "Former member"
    }
    assert not AdminLine.objects.filter(object_repr__contains="Esra").exists()
    assert not Invitation.objects.filter(email__iexact="esra@example.org").exists()


def test_proposals_and_words_stay_without_the_name_and_drafts_go(ada: User) -> None:
    esra, practice = cast.esra(), factories.published()
    fields: dict[str, Any] = {"kind": "edit", "practice": practice, "proposer": esra, "proposer_name": "Esra Expert"}
    Proposal.objects.create(**fields, state="draft")
    sent = Proposal.objects.create(**fields, state="submitted", submitted_at=timezone.now(), credit_line="E. Expert")
    comment = ProposalComment.objects.create(proposal=sent, author=esra, author_name="Esra Expert", text="Look at 3.")
    people.delete_account(esra)
    kept, words = Proposal.objects.get(), ProposalComment.objects.get(pk=comment.pk)
    assert (kept.pk, kept.proposer, kept.proposer_name, kept.credit_line) == (
        *(sent.pk, None),
        *("Former member", "E. Expert"),
    )
    assert (words.author, words.author_name, words.text) == (None, "Former member", "Look at 3.")


def test_the_last_administrator_stays(ada: User) -> None:
    with pytest.raises(Refused, match="last administrator"):
        people.delete_account(ada)
    other = cast.otto()
    people.set_role(other, Role.ADMINISTRATOR, by=ada)
    people.delete_account(ada)
    assert not User.objects.filter(pk=ada.pk).exists()


def test_whoever_was_made_on_the_server_counts_as_an_administrator(ada: User) -> None:
    User.objects.create_superuser("root@example.org", cast.PASSWORD)
    people.delete_account(ada)
    assert not User.objects.filter(pk=ada.pk).exists()


def test_correcting_a_person_by_hand_puts_nothing_personal_into_the_log(ada_client: Client, ada: User) -> None:
    esra = cast.esra()
    form = {"email": esra.email, "name": "Esra Renamed", "affiliation": "", "is_active": "on", "is_staff": "on"}
    answer = ada_client.post(f"/admin/practices/user/{esra.pk}/change/", form)
    assert answer.status_code == 302
    line = last()
    assert (line.action, line.before["is_staff"], line.after["is_staff"]) == ("repair", False, True)
    assert not {"email", "name", "affiliation", "country", "password"} & {*line.before, *line.after}


# Demo people


def test_demo_people_have_what_their_roles_need_and_are_renewed() -> None:
    first, second = people.create_demo_people(), people.create_demo_people()
    assert [role for _, role, _, _ in second] == [Role.EXPERT, Role.EXPERT, Role.CURATOR, Role.ADMINISTRATOR]
    assert {user.pk for user, *_ in first} == {user.pk for user, *_ in second}
    for user, role, password, secret in second:
        assert (again(user).role, user.check_password(password)) == (role, True)
        assert has_second_factor(user) == bool(secret) == (role != Role.EXPERT)
        assert user.email.endswith("@example.org")
    assert first[0][2] != second[0][2]


def test_demo_people_are_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="not for production"):
        people.create_demo_people()
    assert not User.objects.filter(email="carl@example.org").exists()
