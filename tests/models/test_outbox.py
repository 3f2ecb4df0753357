"""The table of mail that is owed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.models import OutboxMessage
from tests import cast

pytestmark = pytest.mark.django_db


def message(key: str, **fields: object) -> OutboxMessage:
    return OutboxMessage.objects.create(**({"key": key, "topic": "t", "subject": "S", "body": "B"} | fields))


@pytest.mark.parametrize("field", ["topic", "key", "subject", "body"])
def test_a_message_says_something(field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        message(**({"key": "a"} | {field: " "}))


def test_a_key_is_there_once() -> None:
    message("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        message("a")


def test_what_is_due_comes_oldest_first_and_without_what_was_sent() -> None:
    now = timezone.now()
    rows = [message(str(n), due_at=now - timedelta(minutes=n)) for n in range(3)]
    message("later", due_at=now + timedelta(minutes=1))
    message("sent", due_at=now - timedelta(minutes=9), sent_at=now)
    assert list(OutboxMessage.objects.due(now)) == rows[::-1]


def test_mail_to_somebody_who_left_goes_with_them() -> None:
    esra = cast.esra()
    message("a", user=esra)
    esra.delete()
    assert not OutboxMessage.objects.exists()


def test_it_has_a_name() -> None:
    assert str(message("a")) == "t a"
