"""People who sign in. Readers have no account."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from practices.models.constraints import listed
from practices.models.vocabulary import Language


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """All in small letters, which is how sign-in looks for it."""
        return super().normalize_email(email).lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Whoever can run this on the server vouches for the address, so it counts as confirmed."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        self.confirm_address(user)
        return user

    def confirm_address(self, user: "User") -> None:
        addresses = apps.get_model("account", "EmailAddress")._default_manager
        addresses.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Credit(models.TextChoices):
    """How a contributor wants to be named beside what they wrote."""

    FULL = "full", "Name and affiliation"
    AFFILIATION = "affiliation", "Affiliation only"
    HIDDEN = "hidden", "Not shown"


class Rhythm(models.TextChoices):
    """How often the portal writes to somebody."""

    EACH = "each", "At once"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"
    NEVER = "never", "Never"


class Role(models.TextChoices):
    """What somebody is here for. A role is a group; a reader has no account, or none yet."""

    READER = "reader", "Reader"
    EXPERT = "expert", "Expert"
    CURATOR = "curator", "Curator"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in with an e-mail address, which is never shown to anybody else."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=100, blank=True)
    credit = models.CharField(max_length=12, choices=Credit.choices, default=Credit.FULL)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.EN)
    rhythm = models.CharField("notifications", max_length=8, choices=Rhythm.choices, default=Rhythm.EACH)
    is_staff = models.BooleanField("may use the administration pages", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
            listed("user", "credit", Credit),
            listed("user", "rhythm", Rhythm),
            listed("user", "language", Language),
        ]

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    @property
    def role(self) -> Role:
        """The highest of the person's roles."""
        if self.is_superuser:
            return Role.ADMINISTRATOR
        held = {group.name for group in self.groups.all()}
        return next((role for role in reversed(list(Role)) if role.value in held), Role.READER)

    @property
    def credit_line(self) -> str:
        """How the person is named beside a contribution; empty when they are not to be shown."""
        if self.credit == Credit.HIDDEN:
            return ""
        parts = [self.affiliation] if self.credit == Credit.AFFILIATION else [self.name, self.affiliation]
        return ", ".join(part for part in parts if part)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
