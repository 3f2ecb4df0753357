"""The thesaurus, the index, and what was looked for in vain."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import Concept, FailedSearch, PracticeQuestion, SearchEntry, SearchFacets, SearchLabel, SearchWord

pytestmark = pytest.mark.django_db


def test_a_concept_is_known_by_its_slug_and_has_a_token_of_its_own() -> None:
    concept = Concept.objects.get_by_natural_key("prison-officers")
    assert (concept.natural_key(), concept.token) == (("prison-officers",), "concept0prisonofficers")


def test_tokens_of_concepts_differ() -> None:
    tokens = [concept.token for concept in Concept.objects.all()]
    assert len(tokens) == len(set(tokens))


def test_a_question_is_known_by_its_practice_and_words() -> None:
    question = PracticeQuestion.objects.select_related("practice").first()
    assert question is not None
    assert PracticeQuestion.objects.get_by_natural_key(*question.natural_key()) == question


def test_the_same_question_stands_once_beside_a_practice() -> None:
    question = PracticeQuestion.objects.first()
    assert question is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeQuestion.objects.create(practice_id=question.practice_id, text=question.text)


def test_a_thing_is_in_the_index_once_in_a_language() -> None:
    entry = SearchEntry.objects.filter(kind="practice").first()
    assert entry is not None
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_what_was_wanted_most_comes_first() -> None:
    FailedSearch.objects.create(query="seldom", times=1)
    FailedSearch.objects.create(query="often", times=5)
    assert [search.query for search in FailedSearch.objects.most_wanted()] == ["often", "seldom"]


@pytest.mark.parametrize("model", [Concept, PracticeQuestion, SearchEntry, SearchFacets, SearchLabel, SearchWord])
def test_each_row_is_said_in_a_line(model: type) -> None:
    row = model.objects.first()
    assert str(row).strip()
