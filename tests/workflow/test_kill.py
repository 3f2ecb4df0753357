"""A process that is killed in the middle leaves whole decisions behind, and no acknowledged one is lost (labour.py)."""

import os
from collections.abc import Callable
from typing import Any

KILLS = os.environ.get("KILLS", "40")


def test_no_decision_is_lost_or_half_done_when_its_process_is_killed(labour: Callable[..., dict[str, Any]]) -> None:
    """KILLS=200 for a longer run by hand."""
    report = labour("kill", KILLS)
    assert report["problems"] == []
    assert report["lost"] == []
    assert report["acknowledged"] >= int(KILLS) // 2
    assert report["revisions"] > report["acknowledged"]
