"""The system check says when index and content disagree, and nothing else."""

import pytest
from django.core import checks
from django.core.management import call_command

from practices.models import EntryKind, Practice, SearchEntry
from practices.search import index
from practices.search.checks import index_agrees, left_over, missing_texts
from practices.workflow.indexing import rebuild
from practices.workflow.withdrawal import withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def messages() -> list[checks.CheckMessage]:
    return index_agrees(None, ["default"])


def test_it_is_silent_when_all_is_well() -> None:
    assert messages() == []
    practice = factories.published()
    assert messages() == []
    withdraw(practice, reason="For a test.", by=None)
    assert messages() == []


def test_missing_entries_are_told() -> None:
    index.erase(EntryKind.PRACTICE, ["P-01", "P-02"])
    assert (missing_texts(), left_over()) == (2, 0)
    (warning,) = messages()
    assert (warning.id, warning.level) == ("practices.W001", checks.WARNING)
    assert "2 texts are missing from it and 0 entries are left over" in warning.msg
    assert "rebuild_search" in str(warning.hint)


def test_entries_that_are_left_over_are_told() -> None:
    Practice.objects.filter(number=1).update(status="draft")
    assert (missing_texts(), left_over()) == (0, 1)
    assert "1 entries are left over" in messages()[0].msg


def test_entries_of_another_revision_or_analyser_count_as_missing() -> None:
    SearchEntry.objects.filter(kind=EntryKind.PRACTICE, number=3).update(fingerprint="0:1")
    assert missing_texts() == 1
    rebuild()
    assert messages() == []


def test_without_a_database_nothing_is_looked_up(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert index_agrees(None, None) == []


def test_a_database_without_tables_is_no_reason_to_complain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.search.checks.connection.introspection.table_names", lambda: [])
    index.erase(EntryKind.PRACTICE, ["P-01"])
    assert messages() == []


def test_manage_check_runs_it(capsys: pytest.CaptureFixture[str]) -> None:
    index.erase(EntryKind.PRACTICE, ["P-01"])
    call_command("check", databases=["default"])
    assert "practices.W001" in capsys.readouterr().err
