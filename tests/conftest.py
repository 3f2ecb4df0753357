"""What every test can ask for. The database of each worker holds the first edition, loaded once."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests import cast


def pytest_configure() -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # else every client reads the whole folder of static files first


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        call_command("load_edition", verbosity=0)


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody without an account."""
    return Client()


@pytest.fixture
def ada(db: None) -> Any:
    """Ada the administrator."""
    return cast.ada()


@pytest.fixture
def ada_client(ada: Any) -> Client:
    client = Client()
    client.force_login(ada)
    return client
