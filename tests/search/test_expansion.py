"""What is looked for beside the reader's own words, and that it goes no further than one step."""

import pytest

from practices.models import Concept, SearchLabel, Term
from practices.search import labels
from practices.search.expansion import (
    MOST_PARTIAL,
    Group,
    content,
    partial,
    plain_groups,
    telling_terms,
    tongues,
    widen,
)
from practices.search.find import find
from practices.search.query import parse
from practices.workflow.indexing import index_record
from tests.search import numbers

pytestmark = pytest.mark.django_db


def groups(text: str) -> list[Group]:
    return widen(parse(text).words, "en", labels.current(None))


def added(text: str) -> dict[str, list[str]]:
    return {found.words: found.names for found in find(text).added}


def looked_for(text: str) -> set[tuple[str, ...]]:
    return {alternative.terms for group in groups(text) for alternative in group.alternatives}


def concept(slug: str, *labels: str, **fields: object) -> Concept:
    made = Concept.objects.create(slug=slug, name=slug.replace("-", " "), labels=list(labels), **fields)
    index_record(made)
    return made


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("guards", "prison officers"),
        ("imam", "religious scholars"),
        ("FTF", "foreign terrorist fighters"),
        ("sécurité dynamique", "dynamic security"),
        ("seguridad dinámica", "dynamic security"),
        ("الأمن الدينامي", "dynamic security"),
        ("динамическая безопасность", "dynamic security"),
        ("监狱情报", "prison intelligence"),
    ],
)
def test_a_label_leads_to_its_concept_and_the_page_can_say_so(query: str, name: str) -> None:
    (names,) = added(query).values()
    assert names == [name]


def test_the_longest_label_wins() -> None:
    concept("zebra-crossing", "zebra crossing", words=["quagga"])
    concept("zebra", "zebra", words=["okapi"])
    assert [group.text for group in groups("safe zebra crossings")] == ["safe", "zebra crossings"]
    assert ("quagga",) in looked_for("zebra crossing")
    assert ("okapi",) not in looked_for("zebra crossing")


def test_function_words_between_do_not_hide_a_label() -> None:
    concept("zebra-crossing", "crossing of the zebra", words=["quagga"])
    assert ("quagga",) in looked_for("crossing of the zebra")
    assert ("quagga",) in looked_for("crossing zebra")


def test_one_step_and_no_further() -> None:
    """zebra leads to quagga; that quagga is a label of another concept does not lead on to okapi."""
    concept("striped", "zebra", words=["quagga"])
    concept("extinct", "quagga", words=["okapi"])
    assert looked_for("zebra") == {("concept0striped",), ("quagga",)}


@pytest.mark.parametrize(
    ("shared", "one", "other"),
    [
        ("R&R", "rehabilitation", "reintegration"),
        ("MAPPA", "conditional release", "multi-agency cooperation"),
    ],
)
def test_a_shared_label_leads_to_both_terms_but_from_neither_to_the_other(shared: str, one: str, other: str) -> None:
    (names,) = added(shared).values()
    assert sorted(names) == sorted([one, other])
    tokens = {label.name: label.token for label in SearchLabel.objects.filter(name__in=[one, other])}
    assert len(set(tokens.values())) == 2
    for from_, to in ((one, other), (other, one)):
        assert [name for names in added(from_).values() for name in names] == [from_]
        assert (tokens[to],) not in looked_for(from_)
        assert not {terms for terms in looked_for(from_) if terms == tuple(t.term for t in parse(to).words)}


def test_a_shared_label_of_terms_without_a_concept_leads_nowhere_else() -> None:
    for slug in ("zebra", "quagga"):
        made = Term.objects.create(slug=slug, name=slug, definition="An animal.")
        made.labels.create(language="en", kind="abbreviation", text="ZQ", ambiguous=True)
        index_record(made)
    assert looked_for("zebra") == set()
    assert looked_for("ZQ") == {("zebra",), ("quagga",)}


def test_exact_words_and_quotation_marks_switch_it_off() -> None:
    assert added("imam")
    assert find("imam", exact=True).added == []
    assert find('"imam"').added == []
    assert numbers("imam", exact=True) == numbers('"imam"')
    assert find("imam").total > find("imam", exact=True).total


def test_plain_groups_have_nothing_added() -> None:
    assert [(group.own, group.alternatives) for group in plain_groups(parse("the imam").words)] == [
        (["the"], []),
        (["imam"], []),
    ]


def test_function_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert [group.text for group in content(groups("what is the zebra for"), set())] == ["zebra"]
    assert [group.text for group in content(groups("what is the"), set())] == ["what", "is", "the"]


def test_part_of_a_foreign_label_widens_too() -> None:
    known, unknown = plain_groups(parse("récidive xyzzy").words)
    for group in (known, unknown):
        partial(group, labels.current(None))
    assert 1 <= len(known.added) <= MOST_PARTIAL
    assert unknown.alternatives == []


@pytest.mark.parametrize(
    ("text", "first"),
    [("risk", "en"), ("риск", "ru"), ("خطر", "ar"), ("风险", "zh"), ("évaluation", "en")],
)
def test_the_script_tells_the_language(text: str, first: str) -> None:
    assert tongues(text, "en")[0] == first


def test_telling_terms_are_those_of_a_longer_run() -> None:
    assert telling_terms(parse("release on licence").words) == [term.term for term in parse("release licence").words]
    assert telling_terms(parse("release licence").words) == []
    assert telling_terms(parse("the licence").words) == []
