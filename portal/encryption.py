"""Encrypting what the database must give back in clear: secrets of authenticator apps, seeds of recovery codes."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "fernet:"
"""Begins what is encrypted. A secret in clear is in base 32 or hexadecimal, and has no colon."""


def encrypt(text: str) -> str:
    return MARK + _box(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """What was stored before there was encryption is in clear, and goes on working."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _box(tuple(settings.ENCRYPTION_KEYS)).decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured("PORTAL_ENCRYPTION_KEYS: none of the keys opens a stored secret") from error


@lru_cache(maxsize=2)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """The first key encrypts; each can decrypt."""
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key of its own for this use, though the setting may serve others as well."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal: second factors")
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))
