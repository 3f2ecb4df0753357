"""manage.py rebuild_search."""

from io import StringIO

import pytest
from django.core.management import call_command

from practices.models import EntryKind, SearchEntry
from practices.search import index
from tests import factories
from tests.search import index_state, numbers

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    return out.getvalue()


def test_it_says_how_much_there_is() -> None:
    assert run() == f"Indexed {SearchEntry.objects.count():,} entries.\n"


def test_running_it_again_changes_nothing() -> None:
    run()
    before, ids = index_state(), list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
    run()
    assert index_state() == before
    assert list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True)) == ids


def test_it_brings_back_what_is_missing() -> None:
    practice = factories.published("zebra", key_message="Mind the quagga.")
    run()
    before = index_state()
    index.erase(EntryKind.PRACTICE, [practice.code, "P-01"])
    assert numbers("quagga") == []
    run()
    assert index_state() == before
    assert numbers("quagga") == [practice.number]
