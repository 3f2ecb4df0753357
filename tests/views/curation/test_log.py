"""The audit trail as curators read it."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import LogEntry, User
from practices.models.log import REDACTED
from practices.workflow.log import record
from practices.workflow.naming import rename
from tests import factories

pytestmark = pytest.mark.django_db

LOG = "/curation/log/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def line(carl: User) -> LogEntry:
    return record("try", "practice", "P-07", by=carl, before={"title": "Old"}, after={"title": "New"}, note="A try.")


def shown(client: Client, query: str) -> list[LogEntry]:
    return list(client.get(f"{LOG}?{query}").context["page"])


def test_a_line_says_who_what_when_and_what_was_before(curator: Client, line: LogEntry) -> None:
    html = curator.get(f"{LOG}?what=try").content.decode()
    for words in ("Try: practice", "P-07", "Carl Curator", "A try.", "<del>Old</del>", "<ins>New</ins>"):
        assert words in html


def test_lines_are_found_by_who_what_object_and_day(curator: Client, line: LogEntry) -> None:
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=1)
    for query in (
        "what=try",
        "who=carl",
        "what=try&kind=practice",
        "key=P-07&what=try",
        f"what=try&from={today}&to={today}",
    ):
        assert shown(curator, query) == [line], query
    for query in ("what=try&who=nobody", "what=try&kind=theme", f"what=try&from={tomorrow}", "what=try&to=2020-01-01"):
        assert shown(curator, query) == [], query
    for query in ("what=try&from=2020-13-45", "what=try&to=soon", "what=try&from=0001-01-01", "what=try&page=x"):
        assert shown(curator, query) == [line], query


def test_the_story_of_a_practice_goes_on_under_its_former_addresses(curator: Client) -> None:
    practice = factories.published("one-name")
    rename(practice, "another-name", by=None)
    rename(practice, "a-third-name", by=None)
    story = [entry.action for entry in shown(curator, f"kind=practice&key={practice.code.lower()}")]
    assert story == ["rename", "rename", "publish"]
    assert "What happened to practice" in curator.get(f"{LOG}?kind=practice&key={practice.code}").content.decode()


@pytest.mark.parametrize("key", ["P-", "P-999999", "P-9999999999999", "P-²", HOSTILE, "\0"])
def test_an_object_that_is_none_has_no_story(key: str, curator: Client) -> None:
    answer = curator.get(LOG, {"kind": "practice", "key": key})
    assert answer.status_code == 200
    assert HOSTILE not in answer.content.decode()


def test_what_was_written_is_shown_as_text(curator: Client, carl: User) -> None:
    record("try", "theme", HOSTILE, by=carl, before={"x": HOSTILE}, after=[HOSTILE], note=HOSTILE)
    assert HOSTILE not in curator.get(f"{LOG}?what=try").content.decode()


def test_it_is_handed_over_as_csv_with_the_same_filters(curator: Client, line: LogEntry) -> None:
    record("try", "practice", "P-08", by=None, note="=1+1")
    answer: Any = curator.get(f"{LOG}?what=try&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["object"] for row in rows] == ["P-08", "P-07"]
    assert rows[0]["note"] == "'=1+1"
    assert (rows[1]["who"], rows[1]["before"], rows[1]["after"]) == (
        "Carl Curator",
        '{"title": "Old"}',
        '{"title": "New"}',
    )


def test_the_page_takes_the_same_statements_however_many_lines_there_are(curator: Client, line: LogEntry) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            curator.get(f"{LOG}?what=try")
        return len(taken)

    few = statements()
    for number in range(12):
        record("try", "practice", f"P-{number}", by=None)
    assert statements() == few


def test_an_administrator_takes_words_out(ada_client: Client, line: LogEntry) -> None:
    assert "A try." in ada_client.get(f"{LOG}{line.pk}/redact/").content.decode()
    assert ada_client.post(f"{LOG}{line.pk}/redact/", {"why": "Named somebody."}).status_code == 400
    answer = ada_client.post(f"{LOG}{line.pk}/redact/", {"parts": ["note"], "why": "Named somebody."})
    assert answer["Location"] == LOG
    line.refresh_from_db()
    assert (line.note, line.after) == (REDACTED, {"title": "New"})
    again = ada_client.post(f"{LOG}{line.pk}/redact/", {"parts": ["note"], "why": "Named somebody."})
    assert (again.status_code, "holds words" in again.content.decode()) == (400, True)


def test_a_curator_is_not_offered_that(curator: Client, line: LogEntry) -> None:
    assert "redact" not in curator.get(f"{LOG}?what=try").content.decode()
    assert curator.post(f"{LOG}{line.pk}/redact/", {"parts": ["note"], "why": "x"}).status_code == 403
