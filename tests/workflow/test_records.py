"""Records, and the keys people know rows by."""

from practices.models import Practice, PracticeText, SourcePassage
from practices.workflow.records import Record, natural_key, written_fields


def test_a_record_is_called_by_its_place_and_key() -> None:
    record = Record("sources.yaml, record 4", SourcePassage, {"source": ["hague-2011"], "label": "¶6"})
    assert record.key == ("hague-2011", "¶6")
    assert str(record) == "sources.yaml, record 4 (sourcepassage hague-2011 ¶6)"
    assert str(Record("here", Practice, {})) == "here (practice without a name)"


def test_a_reference_counts_with_the_first_value_of_its_key() -> None:
    assert natural_key(PracticeText, {"practice": [7], "language": "en"}) == (7, "en")
    assert natural_key(PracticeText, {"practice": [{"odd": 1}]}) == ("{'odd': 1}", None)


def test_fields_that_are_worked_out_are_not_written_by_people() -> None:
    names = [field.name for field in written_fields(PracticeText)]
    assert names == ["practice", "language", "title", "key_message", "body", "related"]
