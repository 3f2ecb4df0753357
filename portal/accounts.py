"""How allauth makes accounts here: who may sign up, what a new account becomes, and what is not kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from portal import encryption
from practices.workflow.outbox import owe_as_is, site
from practices.workflow.people import welcome

NO_ADDRESS = "0.0.0.0"  # noqa: S104  (stands for "not kept", nothing listens on it)
BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "enter_current_password": "This is not your password of now.",
        "incorrect_password": "The password is not right.",
        "rate_limited": "Too many requests. Wait a little, then try again.",
        "too_many_login_attempts": "Too many wrong tries. Wait ten minutes, then try again.",
    }

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for one account, whatever host name and port the request names."""
        return str(credentials.get("email", "")).strip().casefold()

    def is_safe_url(self, url: str) -> bool:
        """An address that cannot be read leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP != "closed"

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes as long as making an account: the time must not tell which addresses have one."""
        make_password(get_random_string(12))
        super().send_account_already_exists_mail(email)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """By the outbox: what it tells of is done, and a mail server that is down must neither stop nor lose it."""
        mail = self.render_mail(template_prefix, email or user.email, site() | (context or {}))
        owe_as_is(template_prefix.rpartition("/")[2], str(mail.subject), str(mail.body), email=mail.to[0])

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit)
        if commit:
            welcome(user)
        return user


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return settings.SIGNUP != "closed"

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "").replace("\0", "")[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        user = super().save_user(request, sociallogin, form)
        welcome(user)
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)


@receiver(pre_save, sender=UserSession)
def forget_address(instance: UserSession, **kwargs: Any) -> None:
    """The list of sessions tells browsers apart; it keeps no network address and no full user agent."""
    instance.ip = NO_ADDRESS
    known = [name for name in BROWSERS if f"{name}/" in instance.user_agent]
    instance.user_agent = known[0] if known else instance.user_agent.split("/")[0][:20]
