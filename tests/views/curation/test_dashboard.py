"""The first page of curation."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    client = Client()
    client.force_login(cast.carl())
    return client


def test_it_says_what_waits(curator: Client) -> None:
    assert "<h1>Curation</h1>" in curator.get("/curation/").content.decode()
