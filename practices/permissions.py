"""Who may do what. The same rules as ``visible_to(user)`` in querysets.py, asked of one object."""

from django.contrib.auth.models import AnonymousUser

from practices.models import Practice, Status, User
from practices.querysets import sees_drafts

Person = User | AnonymousUser


def can_read(user: Person, practice: Practice) -> bool:
    return practice.status != Status.DRAFT or sees_drafts(user)


def can_repair(user: Person) -> bool:
    """May correct rows by hand in the administration pages."""
    return user.is_active and user.is_staff and user.has_perm("practices.change_practice")
