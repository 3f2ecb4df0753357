"""The people of the tests. Names and addresses are made up."""

from functools import cache

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from practices.models import Role, User

PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def hashed() -> str:
    """Hashing is slow on purpose, and everybody here has the same password: once is enough."""
    return make_password(PASSWORD)


def _person(email: str, name: str, role: Role | None = None, **fields: object) -> User:
    user = User.objects.create(email=email, password=hashed(), name=name, **fields)
    User.objects.confirm_address(user)
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    return user


def with_second_factor(user: User) -> User:
    totp_auth.TOTP.activate(user, SECRET)
    return user


def without_second_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def ada() -> User:
    """Ada the administrator: may do everything, and has a second factor."""
    return with_second_factor(_person("ada@example.org", "Ada Admin", Role.ADMINISTRATOR, is_staff=True))


def carl() -> User:
    """Carl the curator: decides and publishes, and has a second factor."""
    return with_second_factor(_person("carl@example.org", "Carl Curator", Role.CURATOR))


def rita() -> User:
    """Rita, another curator: she keeps the records."""
    return with_second_factor(_person("rita@example.org", "Rita Curator", Role.CURATOR))


def esra() -> User:
    """Esra the expert: may propose."""
    return _person("esra@example.org", "Esra Expert", Role.EXPERT)


def otto() -> User:
    """Otto, another expert."""
    return _person("otto@example.org", "Otto Expert", Role.EXPERT)


def dora() -> User:
    """Dora, whose account was closed."""
    return _person("dora@example.org", "Dora Gone", Role.EXPERT, is_active=False)
