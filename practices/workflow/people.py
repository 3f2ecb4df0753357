"""Accounts: joining, roles, leaving. Every act leaves a line in the log, with the person's number and no address."""

import secrets
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.mfa.utils import decrypt, encrypt
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry as AdminLine
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from practices.models import Invitation, ProposalState, Role, User
from practices.models.log import FORMER
from practices.permissions import can_administer
from practices.workflow.errors import Refused
from practices.workflow.log import record
from practices.workflow.outbox import owe
from practices.workflow.proposals import withdraw
from practices.workflow.tokens import hash_of


def _key(user: User) -> str:
    return str(user.pk)


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _tell(user: User, what: str) -> None:
    """By mail, of what somebody did with the account: whatever rhythm its owner chose, open or closed."""
    owe("account", f"account:{secrets.token_urlsafe(16)}", "Your account", email=user.email, what=what)


def _administers(by: User) -> None:
    if not can_administer(by):
        raise Refused("Only an administrator can do this.")


def _give_role(user: User, role: Role) -> None:
    groups = Group.objects.filter(name=role.value)
    user.groups.set(groups)
    user.is_staff = role == Role.ADMINISTRATOR
    user.save(update_fields=["is_staff"])


@transaction.atomic
def welcome(user: User) -> None:
    """After sign-up: an expert at once, or nobody in particular until an administrator has approved."""
    if settings.SIGNUP == "open":
        _give_role(user, Role.EXPERT)
    record("join", "person", _key(user), by=user, after={"role": str(user.role)})


@transaction.atomic
def save_profile(user: User) -> None:
    """What people say of themselves is theirs: it is saved, and not copied into the log."""
    user.save(update_fields=["name", "affiliation", "country", "credit", "language", "rhythm"])


@transaction.atomic
def set_role(user: User, role: Role, *, by: User) -> None:
    _administers(by)
    row = _locked(user)
    if row.pk == by.pk:
        raise Refused("Nobody changes their own role: ask another administrator.")
    before = row.role
    _give_role(row, role)
    if row.is_superuser and role != Role.ADMINISTRATOR:
        row.is_superuser = False
        row.save(update_fields=["is_superuser"])
    record("role", "person", _key(row), by=by, before={"role": before.value}, after={"role": role.value})
    _tell(row, f"An administrator changed your role from {before.label.lower()} to {role.label.lower()}.")


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """The account can no longer sign in, and its sessions end. What the person wrote stays."""
    _administers(by)
    row = _locked(user)
    if row.pk == by.pk:
        raise Refused("Nobody closes their own account here: delete it on your own page instead.")
    row.is_active = False
    row.save(update_fields=["is_active"])
    end_sessions(row)
    record("deactivate", "person", _key(row), by=by)
    _tell(row, "An administrator closed your account. You cannot sign in any more. What you contributed stays.")


@transaction.atomic
def reactivate(user: User, *, by: User) -> None:
    _administers(by)
    row = _locked(user)
    row.is_active = True
    row.save(update_fields=["is_active"])
    record("reactivate", "person", _key(row), by=by)
    _tell(row, "An administrator opened your account again. You can sign in as before.")


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """For somebody who lost their device: they sign in with the first factor and enrol anew. Their sessions end."""
    _administers(by)
    row = _locked(user)
    Authenticator.objects.filter(user=row).delete()
    end_sessions(row)
    record("reset-second-factor", "person", _key(row), by=by)
    _tell(row, "An administrator removed your second factor and signed you out. Set up a new one when you sign in.")


@transaction.atomic
def encrypt_second_factors() -> int:
    """Store every secret anew: under the newest key, and what was still in clear encrypted. Returns how many."""
    count = 0
    for factor in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        secrets_held = {name: encrypt(decrypt(factor.data[name])) for name in ("secret", "seed") if name in factor.data}
        factor.data |= secrets_held
        factor.save(update_fields=["data"])
        count += len(secrets_held)
    record("encrypt", "second factors", "all", by=None, note=f"{count} secrets, under the newest key")
    return count


def end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def invite(email: str, role: Role, *, by: User, address: Callable[[str], str]) -> Invitation:
    """Send a link that makes its reader an expert, curator or administrator; ``address`` makes it of the token."""
    _administers(by)
    if role not in {Role.EXPERT, Role.CURATOR, Role.ADMINISTRATOR}:
        raise Refused("An invitation is for an expert, a curator or an administrator.")
    token = secrets.token_urlsafe(32)
    Invitation.objects.waiting().filter(email__iexact=email).delete()
    invitation = Invitation.objects.create(email=email, role=role, token_hash=hash_of(token), invited_by=by)
    context = {"site_name": settings.SITE_NAME, "role": role.label.lower(), "url": address(token)}
    text = render_to_string("mail/invitation.txt", context)
    subject = f"Invitation to the {settings.SITE_NAME}"
    transaction.on_commit(lambda: send_mail(subject, text, None, [email]))
    record("invite", "invitation", str(invitation.pk), by=by, after={"role": role.value})
    return invitation


def open_invitation(token: str) -> Invitation | None:
    found = Invitation.objects.filter(token_hash=hash_of(token)).first()
    return found if found and found.is_open else None


@transaction.atomic
def accept_invitation(token: str, *, user: User | None, name: str = "", password: str = "") -> User:
    """Give the role to the person who is signed in, or make an account. The link proves the mailbox."""
    found = Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if found is None or not found.is_open:
        raise Refused("This invitation has been used or has expired. Ask for a new one.")
    if user is None:
        if User.objects.filter(email__iexact=found.email).exists():
            raise Refused("There is an account with this e-mail address already: sign in, then open the link again.")
        user = User.objects.create_user(found.email, password, name=name)
    elif user.email.casefold() != found.email.casefold():
        raise Refused("This invitation is for another e-mail address than the one you are signed in with.")
    User.objects.confirm_address(user)
    _give_role(user, Role(found.role))
    found.accepted_at = timezone.now()
    found.save(update_fields=["accepted_at"])
    record("accept-invitation", "person", _key(user), by=user, after={"role": found.role})
    return user


DEMO = (
    ("esra@example.org", "Esra Expert", Role.EXPERT),
    ("otto@example.org", "Otto Expert", Role.EXPERT),
    ("carl@example.org", "Carl Curator", Role.CURATOR),
    ("ada@example.org", "Ada Administrator", Role.ADMINISTRATOR),
)
"""Made-up people for trying the portal out; example.org belongs to nobody."""


@transaction.atomic
def create_demo_people() -> list[tuple[User, Role, str, str]]:
    """One person a role, two experts: each with the role, a new password, and a TOTP secret where one is needed.

    Refused in production.
    """
    if settings.PRODUCTION:
        raise Refused("Demo people are not for production.")
    made = []
    for email, name, role in DEMO:
        password, secret = secrets.token_urlsafe(12), ""
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
        user.set_password(password)
        user.save(update_fields=["password"])
        User.objects.confirm_address(user)
        _give_role(user, role)
        Authenticator.objects.filter(user=user).delete()
        if role != Role.EXPERT:
            secret = totp_auth.generate_totp_secret()
            totp_auth.TOTP.activate(user, secret)
        made.append((user, role, password, secret))
    return made


@transaction.atomic
def delete_account(user: User, *, withdraw_proposals: bool = False) -> None:
    """Content stays, credited as the person chose; the account, its address and its sessions are gone."""
    for proposal in user.proposals.open() if withdraw_proposals else ():
        withdraw(proposal, by=user)
    row = _locked(user)
    administrators = Q(groups__name=Role.ADMINISTRATOR) | Q(is_superuser=True)
    others = User.objects.filter(administrators, is_active=True).exclude(pk=row.pk)
    if row.role == Role.ADMINISTRATOR and not others.exists():
        raise Refused("You are the last administrator: make somebody else one first.")
    end_sessions(row)
    Invitation.objects.filter(email__iexact=row.email).delete()
    AdminLine.objects.filter(content_type__model="user", object_id=_key(row)).delete()
    row.proposals.filter(state=ProposalState.DRAFT, submitted_at=None).delete()
    row.proposals.update(proposer_name=FORMER)
    row.proposalcomment_set.update(author_name=FORMER)
    row.decisions.update(curator_name=FORMER)
    row.log_entries.all().forget_name()
    record("leave", "person", _key(row), by=None, actor_name=FORMER, before={"role": row.role.value})
    _tell(row, "Your account was deleted, as you asked.")
    row.delete()
