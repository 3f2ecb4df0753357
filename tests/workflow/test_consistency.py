"""What points to something that is gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Citation, Concept, FormerSlug, Practice, SourcePassage, Term, TermUse, Theme
from practices.workflow.consistency import findings
from practices.workflow.withdrawal import withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def said() -> list[str]:
    return [finding.what for finding in findings()]


def test_the_first_edition_is_consistent() -> None:
    assert findings() == []


def test_a_link_to_a_withdrawn_practice_is_found_with_its_paragraph() -> None:
    gone = factories.published("gone")
    factories.published("linking", body=factories.body().replace("It helps", "See [[gone]]. It helps"))
    withdraw(gone, reason="It was wrong.", by=None)
    (finding,) = findings()
    assert (finding.practice, finding.paragraph) == (Practice.objects.get(slug="linking"), 2)
    assert finding.what == "Links to gone, which is withdrawn."


def test_a_typed_link_counts_too() -> None:
    gone = factories.published("gone")
    factories.published("linking", related=[{"to": "gone", "kind": "see-also", "reason": "It is near."}])
    Practice.objects.filter(pk=gone.pk).update(status="draft")
    assert said() == ["Links to gone, which is draft."]


def test_places_terms_and_practices_that_are_gone_are_found() -> None:
    Term.objects.create(slug="okapi", name="okapi", definition="A shy animal.")
    other = factories.published("other")
    body = factories.body().replace("It helps", "See [[term:okapi]] and [[other]]. It helps")
    factories.published("pointing", body=body)
    TermUse.objects.filter(term__slug="okapi").delete()
    Term.objects.get(slug="okapi").delete()
    Citation.objects.filter(passage__label="¶2", source__slug="test-source").delete()
    SourcePassage.objects.get(source__slug="test-source", label="¶2").delete()
    Practice.objects.filter(pk=other.pk).update(slug="elsewhere")
    assert {what for what in said() if "test-source" not in what} == {
        "Links to other, which is no practice.",
        "Uses the term okapi, which is not in the glossary.",
    }
    assert "Cites test-source, ¶2, a place that is gone." in said()


def test_former_names_lead_on() -> None:
    other = factories.published("other")
    factories.published("pointing", body=factories.body().replace("It helps", "See [[other]]. It helps"))
    Practice.objects.filter(pk=other.pk).update(slug="elsewhere")
    FormerSlug.objects.create(kind="practice", slug="other", object_id=other.pk)
    assert said() == []


def test_notes_of_themes_and_numbers_in_the_thesaurus_are_looked_at() -> None:
    theme = factories.theme(elsewhere=[{"theme": "no-such-theme", "words": "the rest"}])
    concept = Concept.objects.create(slug="zebras", name="zebras", labels=["zebra"], practices=[99_999])
    assert [(finding.kind, finding.record) for finding in findings()] == [("theme", theme), ("concept", concept)]
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_it_asks_the_same_number_of_questions_whatever_the_size() -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            findings()
        return len(captured)

    before = questions()
    for n in range(5):
        factories.published(
            f"one-more-{n}", body=factories.body().replace("It helps", "See [[term:radicalisation]]. It")
        )
    assert questions() == before <= 20
