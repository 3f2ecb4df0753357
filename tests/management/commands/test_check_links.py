"""The command that checks outgoing links."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from practices.models import Source
from tests import factories
from tests.exchange.web import serving

pytestmark = pytest.mark.django_db


def test_it_says_how_many_came_out_how(settings: Any) -> None:
    settings.LINK_CHECK_ASKS_LOOPBACK = True
    Source.objects.update(url="")
    out = StringIO()
    with serving() as web:
        factories.source("fine")
        Source.objects.filter(slug="fine").update(url=f"{web.address}/200")
        call_command("check_links", pause=0, stdout=out)
        call_command("check_links", pause=0, stdout=out)
    assert out.getvalue() == "Links: 1 answers.\nNo link is due.\n"
