"""A round through the links, of a real server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from practices.exchange.link_check import _by_turns, check_links, check_now
from practices.models import LinkCheck, LinkState, LogEntry, Source
from practices.workflow.errors import Refused
from practices.workflow.links import gather
from tests import cast, factories
from tests.exchange.web import Web, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    """The sources of the edition lead nowhere here, so that nothing outside is asked."""
    settings.LINK_CHECK_ASKS_LOOPBACK = True
    Source.objects.update(url="")
    with serving() as found:
        yield found


def linked(slug: str, url: str) -> Source:
    source = factories.source(slug)
    Source.objects.filter(pk=source.pk).update(url=url)
    return source


def test_every_link_that_is_due_is_asked_once_and_noted(web: Web) -> None:
    linked("fine", f"{web.address}/200")
    linked("gone", f"{web.address}/404")
    linked("twin", f"{web.address}/404")
    said: list[tuple[str, int, int]] = []
    counts = check_links(lambda *line: said.append(line), pause=0)
    assert counts == {LinkState.FINE: 1, LinkState.FAILING: 1}
    assert said[-1] == ("Checking links", 2, 2)
    assert LinkCheck.objects.get(url=f"{web.address}/404").failures == 1
    assert check_links(pause=0) == {}
    assert check_links(pause=0, everything=True) == counts


def test_one_host_is_given_time_between_two_questions(web: Web) -> None:
    for path in ("a", "b", "c"):
        linked(path, f"{web.address}/{path}")
    waited: list[float] = []
    check_links(pause=5, wait=waited.append)
    assert waited[0] == 0
    assert all(4 < pause <= 5 for pause in waited[1:])


def test_one_link_is_asked_while_a_curator_waits(web: Web) -> None:
    linked("gone", f"{web.address}/404")
    gather()
    check, carl = LinkCheck.objects.get(), cast.carl()
    noted = check_now(check, by=carl)
    assert noted is not None
    assert (noted.state, noted.failures, noted.said) == ("failing", 1, "Not Found")
    assert noted.due_at > timezone.now()
    assert LogEntry.objects.about("link", check.url).get().actor == carl
    asked = len(web.asked)
    with pytest.raises(Refused, match="less than a minute ago"):
        check_now(check, by=carl)
    assert len(web.asked) == asked


def test_hosts_take_turns() -> None:
    urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c/1"]
    assert list(_by_turns(urls)) == ["http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://a/3"]
