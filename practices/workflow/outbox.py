"""Mail: owed in the transaction of the act, delivered afterwards with patience."""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from practices.models import OutboxMessage, Proposal, Rhythm, User
from practices.querysets import OutboxQuerySet

MOST_TRIES = 8
DIGEST_EVERY = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
signer = Signer(salt="unsubscribe")


def owe(topic: str, key: str, subject: str, *, to: User | None = None, email: str = "", **context: object) -> None:
    """Put one message in the outbox; the same key is never owed twice. Nobody without an address is written to.

    ``topic`` names the template mail/<topic>.txt. Call it in the transaction of the act.
    """
    if to is None and not email:
        return
    if to is not None and (not to.is_active or to.rhythm == Rhythm.NEVER):
        return
    body = render_to_string(
        f"mail/{topic}.txt", {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL} | context
    )
    defaults = {"user": to, "email": email, "topic": topic, "subject": subject, "body": body}
    OutboxMessage.objects.get_or_create(key=key, defaults=defaults)


def tell_proposer(proposal: Proposal, topic: str, key: str, subject: str, **context: object) -> None:
    """One mail to whoever proposed it, account or guest."""
    context |= {"proposal": proposal, "path": proposal.get_absolute_url()}
    owe(topic, key, subject, to=proposal.proposer, email=proposal.email if proposal.is_guest else "", **context)


def deliver(limit: int = 100) -> tuple[int, int]:
    """Send what is due; returns how many went and how many failed. A failure is tried again, later each time."""
    sent = failed = 0
    for _ in range(limit):
        with transaction.atomic():
            message = _locked().due(timezone.now()).select_related("user").first()
            if message is None:
                break
            if _send(message):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _locked() -> OutboxQuerySet:
    """What another delivery has in hand is passed over, where the engine can do that; SQLite has one writer anyway."""
    if connection.features.has_select_for_update_skip_locked:
        return OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
    return OutboxMessage.objects.all()


def _send(message: OutboxMessage) -> bool:
    address = message.user.email if message.user else message.email
    headers = unsubscribe_headers(message.user) if message.user else {}
    try:
        EmailMessage(message.subject, message.body, None, [address], headers=headers).send()
    except (SMTPException, OSError) as error:
        message.tries += 1
        message.last_error = str(error)[:300]
        wait = timedelta(minutes=5 * 2**message.tries) if message.tries < MOST_TRIES else timedelta(days=3_650)
        message.due_at = timezone.now() + wait
        message.save(update_fields=["tries", "last_error", "due_at"])
        return False
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True


def unsubscribe_headers(user: User) -> dict[str, str]:
    """One click, without signing in (RFC 8058)."""
    address = settings.SITE_URL + reverse("practices:unsubscribe", args=[signer.sign(str(user.pk))])
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@transaction.atomic
def unsubscribe(token: str) -> User | None:
    """No more mail for the person the token names. None when the token is not ours."""
    try:
        pk = signer.unsign(token)
    except BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    if user:
        user.rhythm = Rhythm.NEVER
        user.save(update_fields=["rhythm"])
    return user
