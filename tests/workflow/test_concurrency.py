"""Several people at once, each with a connection of their own, on the engine under test (see labour.py)."""

import os
from collections.abc import Callable
from typing import Any

from practices.models import ProposalState

SECONDS = os.environ.get("HAMMER_SECONDS", "8")
ROUNDS = 5
Labour = Callable[..., dict[str, Any]]


def test_of_two_at_once_one_wins_and_the_other_is_told(labour: Labour) -> None:
    report = labour("race", str(ROUNDS))
    assert report["problems"] == []
    for name in ("same", "either", "two"):
        assert [sorted(result.values()) for result in report[name]] == [["done", "stale"]] * ROUNDS, name
    for result in report["edit"]:
        assert sorted(result.values()) in (["done", "refused"], ["done", "stale"]), "the proposer and the curator"
    assert report["new"] == [{"carl": "done", "ada": "done"}] * ROUNDS
    assert report["apart"] == [{"carl": "done", "ada": "done"}] * ROUNDS
    assert report["numbers"] == list(range(1, len(report["numbers"]) + 1))
    assert all(set(result.values()) <= {"done", "refused"} for result in report["taken_back"])


def test_eight_experts_and_two_curators_lose_nothing_between_them(labour: Labour) -> None:
    """HAMMER_SECONDS=30 for a longer run by hand."""
    report = labour("hammer", SECONDS)
    assert report["problems"] == []
    assert report["errors"] == []
    assert set(report["states"]) <= set(ProposalState.values)
    assert report["counts"]["accept"] == report["revisions"] - 1 >= 5
