"""Tables as CSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.exchange.table import COLUMNS, FORMULA, MARK, practice_rows, write_table
from practices.models import Practice
from tests import factories


def written(*rows: list[object]) -> list[list[str]]:
    out = io.StringIO(newline="")
    write_table(out, ["a", "b"], rows)
    assert out.getvalue().startswith(MARK)
    return list(csv.reader(io.StringIO(out.getvalue().removeprefix(MARK), newline="")))


def test_a_table_has_a_header_and_its_rows() -> None:
    assert written([1, "x, “y”"], [None, "two\nlines"]) == [["a", "b"], ["1", "x, “y”"], ["", "two\nlines"]]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(FORMULA))
def test_no_cell_begins_as_a_formula_and_no_word_is_lost(text: str, sign: str) -> None:
    (_, (cell, plain)) = written([sign + text, "plain"])
    assert cell == f"'{sign}{text}"
    assert plain == "plain"


@pytest.mark.django_db
def test_a_practice_has_a_value_in_every_column() -> None:
    factories.published("tabled", title="=1+1")
    (row,) = practice_rows(Practice.objects.filter(slug="tabled").for_list("en"), "en", "https://x.org")
    number = Practice.objects.get(slug="tabled").number
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "number": f"P-{number}",
        "title": "=1+1",
        "key message": "Do it with care.",
        "main theme": "Test theme",
        "themes": "Test theme",
        "stage": "In custody",
        "who acts": "",
        "basis": "Not assessed",
        "sources": 1,
        "status": "Published",
        "version": 1,
        "last reviewed": None,
        "review by": None,
        "address": f"https://x.org/p/{number}/",
    }
