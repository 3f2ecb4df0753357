"""What can be linked or cited, with the code to write."""

import pytest
from django.test import Client

from practices.rendering.markdown import render
from practices.views.picking import picks
from practices.workflow.lookup import DatabaseLookup

pytestmark = pytest.mark.django_db


def test_practices_terms_and_places_are_found_by_words(reader: Client) -> None:
    rows = reader.get("/proposals/pick/?q=aftercare").json()["suggestions"]
    codes = [row["insert"] for row in rows]
    assert "[[term:aftercare]]" in codes
    assert "[[robust-aftercare]]" in codes
    assert all(set(row) == {"label", "kind", "about", "insert"} and row["label"] for row in rows)
    found = picks("Rome Memorandum")
    places = [pick.code for pick in found if pick.kind == "Source"]
    assert "[@rome-memorandum, Good Practice 2]" in places


@pytest.mark.parametrize("words", ["hague", "trust between staff", "radicalisation"])
def test_every_code_leads_somewhere(reader: Client, words: str) -> None:
    text = "\n\n".join(pick.code for pick in picks(words))
    assert text
    assert render(text, DatabaseLookup([text], "en")).broken == []


@pytest.mark.parametrize("words", ["", "   ", "zeppelin", "x" * 5_000, "\0", "[[", "a" + "̀" * 400])
def test_odd_words_find_nothing_and_break_nothing(reader: Client, words: str) -> None:
    response = reader.get("/proposals/pick/", {"q": words})
    assert response.status_code == 200
    assert isinstance(response.json()["suggestions"], list)
