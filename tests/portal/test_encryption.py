"""Secrets of second factors are encrypted in the database, and keys can be changed while the portal serves."""

import time
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from portal.encryption import MARK, decrypt, encrypt
from practices.models import LogEntry, User
from tests import cast

OLD, NEW = "an-old-key-" * 6, "a-new-key-" * 6


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]


def gets_in(user: User, code: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": cast.PASSWORD})
    return bool(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302)


def totp() -> str:
    return format_hotp_value(hotp_value(cast.SECRET, int(time.time()) // 30))


def stored(user: User) -> str:
    return str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))


@pytest.mark.parametrize("text", [cast.SECRET, "0123456789abcdef" * 5, "", "ä" * 300])
def test_what_is_encrypted_can_be_read_again_and_differs_each_time(text: str) -> None:
    first, second = encrypt(text), encrypt(text)
    assert first != second
    assert first.startswith(MARK)
    assert not text or text not in first
    assert (decrypt(first), decrypt(second)) == (text, text)


def test_what_is_in_clear_is_taken_as_it_is() -> None:
    assert decrypt(cast.SECRET) == cast.SECRET


@pytest.mark.parametrize("change", [lambda s: s[:-8] + "AAAAAAA=", lambda s: s[:40], lambda s: MARK + "nonsense"])
def test_what_was_tampered_with_is_refused(change: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="PORTAL_ENCRYPTION_KEYS"):
        decrypt(change(encrypt(cast.SECRET)))


def test_the_newest_key_encrypts_and_each_decrypts(settings: Any) -> None:
    before = encrypt("words")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    after = encrypt("words")
    assert (decrypt(before), decrypt(after)) == ("words", "words")
    settings.ENCRYPTION_KEYS = [NEW]
    assert decrypt(after) == "words"
    with pytest.raises(ImproperlyConfigured):
        decrypt(before)


@pytest.mark.django_db
def test_the_database_holds_no_secret_in_clear() -> None:
    ada = cast.ada()
    codes = RecoveryCodes.activate(ada)
    assert cast.SECRET not in stored(ada)
    seed = decrypt(codes.instance.data["seed"])
    assert len(seed) == 80
    assert seed not in stored(ada)
    assert gets_in(ada, totp())
    assert gets_in(ada, codes.get_unused_codes()[0])


@pytest.mark.django_db
def test_secrets_from_before_work_and_are_encrypted_by_the_command(settings: Any) -> None:
    carl = cast.without_second_factor(cast.carl())
    Authenticator.objects.create(user=carl, type="totp", data={"secret": cast.SECRET})
    Authenticator.objects.create(user=carl, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 1})
    key = Authenticator.objects.create(user=cast.esra(), type="webauthn", data={"name": "Key", "credential": {}})
    (_, *codes) = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert gets_in(carl, codes[0])

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    out = StringIO()
    call_command("encrypt_second_factors", stdout=out)
    assert out.getvalue() == "Secrets encrypted under the newest key: 2.\n"
    settings.ENCRYPTION_KEYS = [NEW]
    assert cast.SECRET not in stored(carl)
    assert "abab" not in stored(carl)
    assert gets_in(carl, totp())
    assert not gets_in(carl, codes[0])  # used above
    assert gets_in(carl, codes[1])
    key.refresh_from_db()
    assert key.data == {"name": "Key", "credential": {}}
    assert LogEntry.objects.get(action="encrypt").note == "2 secrets, under the newest key"


@pytest.mark.django_db
def test_with_a_key_missing_the_command_changes_nothing_and_nobody_gets_in(settings: Any, ada: User) -> None:
    esra = cast.esra()
    before = stored(ada)
    Authenticator.objects.create(user=esra, type="totp", data={"secret": cast.SECRET})
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(CommandError, match="none of the keys opens a stored secret"):
        call_command("encrypt_second_factors")
    assert stored(ada) == before
    assert cast.SECRET in stored(esra)
    with pytest.raises(ImproperlyConfigured):
        gets_in(ada, totp())
