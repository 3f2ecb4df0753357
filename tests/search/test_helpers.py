"""Other processes that work meanwhile: the same results in the same order, and nobody left behind."""

import gc
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from multiprocessing import active_children

import pytest

from practices.search.helpers import AHEAD, PROCESSES, seldom_collecting, spread

alone = pytest.mark.parametrize("alone", [True, False])
_added: list[int] = []


def prepare(number: int) -> None:
    _added[:] = [number]


def work(batch: int) -> int:
    if batch == 13:
        raise ValueError("thirteen")
    return batch + sum(_added)


@alone
def test_results_come_in_turn_from_processes_that_were_prepared(alone: bool) -> None:
    assert list(spread(work, range(10), alone=alone, prepare=partial(prepare, 100))) == list(range(100, 110))
    assert active_children() == []


@alone
def test_what_fails_there_fails_here_after_what_came_before(alone: bool) -> None:
    found = []
    with pytest.raises(ValueError, match="thirteen"), closing(spread(work, range(9, 20), alone=alone)) as coming:
        found += coming
    assert len(found) == 4
    assert active_children() == []


def test_only_so_many_batches_are_taken_as_are_wanted_ahead() -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(14, 40):
            taken.append(number)
            yield number

    with closing(spread(work, batches(), alone=False)) as coming:
        assert len(taken) == AHEAD
        next(coming)
        assert len(taken) == AHEAD + 1
    with closing(spread(work, batches(), alone=False, ahead=None)):
        assert taken[-1] == 39
        assert len(active_children()) == PROCESSES
    assert active_children() == []


def test_garbage_is_looked_for_as_before_when_the_work_is_done() -> None:
    before = gc.get_threshold()
    with seldom_collecting():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
