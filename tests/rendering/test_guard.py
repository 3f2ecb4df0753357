"""Texts that would cost too much are refused, in words for their writer."""

import unicodedata

import pytest
from hypothesis import given

from practices.rendering.guard import MAX_CHARACTERS, TooComplex, check, tidy
from tests.rendering.texts import hostile, thorough


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a" * (MAX_CHARACTERS + 1), "20,001 characters"),
        ("[" * 1_201, "square brackets"),
        ("*" * 2_001, "formatting characters"),
        ("# a\n" * 201, "headings"),
        ("a\n---\n" * 201, "headings"),
        ("- " * 9 + "a", "nested"),
        ("> " * 9 + "a", "nested"),
        ("1. " * 9 + "a", "nested"),
        ("    " * 9 + "- a", "nested"),
        ("\t" * 9 + "- a", "nested"),
    ],
)
def test_what_is_too_much_is_named(text: str, reason: str) -> None:
    with pytest.raises(TooComplex, match=reason):
        check(text)


@pytest.mark.parametrize(
    "text", ["a" * MAX_CHARACTERS, "[" * 1_200, "*" * 2_000, "# a\n" * 200, "- " * 8 + "a", "-" * 80]
)
def test_the_limit_itself_is_allowed(text: str) -> None:
    assert check(text) == text


@thorough
@given(hostile)
def test_a_tidied_text_has_no_control_characters_and_stays_tidy(text: str) -> None:
    once = tidy(text)
    assert not [c for c in once if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert tidy(once) == once


def test_line_ends_become_one_kind_and_letters_are_composed() -> None:
    assert tidy("a\r\nb\rc e\u0301\x00\x02") == "a\nb\nc é"
