"""YAML that comes back as it was written."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from practices.exchange import plain_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "number", "to_date"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "key_message"]), VALUES))
def test_what_is_written_is_read(data: dict[str, Any]) -> None:
    text = plain_yaml.dump(data)
    assert plain_yaml.load(text) == data
    assert "---" not in text.split("\n"), "it can stand between two fences"


@pytest.mark.parametrize("text", ["No", "yes", "1e3", "012", "0x1f", "12:30", "2026-11-24", "1.5", ".inf", "<<", "="])
def test_nothing_is_guessed_where_somebody_forgot_the_quotes(text: str) -> None:
    assert plain_yaml.load(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("-7", -7), ("true", True), ("false", False), ("", None), ("null", None)]
)
def test_numbers_truth_and_nothing_are_known(text: str, value: object) -> None:
    assert plain_yaml.load(f"a: {text}") == {"a": value}


@pytest.mark.parametrize("text", ["a: 1\na: 2", "!!python/object/apply:os.system ['true']", "a: [", "a: \x00"])
def test_what_is_doubtful_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        plain_yaml.load(text)
