"""Any string is a query, and what is meant is taken from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.search.query import MOST_WORDS, Word, is_cjk, is_function_word, parse, tidy


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("P-07", 7),
        ("p7", 7),
        ("P 15", 15),
        ("practice 12", 12),
        ("Practice no. 30", 30),
        ("practice number 1", 1),
        ("no. 3", 3),
        ("#16", 16),
        ("22", 22),
        (" 007 ", 7),
        ("P–41", 41),
        ("P‑35", 35),
        ("P10.", 10),
        ("(P-35)", 35),
        ("P 35,", 35),
        ("14.", 14),
        ("GP 14", 14),
        ("good practice P-14", 14),
        ("show me practice 21", 21),
        ("what does P-07 say?", 7),
    ],
)
def test_a_number_is_known_however_it_is_written(text: str, number: int) -> None:
    assert parse(text).number == number


@pytest.mark.parametrize(
    "text", ["0", "P-0", "12 angry men", "P-07 and P-08", "1234567", "-3", "2.5", "P", "", "practice 3 skills", "“7”"]
)
def test_what_is_no_number_of_a_practice(text: str) -> None:
    assert parse(text).number is None


def test_words_phrases_and_what_is_left_out() -> None:
    query = parse('prison "thin budgets" -family -"social work" staff')
    assert [word.text for word in query.words] == ["prison", "staff"]
    assert query.phrases == [["thin", "budget"]]
    assert query.excluded == [["famili"], ["social", "work"]]


@pytest.mark.parametrize(
    "quoted", ['"thin budgets"', "“thin budgets”", "«thin budgets»", "„thin budgets“", '"thin budgets']
)
def test_every_kind_of_quotation_mark_makes_a_phrase(quoted: str) -> None:
    assert parse(quoted).phrases == [["thin", "budget"]]


def test_a_hyphen_within_a_word_leaves_nothing_out() -> None:
    query = parse("pre-trial multi-agency")
    assert [word.text for word in query.words] == ["pre", "trial", "multi", "agency"]
    assert query.excluded == []


def test_operators_of_other_engines_are_words() -> None:
    query = parse("prison AND (staff OR NEAR/3 guard*) title:x ^y")
    assert [word.text for word in query.words] == [
        "prison",
        "AND",
        "staff",
        "OR",
        "NEAR",
        "3",
        "guard",
        "title",
        "x",
        "y",
    ]


@pytest.mark.parametrize("text", ["", "   ", '""', "-", "- - -", "-prison", "!?*()", "😀", "\0", "\u200f", "\ud800"])
def test_a_query_without_a_word_is_empty(text: str) -> None:
    assert parse(text).is_empty


@pytest.mark.parametrize(
    ("text", "open_ended"),
    [("prison staf", True), ("prison ", False), ("prison.", False), ('"prison"', False), ("", False), ("P-07", True)],
)
def test_the_last_word_may_be_unfinished(text: str, open_ended: bool) -> None:
    assert parse(text).open_ended is open_ended


def test_control_and_formatting_characters_go() -> None:
    assert tidy("a\0b\u202ec\n\td\ud800") == "abc d"


def test_no_more_than_so_many_words() -> None:
    assert len(parse("word " * 60).words) == MOST_WORDS


def test_a_function_word_of_another_language_counts_when_the_collection_knows_it() -> None:
    son = Word("son", "son")
    assert is_function_word(son, set())
    assert not is_function_word(son, {"son"})
    assert is_function_word(Word("the", "the"), {"the"})


def test_scripts_without_blanks_are_told() -> None:
    assert is_cjk("风险")
    assert is_cjk("刑務所")
    assert not is_cjk("риск")


@given(st.text(max_size=300))
@settings(deadline=None, database=None, max_examples=500)
def test_any_string_is_a_query(text: str) -> None:
    query = parse(text)
    assert "\0" not in query.text
    assert all(word.term for word in query.words)
    assert all(query.phrases)
    assert all(query.excluded)
    assert len(query.words) <= MOST_WORDS


@given(st.text(alphabet='"“”«»-() *:^\\ab\0\u200f', max_size=300))
@settings(deadline=None, database=None, max_examples=300)
def test_any_heap_of_marks_is_a_query(text: str) -> None:
    assert set("".join(word.text for word in parse(text).words)) <= set("ab")
