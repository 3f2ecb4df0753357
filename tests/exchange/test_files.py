"""Collections in files: what is written is read, and what cannot be read is named with its place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.exchange.files import _front_matter, practice_files, read_collection, replacing, write_folder
from practices.exchange.plain_yaml import dump
from practices.workflow.errors import Refused
from tests.exchange.collections import written

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["---\n", "\n---\n\n", "---", "\r\n---\r\n", " \n", "\n\n", "title: x", "\ufeff", "a\rb", "بناء\nالثقة", "e\u0301"]
)


def document(**fields: Any) -> dict[str, Any]:
    return {"number": 7, "slug": "x", "owner_role": "", "texts": [], "base": "b"} | fields


def text(language: str, title: str, body: str) -> dict[str, Any]:
    return {"language": language, "title": title, "key_message": title, "body": body, "related": []}


@given(WORDS, WORDS, WORDS)
def test_a_practice_is_read_from_markdown_as_it_was_written(title: str, body: str, other: str) -> None:
    whole = document(owner_role=title, texts=[text("en", title, body), text("ar", other, other)])
    (name, english), (translated, arabic) = practice_files(whole)
    assert (name, translated) == ("0007-x.md", "0007-x.ar.md")
    assert _front_matter(english) == whole | {"texts": whole["texts"][:1]}
    assert _front_matter(arabic) == {"number": 7, **whole["texts"][1]}


def test_an_editor_may_drop_the_last_line_end_or_change_them_all() -> None:
    whole = document(texts=[text("en", "t", "One.\n\nTwo.")])
    ((_, written_text),) = practice_files(whole)
    assert _front_matter(written_text.removesuffix("\n")) == whole
    assert _front_matter(written_text.replace("\n", "\r\n")) == whole


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("old")
    with pytest.raises(UnicodeEncodeError), replacing(place) as out:
        out.write("half, and \ud800")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    assert place.read_text() == "old"


@pytest.mark.django_db
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(Refused, match="something else than a collection"):
        write_folder(tmp_path)


@pytest.mark.django_db
def test_an_export_takes_its_own_old_files_away_and_no_others(tmp_path: Path) -> None:
    folder = written(tmp_path, "folder")
    for name in ("0099-gone.md", "0099-gone.fr.md", "notes.md"):
        (folder / "practices" / name).touch()
    write_folder(folder)
    assert not (folder / "practices" / "0099-gone.md").exists()
    assert not (folder / "practices" / "0099-gone.fr.md").exists()
    assert (folder / "practices" / "notes.md").exists()


def problems(place: Path) -> str:
    return "\n".join(read_collection(place)[1])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "one.json: it cannot be read"),
        ("[]", "one.json: it does not say that it is a collection in format 1"),
        ('{"format": 2}', "one.json: it does not say that it is a collection in format 1"),
        ('{"format": 1, "format": 1}', "format stands twice"),
        ('{"format": 1, "themes": {}}', "one.json, themes: a list is needed"),
        ('{"format": 1, "colours": []}', "one.json: unknown name colours"),
        ('{"format": 1, "themes": [{"slug": "a"}, 7]}', "one.json, themes 2: fields with names are needed"),
        ('{"format": 1, "themes": [{"slug": "a", "x": 1}]}', "one.json, themes 1: unknown field x"),
        ('{"format": 1, "practices": [{"number": "1"}]}', "one.json, practices 1: number: it cannot be read"),
        ('{"format": 1, "practices": [{}]}', "one.json, practices 1: number is missing"),
        ("[" * 100_000, "one.json: it cannot be read"),
    ],
)
def test_a_json_file_with_a_mistake(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "one.json").write_text(content)
    assert reason in problems(tmp_path / "one.json")


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "practices").mkdir()
    (tmp_path / "collection.yaml").write_text("format: 1\n")
    for name, content in files.items():
        (tmp_path / "practices" / f"{name}.md").write_text(content)
    return tmp_path


def test_files_with_mistakes_are_all_named(tmp_path: Path) -> None:
    one = dump({"number": 1, "slug": "a"})
    place = folder(
        tmp_path,
        good=f"---\n{one}---\n",
        again=f"---\n{one}---\n",
        plain="No fields.",
        torn="---\nnumber: [\n---\n",
        lonely="---\nnumber: 9\nlanguage: ar\ntitle: x\n---\n\nx\n",
        odd="---\nnumber: 3\nslug: c\ncolour: red\n---\n",
    )
    (tmp_path / "sources.yaml").write_text("a: [")
    found = problems(place)
    for reason in (
        "practices/good.md: practice 1 stands in practices/again.md too",
        "practices/plain.md: it cannot be read: it has no fields between two lines of ---",
        "practices/torn.md: it cannot be read",
        "practices/lonely.md: there is no file for the practice",
        "practices/odd.md: unknown field colour",
        "sources.yaml: it cannot be read",
    ):
        assert reason in found


def test_a_folder_that_is_no_collection(tmp_path: Path) -> None:
    assert "cannot be read" in problems(tmp_path)
    assert "cannot be read" in problems(tmp_path / "none")


@pytest.mark.django_db
def test_both_forms_say_the_same(tmp_path: Path) -> None:
    one, many = (read_collection(written(tmp_path, name))[0] for name in ("one.json", "folder"))
    assert [found.document for found in one] == [found.document for found in many]
