"""Mail: owed in the transaction of the act, delivered afterwards with patience."""

import secrets
from datetime import timedelta
from email.errors import MessageError
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
GIVEN_UP = timedelta(days=3_650)
SENT = "(sent)"
signer = Signer(salt="unsubscribe")


def owe(topic: str, key: str, subject: str, *, to: User | None = None, email: str = "", **context: object) -> None:
    """Put one message in the outbox; the same key is never owed twice. Nobody without an address is written to.

    ``topic`` names the template mail/<topic>.txt. Call it in the transaction of the act.
    """
    if to is None and not email:
        return
    if to is not None and not wants_mail(to):
        return
    body = render_to_string(f"mail/{topic}.txt", site() | context)
    defaults = {"user": to, "email": email, "topic": topic, "subject": subject, "body": body}
    OutboxMessage.objects.get_or_create(key=key, defaults=defaults)


def site() -> dict[str, str]:
    """What every mail knows about the portal."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "site_contact": settings.SITE_CONTACT}


def owe_as_is(topic: str, subject: str, body: str, *, email: str) -> None:
    """One message that is worded already. It goes to the address whatever rhythm its reader chose."""
    key = f"{topic}:{secrets.token_urlsafe(16)}"
    OutboxMessage.objects.create(key=key, topic=topic, subject=subject, body=body, email=email)


def tell_proposer(proposal: Proposal, topic: str, key: str, subject: str, **context: object) -> None:
    """One mail to whoever proposed it, account or guest."""
    context |= {"proposal": proposal, "path": proposal.get_absolute_url()}
    owe(topic, key, subject, to=proposal.proposer, email=proposal.email if proposal.is_guest else "", **context)


def deliver(limit: int = 100) -> tuple[int, int]:
    """Send what is due; returns how many went and how many failed. A failure is tried again, later each time.

    Each message is put off first and sent afterwards, outside any transaction: a mail server that hangs holds up
    nobody, and a process that dies while sending tries again later. So a message may arrive twice, and is never lost.
    """
    sent = failed = 0
    for _ in range(limit):
        message = _take()
        if message is None:
            break
        if _send(message):
            sent += 1
        else:
            failed += 1
    return sent, failed


@transaction.atomic
def _take() -> OutboxMessage | None:
    """The next message that is due, put off as if sending it had failed. Another delivery will not take it as well."""
    message = _locked().due(timezone.now()).select_related("user").first()
    if message:
        message.tries += 1
        wait = timedelta(minutes=5 * 2**message.tries) if message.tries < MOST_TRIES else GIVEN_UP
        message.due_at = timezone.now() + wait
        message.save(update_fields=["tries", "due_at"])
    return message


def _locked() -> OutboxQuerySet:
    """What another delivery has in hand is passed over, where the engine can do that; SQLite has one writer anyway."""
    if connection.features.has_select_for_update_skip_locked:
        return OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
    return OutboxMessage.objects.all()


def _send(message: OutboxMessage) -> bool:
    """Once sent, the row keeps what it was about and when. Address and words go: they may hold a secret link."""
    to = message.user
    if to and not wants_mail(to):
        message.delete()
        return False
    headers = unsubscribe_headers(to) if to else {}
    try:
        EmailMessage(message.subject, message.body, None, [to.email if to else message.email], headers=headers).send()
    except (SMTPException, OSError, ValueError, MessageError) as error:
        message.last_error = str(error)[:300]
        message.save(update_fields=["last_error"])
        return False
    message.sent_at, message.email, message.body, message.last_error = timezone.now(), "", SENT, ""
    message.save(update_fields=["sent_at", "email", "body", "last_error"])
    return True


def wants_mail(user: User) -> bool:
    return user.is_active and user.rhythm != Rhythm.NEVER


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
