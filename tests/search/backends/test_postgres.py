"""What PostgreSQL is given: vectors and queries with quoted words and positions, which its parser leaves alone."""

from itertools import pairwise

import pytest
from django.db import connection

from practices.search.backends.base import COLUMNS, Match
from practices.search.backends.postgres import BY_LETTER, GAP, LAST_POSITION, LETTERS, PARTS, _expression, packed
from practices.search.find import TIERS
from practices.search.index import Draft, write


def test_each_word_stands_once_with_its_places_and_the_letters_of_its_columns() -> None:
    vector = packed([" good  prison ", "", "", "", " prison "])
    assert vector == f"'good':1A 'prison':2A,{2 + 5 * GAP - GAP + 1}D"


def test_no_phrase_crosses_from_one_column_to_the_next() -> None:
    places = [int(part.split(":")[1][:-1]) for part in packed([" a ", " b ", " c ", " d ", " e "]).split()]
    assert all(after - before > GAP for before, after in pairwise(places))


def test_positions_stop_where_the_engine_stops_counting() -> None:
    places = packed(["", "", "", "", " x " * (LAST_POSITION + 50)]).removeprefix("'x':").split(",")
    assert len(places) == LAST_POSITION + 50
    assert places[-1] == f"{LAST_POSITION}D"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such list")
def test_nothing_waits_outside_the_indexes_when_an_entry_was_written() -> None:
    paragraphs = [(1, "how", "How", " ".join(f"word{n}" for n in range(2_000)))]
    write([Draft("practice", "P-1", "en", "p", "/p/", "Title", "Message", "1", paragraphs=paragraphs)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid JOIN pg_am ON relam = pg_am.oid "
                       "WHERE amname = 'gin' AND relname LIKE 'search%'")  # fmt: skip
        names = [name for (name,) in cursor.fetchall()]
        assert len(names) == 4
        for name in names:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
            assert cursor.fetchone() == (0,)


def test_every_column_has_a_letter_and_every_letter_a_weight() -> None:
    assert tuple(LETTERS) == COLUMNS
    assert sorted(BY_LETTER) == ["A", "B", "C", "D"]
    assert [BY_LETTER[letter] for letter in "ABCD"] == sorted(BY_LETTER.values(), reverse=True)


def test_every_group_must_match_by_its_own_words_or_by_another_way() -> None:
    wanted = Match([(["polic", "interview"], [("polic", "question")]), (["cell"], [])])
    assert _expression(wanted) == ("(((('polic') & ('interview')) | ('polic' <-> 'question')) & ((('cell'))))")


def test_any_group_may_match() -> None:
    assert _expression(Match([(["a"], []), (["b"], [])], any=True)) == "(((('a'))) | ((('b'))))"


def test_phrases_are_words_side_by_side() -> None:
    assert _expression(Match([], phrases=[["thin", "budget"]])) == "('thin' <-> 'budget')"


def test_every_tier_of_a_search_is_a_part_with_an_index() -> None:
    assert set(PARTS) == set(TIERS)


@pytest.mark.parametrize("number", [1, 2, 150])
def test_what_is_left_out_is_never_nested_deeper(number: int) -> None:
    text = _expression(Match([(["a"], [])], excluded=[["b", "c"]] * number))
    assert text == "((((('a'))))) & !(" + " | ".join(["('b' <-> 'c')"] * number) + ")"
