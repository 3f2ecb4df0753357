"""People to try the portal with, and how each signs in."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from practices.models import User

pytestmark = pytest.mark.django_db


def test_what_is_printed_signs_each_of_them_in() -> None:
    out = StringIO()
    call_command("create_demo_people", stdout=out)
    found = re.findall(r"(?m)^(\w+) +(\S+@example\.org) +password (\S+)(?:\n +TOTP secret (\S+))?", out.getvalue())
    assert [role for role, *_ in found] == ["Expert", "Expert", "Curator", "Administrator"]
    for _, email, password, secret in found:
        answer = Client().post("/accounts/login/", {"login": email, "password": password})
        assert answer["Location"] == ("/accounts/2fa/authenticate/" if secret else "/accounts/profile/")


def test_production_gets_none(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("create_demo_people")
    assert not User.objects.filter(email__endswith="@example.org").exists()
