"""Fixtures are read and checked as a whole before anything is saved."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.exchange import fixture
from practices.models import Practice, PracticeText, Theme
from practices.workflow.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db

COLLECTION: list[dict[str, Any]] = [
    {"model": "practices.theme", "fields": {"slug": "a", "name": "A", "hue": "cs", "summary": "A.", "order": 1}},
    {
        "model": "practices.source",
        "fields": {
            "slug": "s",
            "kind": "guidance",
            "title": "S",
            "short_title": "S",
            "summary": "S.",
            "related": [["t"]],
        },
    },
    {
        "model": "practices.source",
        "fields": {
            "slug": "t",
            "kind": "guidance",
            "title": "T",
            "short_title": "T",
            "summary": "T.",
            "related": [["s"]],
        },
    },
    {"model": "practices.sourcepassage", "fields": {"source": ["s"], "label": "¶1", "anchor": "p1", "text": "One."}},
    {"model": "practices.sourcepassage", "fields": {"source": ["s"], "label": "¶2", "anchor": "p2", "text": "Two."}},
    {
        "model": "practices.practice",
        "fields": {
            **{"number": 900, "slug": "one", "primary_theme": ["a"], "themes": [["a"]]},
            **{"phase": "custody", "status": "published"},
        },
    },
    {
        "model": "practices.practicetext",
        "fields": {
            **{"practice": [900], "language": "en", "title": "One", "key_message": "Do it."},
            **{"body": factories.body("one", "s"), "related": []},
        },
    },
]
THEME, SOURCE, PASSAGE, PRACTICE, TEXT = 0, 1, 3, 5, 6


def written(folder: Path, records: Any) -> list[Path]:
    file = folder / "small.yaml"
    file.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")
    return [file]


def with_field(record: int, name: str, value: Any) -> list[dict[str, Any]]:
    records = copy.deepcopy(COLLECTION)
    records[record]["fields"][name] = value
    return records


def problems(folder: Path, records: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        fixture.check(written(folder, records))
    return refused.value.reasons


def test_a_good_collection_is_loaded_and_published(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    assert fixture.load(written(tmp_path, COLLECTION), lambda *step: seen.append(step)) == len(COLLECTION)
    text = PracticeText.objects.get(practice__number=900)
    assert text.live_revision
    assert (text.title, text.source_count) == ("One", 1)
    assert ("Saving records", 7, 7) in seen


def test_the_order_of_the_records_does_not_matter(tmp_path: Path) -> None:
    fixture.load(written(tmp_path, COLLECTION[::-1]))
    assert Practice.objects.get(number=900).primary_theme.slug == "a"


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        fixture.load(written(tmp_path, COLLECTION))
    assert Practice.objects.get(number=900).revisions.count() == 1


@pytest.mark.parametrize(
    ("record", "name", "value", "reason"),
    [
        (PRACTICE, "primary_theme", ["none"], "primary_theme: unknown theme none"),
        (PRACTICE, "primary_theme", "a", "primary_theme: unknown theme a"),
        (PRACTICE, "themes", [["a"], ["none"]], "themes: unknown theme none"),
        (PRACTICE, "actors", [["none"]], "actors: unknown actor none"),
        (PRACTICE, "phase", "someday", "phase: Value 'someday' is not a valid choice"),
        (PRACTICE, "number", "many", "number: “many” value must be an integer"),
        (PRACTICE, "colour", "red", "unknown field colour"),
        (PRACTICE, "last_reviewed", "soon", "last_reviewed: “soon” value has an invalid date format"),
        (PASSAGE, "source", ["none"], "source: unknown source none"),
        (SOURCE, "kind", "rumour", "kind: Value 'rumour' is not a valid choice"),
        (SOURCE, "related", [["t"], ["none"]], "related: unknown source none"),
        (SOURCE, "related", [["hague-2011"]], "record 3 (source t): related: s does not name this record in return"),
        (THEME, "elsewhere", [{"theme": "none", "words": "x"}], "elsewhere: unknown theme none"),
        (THEME, "name", "", "name: This field cannot be blank"),
        (TEXT, "practice", [901], "practice: unknown practice 901"),
        (TEXT, "key_message", "word " * 61, "the key message has 61 words"),
        (TEXT, "body", "Only this.", "the body needs the sections"),
        (TEXT, "body", "[" * 1_300, "body: The text has 1,300 square brackets"),
        (
            TEXT,
            "related",
            [{"to": "none", "kind": "see-also", "reason": "."}],
            "a related practice is unknown: none",
        ),
        (
            TEXT,
            "related",
            [{"to": "one", "kind": "odd", "reason": "."}],
            "has an unknown kind: odd",
        ),
        (TEXT, "related", [{"to": "one"}], "each with to, kind and reason"),
    ],
)
def test_a_mistake_is_named_with_file_record_and_reason(
    tmp_path: Path, record: int, name: str, value: Any, reason: str
) -> None:
    found = problems(tmp_path, with_field(record, name, value))
    assert any(line.startswith("small.yaml, record ") and reason in line for line in found), found


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    records = with_field(PRACTICE, "phase", "someday")
    records[TEXT]["fields"]["title"] = " "
    records[SOURCE]["fields"]["kind"] = "rumour"
    assert len(problems(tmp_path, records)) >= 3


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    records = copy.deepcopy(COLLECTION)
    del records[PRACTICE]["fields"]["phase"]
    assert "phase is missing" in problems(tmp_path, records)[0]


def test_a_record_that_stands_twice_is_named(tmp_path: Path) -> None:
    assert "the same record stands twice" in problems(tmp_path, [*COLLECTION, COLLECTION[PRACTICE]])[0]


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ({"model": "x"}, "a fixture is a list of records"),
        (["x"], "record 1: a record has a model and fields"),
        ([{"model": "practices.theme"}], "record 1: a record has a model and fields"),
        ([{"model": "practices.user", "fields": {}}], "record 1: unknown model practices.user"),
        ([{"model": "auth.group", "fields": {"name": "x"}}], "record 1: unknown model auth.group"),
    ],
)
def test_what_is_no_record_is_named(tmp_path: Path, records: Any, reason: str) -> None:
    assert reason in problems(tmp_path, records)[0]


@pytest.mark.parametrize("content", [b"- model: [", b"\xff\xfe\x00", b"- !!python/object/apply:os.system ['true']\n"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"bad\.yaml: cannot be read"):
        fixture.check([file])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none\.yaml: cannot be read"):
        fixture.check([tmp_path / "none.yaml"])


def test_nothing_to_load_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no records"):
        fixture.load(written(tmp_path, []))


def test_records_of_other_tables_are_passed_over_only_when_allowed(tmp_path: Path) -> None:
    other = [{"model": "auth.group", "fields": {"name": "x"}}]
    assert fixture.check(written(tmp_path, [*COLLECTION, *other]), others_allowed=True).records
    assert problems(tmp_path, [*COLLECTION, *other])


def test_a_refusal_late_in_loading_leaves_nothing(tmp_path: Path) -> None:
    """The checks do not know whose slug it is; the database does."""
    with pytest.raises(Refused, match="The database refuses a practice"):
        fixture.load(written(tmp_path, with_field(PRACTICE, "slug", "robust-aftercare")))
    assert not Theme.objects.filter(slug="a").exists()


def test_the_files_of_a_folder_and_its_practices_are_found_in_order(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    for name in ("b.yaml", "a.yaml", "practices/p1.yaml", "notes.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in fixture.files_in(tmp_path)] == ["a.yaml", "b.yaml", "p1.yaml"]
    assert fixture.files_in(tmp_path / "b.yaml") == [tmp_path / "b.yaml"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["a", "s", "one", 900]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["to", "kind", "theme", "x"]), inner),
    max_leaves=4,
)
names = st.sampled_from(sorted({name for record in COLLECTION for name in record["fields"]} | {"elsewhere", "actors"}))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(record=st.integers(0, len(COLLECTION) - 1), name=names, value=anything)
def test_whatever_stands_in_a_field_the_answer_is_a_reason(tmp_path: Path, record: int, name: str, value: Any) -> None:
    records, found = fixture.read(written(tmp_path, with_field(record, name, value)))
    reasons = [*found, *fixture.Collection(records).problems()]
    assert all(isinstance(reason, str) and "small.yaml" in reason for reason in reasons)
