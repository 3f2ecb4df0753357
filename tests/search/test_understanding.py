"""What a query is understood as: what is asked of a practice, and what only counts."""

import pytest

from practices.models import Concept
from practices.search.find import find
from practices.search.query import parse
from practices.search.understanding import Wanted, understand
from practices.workflow.indexing import index_record
from tests import factories
from tests.search import numbers

pytestmark = pytest.mark.django_db


def understood(text: str, *, exact: bool = False) -> Wanted:
    return understand(parse(text), "en", exact)


def required(text: str, *, exact: bool = False) -> list[str]:
    return [group.text for group in understood(text, exact=exact).required]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("psychologists in jail", ["psychologists"]),
        ("religious scholars for convicted terrorists", ["religious scholars"]),
        ("jail", ["jail"]),
        ("jail for convicted terrorists", ["jail", "convicted terrorists"]),
        ("help with diplomas", ["diplomas"]),
        ("imam inside jail", ["imam"]),
    ],
)
def test_what_every_practice_is_about_is_not_asked_beside_something_else(query: str, asked: list[str]) -> None:
    assert required(query) == asked


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("psychologist in jail", 19),
        ("religious scholars in jail", 20),
        ("incentives in jail", 31),
        ("families of convicted terrorists", 24),
        ("aftercare for convicted terrorists", 33),
    ],
)
def test_the_subject_comes_before_the_setting(query: str, number: int) -> None:
    assert numbers(query)[0] == number


def test_a_label_of_several_concepts_is_pervasive_only_when_all_are() -> None:
    for slug, pervasive in (("zebra", True), ("okapi", False)):
        index_record(Concept.objects.create(slug=slug, name=slug, labels=["quagga"], pervasive=pervasive))
    assert required("quagga diplomas") == ["quagga", "diplomas"]
    Concept.objects.filter(slug="okapi").update(pervasive=True)
    index_record(Concept.objects.get(slug="okapi"))
    assert required("quagga diplomas") == ["diplomas"]


def test_a_word_that_stands_nowhere_is_left_out_and_said() -> None:
    practice = factories.published("zebra", key_message="The quagga sleeps.")
    found = find("quagga xyzzyplugh ")
    assert [hit.entry.number for hit in found.hits] == [practice.number]
    assert found.left_out == ["xyzzyplugh"]
    assert required("quagga xyzzyplugh ") == ["quagga"]


def test_words_that_all_stand_nowhere_are_all_asked() -> None:
    found = find("xyzzyplugh plughxyzzy ")
    assert (found.total, found.left_out) == (0, [])


def test_the_exact_words_are_all_asked() -> None:
    factories.published("zebra", key_message="The quagga sleeps.")
    assert required("quagga xyzzyplugh ", exact=True) == ["quagga", "xyzzyplugh"]
    assert find("quagga xyzzyplugh ", exact=True).left_out == []


@pytest.mark.parametrize("query", ["formation du personnel", "rehabilitaton pénitentiaire", "rehabilitaton для"])
def test_words_of_another_language_are_not_put_right_unasked(query: str) -> None:
    found = find(query)
    assert found.suggested
    assert not found.applied


def test_a_label_is_known_with_one_of_its_words_misspelt() -> None:
    right, wrong = understood("families of offenders "), understood("famlies of ofenders ")
    assert [(group.own, group.added) for group in wrong.groups] == [(group.own, group.added) for group in right.groups]
    assert numbers("famlies of ofenders ") == numbers("families of offenders ")


def test_an_apostrophe_is_no_other_language() -> None:
    assert [correction.typed for correction in find("rehabilitaton victim’s").applied] == ["rehabilitaton"]
