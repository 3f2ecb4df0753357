"""Lists ask the database the same number of questions, however much there is to list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.models import Edition, PracticeText
from practices.workflow.editions import freeze
from practices.workflow.publication import publish
from tests import factories

pytestmark = pytest.mark.django_db

PATHS = (
    *(
        "/",
        "/practices/",
        "/practices/?sort=title&phase=custody",
        "/practices.csv",
        "/themes/",
        "/themes/custodial-setting/",
        "/sources/",
    ),
    *("/sources/hague-2011/", "/glossary/", "/glossary/radicalisation/", "/changes/", "/editions/", "/editions/1/"),
    *("/practices/trust-between-staff-and-detainees/", "/about/"),
)


def queries(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert Client().get(path).status_code == 200
    return len(captured)


@pytest.fixture
def ninety(db: None) -> None:
    """Fifty practices more, each citing, linking and using what the pages above show; and editions with all of them."""
    body = factories.body("the work", "hague-2011").replace(
        "It helps people change.", "See [[trust-between-staff-and-detainees]] on [[term:radicalisation]]."
    )
    for n in range(50):
        practice = factories.published(f"made-up-{n}", body=body)
        practice.themes.add(factories.theme("custodial-setting"))
    for number in (2, 3, 4):
        freeze(Edition.objects.create(number=number, title=f"Edition {number}", published_on="2027-01-01"), by=None)


def test_lists_ask_no_more_when_there_is_more(reader: Client, request: pytest.FixtureRequest) -> None:
    before = {path: queries(path) for path in PATHS}
    request.getfixturevalue("ninety")
    assert {path: queries(path) for path in PATHS} == before
    assert max(before.values()) <= 25


def test_the_history_of_a_practice_asks_no_more_for_more_versions(reader: Client) -> None:
    practice = factories.published()
    before = queries("/practices/test-practice/history/")
    for n in range(5):
        text = PracticeText.objects.get(practice=practice)
        text.title = f"Title {n}"
        publish(text, by=None, note="Again.")
    assert queries("/practices/test-practice/history/") == before
