"""manage.py evaluate_search."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from practices.management.commands.evaluate_search import numbers_found
from practices.search.find import find

pytestmark = pytest.mark.django_db

HEAD = "group\tquery\trelevant\tnote\n"


def run(file: Path, **options: bool) -> str:
    out = StringIO()
    call_command("evaluate_search", str(file), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    file = tmp_path / "judged.tsv"
    rows = "number\tP-07\t7:3\tsure\nnumber\tP-08\t9:3 1:1\twrong on purpose\ntitle\tInvolve families\t24:3\t\n"
    file.write_text(HEAD + rows, encoding="utf-8")
    return file


def test_it_measures_each_group_and_all(judged: Path) -> None:
    lines = run(judged).splitlines()
    assert lines[0] == f"3 queries on {connection.vendor}"
    assert lines[1].split() == ["group", "queries", "MRR", "success@1", "success@3", "recall@10", "nDCG@10"]
    assert [line.split()[:4] for line in lines[2:]] == [
        ["number", "2", "0.500", "0.500"],
        ["title", "1", "1.000", "1.000"],
        ["all", "3", "0.667", "0.667"],
    ]


def test_it_lists_what_was_missed_when_asked(judged: Path) -> None:
    assert "P-08" not in run(judged)
    last = run(judged, misses=True).splitlines()[-1]
    assert "'P-08' wants P-09, got [8]" in last


def test_numbers_found_are_those_of_the_search_page() -> None:
    assert numbers_found("families") == [hit.entry.number for hit in find("families", size=10).hits]


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no-such\.tsv cannot be read"):
        run(tmp_path / "no-such.tsv")
    for text in (HEAD, "wrong\nx\n", f"{HEAD}t\ta\t7\n", f"{HEAD}t\ta\t7:1\n", f"{HEAD}t\ta\n"):
        file = tmp_path / "judged.tsv"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match="cannot be read"):
            run(file)
