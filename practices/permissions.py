"""Who may do what. The same rules as ``visible_to(user)`` in querysets.py, asked of one person or one object."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser

from practices.models import Practice, Role, Status, User
from practices.querysets import sees_drafts

Person = User | AnonymousUser

PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.EXPERT: ("propose",),
    Role.CURATOR: ("propose", "review", "publish", "change_practice"),
    Role.ADMINISTRATOR: ("propose", "review", "publish", "change_practice", "administer"),
}
"""What each role's group is given, by a migration and by workflow/people.py."""


def _may(user: Person, what: str) -> bool:
    return user.is_active and user.has_perm(f"practices.{what}")


def can_read(user: Person, practice: Practice) -> bool:
    return practice.status != Status.DRAFT or sees_drafts(user)


def can_propose(user: Person) -> bool:
    return _may(user, "propose")


def can_review(user: Person) -> bool:
    return _may(user, "review")


def can_publish(user: Person) -> bool:
    return _may(user, "publish")


def can_administer(user: Person) -> bool:
    return _may(user, "administer")


def needs_second_factor(user: Person) -> bool:
    """Those who decide or administer do so with a second factor only; until they have one they can only enrol it."""
    return (can_review(user) or can_administer(user)) and not has_second_factor(user)


def has_second_factor(user: Person) -> bool:
    return isinstance(user, User) and is_mfa_enabled(user)


def can_repair(user: Person) -> bool:
    """May correct rows by hand in the administration pages."""
    return user.is_staff and can_administer(user) and not needs_second_factor(user)
