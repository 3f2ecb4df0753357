"""What is asked of FTS5: only quoted terms, so nothing that somebody types is taken for an operator."""

import pytest

from practices.search.backends.base import Match
from practices.search.backends.sqlite import _expression


def test_every_group_must_match_by_its_own_words_or_by_another_way() -> None:
    wanted = Match([(["polic", "interview"], [("polic", "question"), ("concept0x",)]), (["cell"], [])])
    assert _expression(wanted) == ('((("polic" AND "interview") OR "polic question" OR "concept0x") AND (("cell")))')


def test_any_group_may_match() -> None:
    assert _expression(Match([(["a"], []), (["b"], [])], any=True)) == '((("a")) OR (("b")))'


def test_phrases_must_match_as_they_are() -> None:
    assert _expression(Match([], phrases=[["thin", "budget"]])) == '"thin budget"'
    assert _expression(Match([(["a"], [])], phrases=[["b", "c"]])) == '"b c" AND ((("a")))'


@pytest.mark.parametrize("number", [1, 2, 150])
def test_what_is_left_out_is_never_nested_deeper(number: int) -> None:
    text = _expression(Match([(["a"], [])], excluded=[["b"]] * number))
    assert text == '(((("a")))) NOT (' + " OR ".join(['"b"'] * number) + ")"


def test_columns_narrow_what_is_wanted_and_not_what_is_left_out() -> None:
    wanted = Match([(["a"], [])], excluded=[["b"]])
    assert _expression(wanted, ("title", "labels")) == '({title labels} : (((("a"))))) NOT ("b")'


@pytest.mark.parametrize("word", ["AND", "OR", "NOT", "NEAR", "title"])
def test_words_of_the_engine_are_only_words(word: str) -> None:
    assert _expression(Match([([word], [])])) == f'((("{word}")))'
