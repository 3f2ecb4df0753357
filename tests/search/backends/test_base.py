"""What the engines share."""

from practices.models import SearchEntry
from practices.search.backends.base import COLUMNS, WEIGHTS, Match


def test_every_column_has_a_weight_and_a_field_and_earlier_ones_weigh_more() -> None:
    assert len(COLUMNS) == len(WEIGHTS)
    assert list(WEIGHTS) == sorted(WEIGHTS, reverse=True)
    assert {f"terms_{column}" for column in COLUMNS} <= {field.name for field in SearchEntry._meta.concrete_fields}


def test_a_match_asks_for_every_group_unless_told() -> None:
    assert Match([]) == Match([], [], [], False)
