"""Parts of addresses."""

import re

import pytest

from practices.converters import RangeConverter, RecordConverter


@pytest.mark.parametrize("value", ["1..2", "10..9", "999999..1"])
def test_a_range_goes_there_and_back(value: str) -> None:
    assert re.fullmatch(RangeConverter.regex, value)
    assert RangeConverter().to_url(RangeConverter().to_python(value)) == value


@pytest.mark.parametrize("value", ["0..1", "1..", "..2", "1.2", "1...2", "01..2", "1000000..2", "-1..2", "١..٢"])
def test_what_is_no_range_does_not_match(value: str) -> None:
    assert not re.fullmatch(RangeConverter.regex, value)


@pytest.mark.parametrize("value", ["themes", "sources", "glossary", "thesaurus"])
def test_a_kind_of_record_goes_there_and_back(value: str) -> None:
    assert re.fullmatch(RecordConverter.regex, value)
    assert RecordConverter().to_url(RecordConverter().to_python(value)) == value


def test_other_parts_of_curation_are_no_records() -> None:
    assert not re.fullmatch(RecordConverter.regex, "queue")
