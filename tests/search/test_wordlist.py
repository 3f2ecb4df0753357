"""The list of words stays true whatever comes and goes."""

import pytest

from practices.models import SearchEntry, SearchWord
from practices.search import wordlist
from practices.search.wordlist import Tally
from tests import factories

pytestmark = pytest.mark.django_db


def listed() -> dict[tuple[str, str], int]:
    return {(row.language, row.word): row.entries for row in SearchWord.objects.filter(entries__gt=0)}


def test_the_list_made_anew_is_the_list_that_was_kept() -> None:
    factories.published("one-more-practice")
    kept = listed()
    tally = Tally()
    tally.add(SearchEntry.objects.all())
    wordlist.replace(tally)
    assert listed() == kept


def test_adding_and_taking_away_leaves_it_as_it_was() -> None:
    before = listed()
    entry = SearchEntry.objects.filter(kind="practice").first()
    assert entry is not None
    wordlist.count([entry], 1)
    assert listed() != before
    wordlist.count([entry], -1)
    assert listed() == before


def test_the_row_of_the_empty_term_counts_practices() -> None:
    before = SearchWord.objects.get(language="en", word="=").entries
    factories.published("one-more-practice")
    assert SearchWord.objects.get(language="en", word="=").entries == before + 1
