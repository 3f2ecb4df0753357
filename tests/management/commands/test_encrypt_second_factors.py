"""What the command says; what it does is in tests/portal/test_encryption.py."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from practices.models import User

pytestmark = pytest.mark.django_db


def test_it_says_how_many_secrets_there_are(ada: User) -> None:
    out = StringIO()
    call_command("encrypt_second_factors", stdout=out)
    assert out.getvalue() == "Secrets encrypted under the newest key: 1.\n"


def test_it_names_the_setting_when_no_key_fits(ada: User, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = ["another-key-" * 5]
    with pytest.raises(CommandError, match="PORTAL_ENCRYPTION_KEYS"):
        call_command("encrypt_second_factors")
