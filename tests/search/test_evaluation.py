"""The measures are the usual ones, and search does well by them on the engine under test."""

from math import log2
from pathlib import Path

import pytest
from django.conf import settings

from practices.models import Practice
from practices.search.evaluation import (
    Judged,
    Measures,
    evaluate,
    measure,
    ndcg,
    read,
    recall,
    reciprocal_rank,
    success,
)
from tests.search import numbers

JUDGED = settings.BASE_DIR / "tests" / "search" / "judged.tsv"


@pytest.mark.parametrize(("found", "value"), [([7, 8], 1), ([1, 7], 0.5), ([1, 2, 3, 8], 0.25), ([1], 0), ([], 0)])
def test_the_reciprocal_rank_is_that_of_the_first_right_answer(found: list[int], value: float) -> None:
    assert reciprocal_rank(found, {7, 8}) == value


def test_success_and_recall_look_so_far_and_no_further() -> None:
    assert success([1, 2, 7], {7}, 3) == 1
    assert success([1, 2, 3, 7], {7}, 3) == 0
    assert recall([7, 1, 8], {7, 8, 9, 10}, 10) == 0.5
    assert recall([7, 1, 8], {7, 8}, 2) == 0.5


def test_gain_is_discounted_by_place_and_compared_with_the_best_order() -> None:
    grades = {1: 3, 2: 2, 3: 1}
    assert ndcg([1, 2, 3], grades, 10) == 1
    best = 7 / log2(2) + 3 / log2(3) + 1 / log2(4)
    assert ndcg([3, 2, 1], grades, 10) == pytest.approx((1 / log2(2) + 3 / log2(3) + 7 / log2(4)) / best)
    assert ndcg([9], grades, 10) == 0


def test_right_is_from_grade_two_on() -> None:
    assert Judged("g", "q", {1: 3, 2: 2, 3: 1}).right == {1, 2}


def test_measures_are_means() -> None:
    one, other = Judged("g", "one", {1: 3}), Judged("g", "other", {2: 3})
    found = measure([(one, [1]), (other, [1, 2])])
    assert (found.queries, found.mrr, found.success_1, found.success_3, found.recall_10) == (2, 0.75, 0.5, 1, 1)
    assert Measures(7, 1, 0.5, 1, 1, 0.25).line().split() == ["7", "1.000", "0.500", "1.000", "1.000", "0.250"]


def test_groups_stand_in_the_order_of_the_file_and_all_comes_last() -> None:
    queries = [Judged("b", "x", {1: 3}), Judged("a", "y", {1: 3}), Judged("b", "z", {1: 3})]
    found = evaluate(queries, lambda query: [1] if query == "x" else [])
    assert {group: (m.queries, m.mrr) for group, m in found.items()} == {
        "b": (2, 0.5),
        "a": (1, 0.0),
        "all": (3, pytest.approx(1 / 3)),
    }
    assert list(found) == ["b", "a", "all"]


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "group\tquery\trelevant\tnote\n",
        "query\trelevant\na\t1:3\n",
        "group\tquery\trelevant\nt\ta\n",
        "group\tquery\trelevant\nt\ta\tone:3\n",
        "group\tquery\trelevant\nt\ta\t1\n",
        "group\tquery\trelevant\nt\ta\t1:1\n",
    ],
)
def test_a_file_that_cannot_be_measured_says_so(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises((ValueError, KeyError)):
        read(file)


def test_quotation_marks_belong_to_the_query(tmp_path: Path) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text('group\tquery\trelevant\nphrase\t"thin budgets"\t1:3 2:1\n', encoding="utf-8")
    assert read(file) == [Judged("phrase", '"thin budgets"', {1: 3, 2: 1})]


@pytest.mark.django_db
def test_the_judged_queries_are_about_this_collection() -> None:
    queries = read(JUDGED)
    assert len({query.query for query in queries}) == len(queries) >= 150
    known = set(Practice.objects.values_list("number", flat=True))
    assert {number for query in queries for number in query.grades} <= known
    assert {grade for query in queries for grade in query.grades.values()} == {1, 2, 3}


@pytest.mark.django_db
def test_search_answers_the_judged_queries_well() -> None:
    found = evaluate(read(JUDGED), numbers)
    assert found["all"].mrr >= 0.90
    assert found["all"].success_3 >= 0.95
    assert {group: m.success_3 for group, m in found.items() if m.success_3 < 0.80} == {}
