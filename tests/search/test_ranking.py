"""Where words stand, how rare they are and whether they stand together decides; the same sums on every engine."""

from dataclasses import dataclass

import pytest

from practices.search.analysis import padded, terms
from practices.search.expansion import Alternative, Group
from practices.search.ranking import SAME_TITLE, TYPICAL_LENGTH, Scorer, Statistics

STATISTICS = Statistics({"zebra": 4, "quagga": 4, "okapi": 4, "common": 90}, 100)


@dataclass
class Entry:
    terms_title: str = ""
    terms_labels: str = ""
    terms_summary: str = ""
    terms_asked: str = ""
    terms_body: str = ""
    length: int = TYPICAL_LENGTH


def entry(length: int = TYPICAL_LENGTH, **columns: str) -> Entry:
    return Entry(length=length, **{f"terms_{name}": padded(terms(text)) for name, text in columns.items()})


def points(found: Entry, *words: str, phrases: tuple[tuple[str, ...], ...] = ()) -> float:
    return Scorer([Group(word, [word]) for word in words], phrases, STATISTICS).score(found)


def test_columns_weigh_in_the_order_of_what_they_say() -> None:
    by_column = [points(entry(**{name: "zebra"}), "zebra") for name in ("title", "labels", "summary", "asked", "body")]
    assert by_column[0] == max(by_column)
    assert by_column[4] == min(by_column)
    assert min(by_column) > 0


def test_nothing_is_worth_nothing() -> None:
    assert points(entry(body="other words"), "zebra") == 0
    assert Scorer([], [], STATISTICS).score(entry()) == 0


def test_rare_words_tell_more_than_common_ones() -> None:
    assert points(entry(body="zebra"), "zebra") > points(entry(body="common"), "common") > 0


def test_rarity_is_never_negative_even_when_the_counts_are_behind() -> None:
    behind = Statistics({"zebra": 9}, 3)
    assert behind.rarity(["zebra"]) > 0
    assert behind.rarity([]) >= 0
    assert Statistics({}, 0).rarity(["zebra"]) >= 0


def test_a_word_said_again_adds_ever_less() -> None:
    once, twice, often = (points(entry(body="zebra " * n), "zebra") for n in (1, 2, 40))
    assert once < twice < often
    assert twice - once < once
    assert often < 4 * once


def test_a_long_text_needs_more_of_a_word() -> None:
    assert points(entry(body="zebra"), "zebra") > points(entry(length=10 * TYPICAL_LENGTH, body="zebra"), "zebra")


def test_all_of_the_words_beat_one_of_them_many_times() -> None:
    assert points(entry(body="zebra quagga"), "zebra", "quagga") > points(entry(body="zebra " * 50), "zebra", "quagga")


def test_side_by_side_beats_far_apart() -> None:
    near, far = entry(body="zebra quagga common"), entry(body="zebra common quagga")
    assert points(near, "zebra", "quagga") > points(far, "zebra", "quagga")


def test_a_phrase_counts_where_it_stands() -> None:
    phrase = (("zebra", "quagga"),)
    assert points(entry(body="zebra quagga"), phrases=phrase) > 0
    assert points(entry(body="quagga zebra"), phrases=phrase) == 0


@pytest.mark.parametrize(
    ("title", "query", "same"),
    [
        ("Zebra okapi quagga", "zebra okapi quagga", True),
        ("Zebra and okapi", "zebra okapi", True),
        ("Zebra okapi quagga", "quagga zebra okapi", False),
        ("Zebra okapi quagga common", "zebra okapi", False),
        ("Zebra", "zebra", False),
    ],
)
def test_the_words_of_a_title_bring_it_to_the_top(title: str, query: str, same: bool) -> None:
    assert (points(entry(title=title), *query.split()) >= SAME_TITLE) is same


def test_another_way_counts_for_less_than_the_words_themselves() -> None:
    group = Group("zebra", ["zebra"], [Alternative(("quagga",), 0.5)])
    scorer = Scorer([group], [], STATISTICS)
    own, other, both = (scorer.score(entry(body=b)) for b in ("zebra", "quagga", "zebra quagga"))
    assert both > own > other > 0


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert points(entry(body="zebras"), "zebr") == 0
