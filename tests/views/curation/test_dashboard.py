"""The first page of curation."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_says_what_waits(curator: Client) -> None:
    assert "<h1>Curation</h1>" in curator.get("/curation/").content.decode()
