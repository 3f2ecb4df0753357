"""Outgoing links: gathered, judged over days, noted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from practices.models import LinkCheck, LinkState, LogEntry, Source
from practices.workflow import links
from practices.workflow.errors import Refused
from practices.workflow.links import Answer, addresses_in, ask_again, gather, keep_copy, places, take_down
from tests import cast, factories

pytestmark = pytest.mark.django_db

URL = "https://example.org/guide"
NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
FAILS, FINE = Answer(LinkState.FAILING, 404, "Not Found"), Answer(LinkState.FINE, 200)


@pytest.fixture
def check(db: None) -> LinkCheck:
    return LinkCheck.objects.create(url=URL)


def noted(answer: Answer, days: float) -> LinkCheck:
    found = take_down(URL, answer, NOW + timedelta(days=days))
    assert found
    return found


def test_addresses_are_found_in_a_text_without_the_marks_around_them() -> None:
    text = "See https://example.org/a?b=c, <https://example.org/d> and [words](https://example.org/e). Not ftp://x/."
    assert addresses_in(text) == {"https://example.org/a?b=c", "https://example.org/d", "https://example.org/e"}


def test_links_of_sources_and_of_published_texts_are_gathered_and_others_dropped(check: LinkCheck) -> None:
    factories.published(body=factories.body().replace("It helps", "[See](https://example.org/text). It helps"))
    gather()
    urls = set(LinkCheck.objects.values_list("url", flat=True))
    assert "https://example.org/text" in urls
    assert URL not in urls
    assert urls == set(places())
    assert set(Source.objects.exclude(url="").values_list("url", flat=True)) <= urls


def test_a_link_is_dead_only_after_failing_again_and_again_over_days(check: LinkCheck) -> None:
    states = [noted(FAILS, day).state for day in (0, 1, 3, 6.9, 7.1)]
    assert states == ["failing"] * 4 + ["dead"]
    row = LinkCheck.objects.get(url=URL)
    assert (row.failures, row.failing_since) == (5, NOW)
    assert [line.action for line in LogEntry.objects.about("link", URL)] == ["dead-link"]


def test_many_failures_on_one_day_do_not_kill_a_link(check: LinkCheck) -> None:
    assert {noted(FAILS, n / 24).state for n in range(10)} == {"failing"}


def test_it_is_asked_again_sooner_while_it_fails(check: LinkCheck) -> None:
    waits = [(noted(FAILS, 0).due_at - NOW).days for _ in range(4)]
    assert waits == [1, 2, 4, 4]
    assert (noted(FINE, 0).due_at - NOW).days == 30
    assert (noted(Answer(LinkState.UNCLEAR, 403), 0).due_at - NOW).days == 7


def test_one_answer_brings_a_dead_link_back(check: LinkCheck) -> None:
    for day in (0, 2, 5, 9):
        noted(FAILS, day)
    row = noted(FINE, 10)
    assert (row.state, row.failures, row.failing_since) == ("fine", 0, None)
    assert [line.action for line in LogEntry.objects.about("link", URL)] == ["link-alive", "dead-link"]


def test_what_is_led_to_no_longer_is_not_noted() -> None:
    assert take_down(URL, FINE, NOW) is None


def test_a_curator_has_a_link_asked_again(check: LinkCheck) -> None:
    noted(FINE, 0)
    carl = cast.carl()
    with pytest.raises(Refused, match="less than a minute ago"):
        ask_again(check, by=carl, now=NOW)
    later = NOW + timedelta(minutes=2)
    ask_again(check, by=carl, now=later)
    assert list(LinkCheck.objects.due(later)) == [check]
    with pytest.raises(Refused, match="curator"):
        ask_again(check, by=cast.esra(), now=later)


def test_a_copy_is_kept_with_a_line_in_the_log() -> None:
    source, carl = factories.source(), cast.carl()
    for _ in range(2):
        keep_copy(source, "https://archive.example.org/x", by=carl)
    assert Source.objects.get(pk=source.pk).archived_url == "https://archive.example.org/x"
    line: Any = LogEntry.objects.about("source", "test-source").get(action="change")
    assert line.after == {"archived_url": "https://archive.example.org/x"}


def test_an_address_too_long_to_keep_is_passed_over() -> None:
    Source.objects.filter(slug="hague-2011").update(url="https://example.org/" + "x" * 470)
    body = factories.body().replace("It helps", f"[See](https://example.org/{'y' * 600}). It helps")
    factories.published(body=body)
    assert all(len(url) <= links.LONGEST for url in places())
    gather()
