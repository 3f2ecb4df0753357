"""Misspelt words: put right when it is clear what was meant, offered when it is not, left alone when known."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.models import PracticeText, SearchWord
from practices.search.find import find
from practices.search.spelling import LETTERS_AN_EDIT, correct, correct_each, distance
from practices.workflow.publication import publish
from tests import factories
from tests.search import numbers

letters = st.text(alphabet="abcd", max_size=7)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("", "", 0),
        ("prison", "prison", 0),
        ("prison", "prisn", 1),
        ("prisn", "prison", 1),
        ("prison", "prizon", 1),
        ("prison", "pirson", 1),
        ("prison", "pirsn", 2),
        ("abc", "xyz", 3),
    ],
)
def test_edits_are_counted(a: str, b: str, edits: int) -> None:
    assert distance(a, b, 3) == edits


@given(letters, letters, st.integers(0, 3))
@settings(deadline=None, database=None)
def test_the_distance_is_the_same_both_ways_and_stops_at_the_most(a: str, b: str, most: int) -> None:
    found = distance(a, b, most)
    assert found == distance(b, a, most) <= most + 1
    assert (found == 0) == (a == b)
    assert found == min(distance(a, b, 10), most + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rehabilitaton", "rehabilitation"),
        ("pshycologist", "psychologist"),
        ("relgious", "religious"),
        ("reintergration", "reintegration"),
        ("inteligence", "intelligence"),
        ("cognitve", "cognitive"),
        ("radicalizaton", "radicalization"),
        ("rpison", "prison"),
    ],
)
def test_a_clear_case_is_put_right_and_said(typed: str, meant: str) -> None:
    results = find(typed)
    (correction,) = results.applied
    assert (correction.typed, correction.meant[0]) == (typed, meant)
    assert results.suggested == []
    assert numbers(typed)[:3] == numbers(f"{meant} ")[:3]


@pytest.mark.django_db
def test_an_unclear_case_is_offered_and_not_applied() -> None:
    SearchWord.objects.bulk_create(
        SearchWord(language="en", word=word, term=word, entries=2) for word in ("zebrula", "zebrulo")
    )
    correction = correct("zebrulx", "en")
    assert correction is not None
    assert (correction.meant, correction.clear) == (("zebrula", "zebrulo"), False)
    results = find("zebrulx")
    assert (results.applied, [c.typed for c in results.suggested]) == ([], ["zebrulx"])


@pytest.mark.django_db
def test_a_much_more_frequent_word_is_clear() -> None:
    for word, entries in (("zebrula", 9), ("zebrulo", 3)):
        SearchWord.objects.create(language="en", word=word, term=word, entries=entries)
    correction = correct("zebrulx", "en")
    assert correction is not None
    assert (correction.meant[0], correction.clear) == ("zebrula", True)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["xyz", "xyzzyplugh", "a1b2c3d4", "", "ab" * (LETTERS_AN_EDIT - 3)])
def test_nothing_near_is_nothing(typed: str) -> None:
    assert correct(typed, "en") is None


@pytest.mark.django_db
def test_a_word_that_only_labels_have_is_not_put_right_to_itself() -> None:
    known = (
        SearchWord.objects.filter(language="en", entries=0).exclude(word__startswith="=").values_list("word", flat=True)
    )
    assert "academy" in known
    assert [word for word in known if find(f"{word} ").corrections] == []


@pytest.mark.django_db
def test_a_word_that_was_written_wrong_and_put_right_is_forgotten() -> None:
    factories.published(key_message="Mind the zebrulla.")
    text = PracticeText.objects.get(practice__slug="test-practice")
    text.key_message = "Mind the zebrula."
    publish(text, by=None, note="Spelling.")
    results = find("zebrulla")
    assert [c.meant[0] for c in results.applied] == ["zebrula"]
    assert results.total == 1


@pytest.mark.django_db
def test_no_more_than_two_words_are_put_right() -> None:
    assert len(find("rehabilitaton relgious inteligence cognitve").corrections) == 2


@pytest.mark.django_db
def test_a_foreign_word_is_no_misspelling() -> None:
    assert find("récidive").corrections == []
    assert find("безопасностьь").corrections == []


@pytest.mark.django_db
def test_however_many_words_are_wrong_it_is_one_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = correct_each(["rehabilitaton", "relgious", "xyzzyplugh", "academy", "ab"], "en")
    assert {word: c.meant[0] for word, c in found.items()} == {
        "rehabilitaton": "rehabilitation",
        "relgious": "religious",
    }
    with django_assert_num_queries(0):
        assert correct_each(["abc", "", "a1b2c3d4"], "en") == {}


@pytest.mark.django_db
def test_one_word_does_not_lend_its_candidates_to_another() -> None:
    together = correct_each(["rehabilitaton", "prisn", "staf"], "en")
    assert {word: correct(word, "en") for word in ("rehabilitaton", "prisn", "staf")} == together
