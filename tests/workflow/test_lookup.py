"""What a text mentions, found in the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Practice, Source, Term
from practices.workflow.lookup import DatabaseLookup, filed_today, sources_by_key
from practices.workflow.naming import rename
from tests import factories

pytestmark = pytest.mark.django_db


def lookup(text: str, language: str = "en") -> DatabaseLookup:
    return DatabaseLookup([text], language)


def test_a_practice_is_found_with_its_title_in_the_language_else_its_code() -> None:
    practice = factories.published("one")
    found, foreign = lookup("[[one]]").practice("one"), lookup("[[one]]", "fr").practice("one")
    assert found
    assert (found.href, found.title, found.slug) == ("/practices/one/", "Try one", "one")
    assert foreign
    assert foreign.title == practice.code


def test_former_slugs_of_practices_terms_and_sources_are_followed() -> None:
    rename(factories.published("one"), "two", by=None)
    rename(Term.objects.get(slug="radicalisation"), "renamed-term", by=None)
    rename(Source.objects.get(slug="hague-2011"), "renamed-source", by=None)
    found = lookup("[[one]] [[term:radicalisation]] [@hague-2011, ¶1]")
    targets = [found.practice("one"), found.term("radicalisation"), found.passage("hague-2011", "¶1")]
    assert [target.slug if target else None for target in targets] == ["two", "renamed-term", "renamed-source"]


def test_a_place_is_found_in_any_letter_case_under_its_own_name() -> None:
    found = lookup("[@rome-memorandum, good practice 1]").passage("rome-memorandum", "good practice 1")
    assert found
    assert found.title == "Good Practice 1"


def test_what_is_not_there_is_none() -> None:
    found = lookup("[[no-such]] [[term:no-such]] [@no-such, ¶1] [@hague-2011, ¶99]")
    assert [found.practice("no-such"), found.term("no-such")] == [None, None]
    assert [found.passage("no-such", "¶1"), found.passage("hague-2011", "¶99")] == [None, None]


def test_a_hundred_links_cost_no_more_queries_than_one() -> None:
    few = "[[robust-aftercare]] [[term:radicalisation]] [@hague-2011, ¶1]"
    many = few + " ".join(f"[[{slug}]]" for slug in Practice.objects.values_list("slug", flat=True))
    counts = []
    for text in (few, many):
        with CaptureQueriesContext(connection) as captured:
            lookup(text)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_themes_are_read_under_the_names_they_have_today() -> None:
    theme = factories.theme("old-theme")
    content = {"primary_theme": "old-theme", "themes": ["aftercare", "old-theme", "no-such"], "title": "Kept"}
    assert filed_today(content) is content
    rename(theme, "a-new-theme", by=None)
    assert filed_today(content) == {
        "primary_theme": "a-new-theme",
        "themes": ["a-new-theme", "aftercare", "no-such"],
        "title": "Kept",
    }
    assert filed_today({"title": "A draft"}) == {"title": "A draft"}


def test_sources_are_found_by_every_key_they_had() -> None:
    source = Source.objects.get(slug="hague-2011")
    rename(source, "renamed-source", by=None)
    assert sources_by_key(["hague-2011", "renamed-source", "no-such"]) == {
        "hague-2011": source,
        "renamed-source": source,
    }
