"""What changed between two texts: nothing lost, nothing twice."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.rendering.diff import Piece, blocks, changed_share, compare, compare_words, likeness
from tests.rendering.texts import prose, thorough

text = st.one_of(prose, st.text(max_size=40))


@thorough
@given(text, text)
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    pieces = compare_words(old, new)
    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new


@thorough
@given(text, text)
def test_every_block_of_both_texts_stands_in_exactly_one_block_in_order(old: str, new: str) -> None:
    found = compare(old, new)
    assert [block.old for block in found if block.kind != "added"] == blocks(old)
    assert [block.new for block in found if block.kind != "removed"] == blocks(new)


@thorough
@given(text, text)
def test_the_pieces_of_a_block_give_back_its_two_sides(old: str, new: str) -> None:
    for block in compare(old, new):
        assert "".join(piece.old for piece in block.pieces) == block.old
        assert "".join(piece.new for piece in block.pieces) == block.new
        assert (block.kind == "same") == all(piece.same for piece in block.pieces)


@thorough
@given(text)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {block.kind for block in compare(text, text)} <= {"same"}
    assert changed_share(text, text) == 0


@thorough
@given(text, text)
def test_likeness_and_changed_share_are_shares(old: str, new: str) -> None:
    assert 0 <= likeness(old, new) <= 1
    assert likeness(old, new) == likeness(new, old)
    assert 0 <= changed_share(old, new) <= 1


def test_many_equal_paragraphs_are_still_the_same() -> None:
    assert {block.kind for block in compare("a\n\n" * 1_000, "a\n\n" * 1_000)} == {"same"}


def kinds(old: str, new: str) -> list[str]:
    return [block.kind for block in compare(old, new)]


def test_a_changed_paragraph_stands_beside_its_old_self() -> None:
    old = "Alpha beta gamma delta.\n\nSomething else entirely."
    assert kinds(old, "Alpha beta gamma epsilon.\n\nSomething else entirely.") == ["changed", "same"]


def test_added_and_removed_paragraphs_are_told_from_changed_ones() -> None:
    assert kinds("One.", "One.\n\nA new thought here.") == ["same", "added"]
    assert kinds("One.\n\nAn old thought here.", "One.") == ["same", "removed"]
    assert kinds("apple pear", "quite different words") == ["added", "removed"]


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = compare_words("Train all staff well.", "Train new staff well.")
    assert [piece for piece in pieces if not piece.same] == [Piece("all", "new")]


def test_two_changes_with_a_space_between_read_as_one() -> None:
    assert compare_words("a b c d", "a x y d") == (Piece("a ", "a "), Piece("b c", "x y"), Piece(" d", " d"))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("监狱标准很好", "监狱条件很好", Piece("标准", "条件")),
        ("إعادة التأهيل جيدة", "إعادة الإدماج جيدة", Piece("التأهيل", "الإدماج")),
        ("Text [@a, ¶1] more", "Text [@a, ¶2] more", Piece("[@a, ¶1]", "[@a, ¶2]")),
        ("See [[one|first]].", "See [[two|first]].", Piece("[[one|first]]", "[[two|first]]")),
    ],
)
def test_words_are_cut_in_every_script_and_marks_are_one_word(old: str, new: str, changed: Piece) -> None:
    assert [piece for piece in compare_words(old, new) if not piece.same] == [changed]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 20_000, "a " * 20_000),
        ("a " * 20_000, "a " * 19_999 + "b"),
        ("a " * 1_000, "b " * 1_000),
        ("a\n\n" * 300, "b\n\n" * 300),
        ("a " * 1_999, "a " * 1_000),
        ("", "a " * 20_000),
        ("x a " * 220, "x b " * 220),
        ("a\n\n" * 5_000, "b\n\na\n\n" * 2_500),
        ("x a\n\n" * 5_000, "x b\n\n" * 5_000),
        ("x a\n\ny\n\n" * 100, "x b\n\ny\n\n" * 100),
    ],
)
def test_long_texts_are_compared_in_a_bounded_time(old: str, new: str) -> None:
    started = time.process_time()
    assert "".join(piece.new for piece in compare_words(old, new)) == new
    assert len(compare(old, new)) >= 1
    assert time.process_time() - started < 4
