"""Reading at one moment."""

import pytest
from django.db import connection

from practices.exchange.moment import one_moment
from practices.models import Theme


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_begun() -> None:
    with one_moment():
        assert Theme.objects.exists()
    assert connection.in_atomic_block
