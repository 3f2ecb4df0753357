"""Mail that is owed: written with the act, sent afterwards, tried again, never lost."""

from datetime import timedelta
from email.errors import HeaderParseError
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from practices.models import OutboxMessage, Rhythm, User
from practices.workflow import outbox
from practices.workflow.outbox import MOST_TRIES, SENT, deliver, owe, signer, tell_proposer, unsubscribe
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def esra() -> User:
    return cast.esra()


def owed(key: str = "k-1", **fields: Any) -> OutboxMessage:
    owe("expired", key, "A subject", days=44, **fields)
    return OutboxMessage.objects.get(key=key)


def later(minutes: float) -> None:
    """As if that much time had gone by."""
    for message in OutboxMessage.objects.all():
        message.due_at -= timedelta(minutes=minutes)
        message.save()


def broken(error: Exception) -> Any:
    def send(self: EmailMessage, *args: Any) -> int:
        raise error

    return send


def test_what_is_owed_is_written_with_the_act_or_not_at_all(esra: User) -> None:
    def act() -> None:
        with transaction.atomic():
            owed(to=esra)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        act()
    assert not OutboxMessage.objects.exists()


def test_the_same_key_is_owed_once(esra: User) -> None:
    owed(to=esra)
    owed(to=esra)
    assert OutboxMessage.objects.count() == 1


def test_nobody_is_written_to_who_cannot_or_will_not_be(esra: User) -> None:
    User.objects.filter(pk=esra.pk).update(rhythm=Rhythm.NEVER)
    esra.refresh_from_db()
    for to in (None, esra, cast.dora()):
        owe("expired", "k", "A subject", to=to)
    assert not OutboxMessage.objects.exists()


def test_a_message_goes_out_once_and_keeps_neither_address_nor_words(esra: User) -> None:
    row = owed(email="gerd@example.org")
    assert deliver() == (1, 0)
    assert deliver() == (0, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["gerd@example.org"], "A subject")
    row.refresh_from_db()
    assert row.sent_at
    assert (row.email, row.body, row.last_error) == ("", SENT, "")


def test_people_with_an_account_get_it_at_their_address_of_today_with_a_way_out(esra: User, settings: Any) -> None:
    settings.SITE_URL = "https://portal.example.org"
    owed(to=esra)
    User.objects.filter(pk=esra.pk).update(email="new@example.org")
    deliver()
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://portal.example.org/unsubscribe/")
    assert unsubscribe(address.rstrip("/").rsplit("/", 1)[-1]) == esra
    esra.refresh_from_db()
    assert esra.rhythm == Rhythm.NEVER


def test_who_wants_no_more_mail_gets_none_that_was_owed_before(esra: User) -> None:
    owed(to=esra)
    unsubscribe(signer.sign(str(esra.pk)))
    deliver()
    assert mail.outbox == []
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("token", ["", "1", "1:wrong", "x" * 300])
def test_a_token_that_is_not_ours_stops_nobodys_mail(token: str, esra: User) -> None:
    assert unsubscribe(token) is None
    assert unsubscribe(signer.sign("999999999")) is None
    esra.refresh_from_db()
    assert esra.rhythm == Rhythm.EACH


@pytest.mark.parametrize(
    "error",
    [SMTPServerDisconnected("gone"), ConnectionRefusedError("no"), TimeoutError("slow"), ValueError("newline"),
     HeaderParseError("odd")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_a_failure_is_put_off_and_holds_up_nobody_else(
    error: Exception, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        owed(f"k-{n}", to=esra)
    monkeypatch.setattr(EmailMessage, "send", broken(error))
    assert deliver() == (0, 3)
    row = OutboxMessage.objects.get(key="k-0")
    assert (row.tries, row.last_error, row.sent_at) == (1, str(error), None)
    assert timedelta(minutes=9) < row.due_at - timezone.now() <= timedelta(minutes=10)
    assert deliver() == (0, 0), "not before its time"
    monkeypatch.undo()
    later(11)
    assert deliver() == (3, 0)
    assert len(mail.outbox) == 3


def test_it_is_tried_later_each_time_and_given_up_in_the_end(esra: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = owed(to=esra)
    monkeypatch.setattr(EmailMessage, "send", broken(OSError("no")))
    waits = []
    for _ in range(MOST_TRIES):
        assert deliver() == (0, 1)
        row.refresh_from_db()
        waits.append((row.due_at - timezone.now()).total_seconds() / 60)
        later(waits[-1] + 1)
        row.refresh_from_db()
    assert [round(wait) for wait in waits[:-1]] == [10, 20, 40, 80, 160, 320, 640]
    assert waits[-1] > 60 * 24 * 3_000
    assert row.last_error == "no"


def test_a_process_that_dies_while_sending_tries_again_later(esra: User, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(self: EmailMessage, *args: Any) -> int:
        raise Killed

    owed(to=esra)
    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(Killed):
        deliver()
    monkeypatch.undo()
    assert deliver() == (0, 0)
    later(11)
    assert deliver() == (1, 0)


def test_nothing_is_held_while_the_mail_server_takes_its_time(esra: User, monkeypatch: pytest.MonkeyPatch) -> None:
    depth = len(transaction.get_connection().savepoint_ids)
    seen = []

    def send(self: EmailMessage, *args: Any) -> int:
        seen.append(len(transaction.get_connection().savepoint_ids))
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    owed(to=esra)
    deliver()
    assert seen == [depth]


def test_a_delivery_ends_when_it_has_sent_enough(esra: User) -> None:
    for n in range(5):
        owed(f"k-{n}", to=esra)
    assert deliver(limit=3) == (3, 0)
    assert deliver() == (2, 0)


def test_the_proposer_is_told_by_account_or_by_address(esra: User) -> None:
    practice = factories.published()
    tell_proposer(offers.submitted(esra, practice), "overlap", "a", "Subject")
    guest, _ = offers.from_guest(practice, offers.changed(practice, new="with a guest's care"))
    tell_proposer(guest, "overlap", "b", "Subject")
    rows = OutboxMessage.objects.filter(topic="overlap").order_by("key")
    assert [(row.user, row.email) for row in rows] == [(esra, ""), (None, "gerd@example.org")]
    assert ["/proposals/" in row.body for row in rows] == [True, False], "a guest's page is not under the number"


def test_a_former_member_is_written_to_no_more(esra: User) -> None:
    proposal = offers.submitted(esra)
    esra.delete()
    proposal.refresh_from_db()
    tell_proposer(proposal, "overlap", "a", "Subject")
    assert not OutboxMessage.objects.exists()


def test_words_are_sent_as_they_were_written(esra: User) -> None:
    owe("comment", "k", "S", to=esra, proposal=offers.submitted(esra), message='<b> & "quotes" \'n all', path="/x/")
    deliver()
    assert '<b> & "quotes" \'n all' in mail.outbox[0].body


def test_two_deliveries_do_not_take_the_same_message(esra: User) -> None:
    owed(to=esra)
    first, second = outbox._take(), outbox._take()
    assert first
    assert second is None
