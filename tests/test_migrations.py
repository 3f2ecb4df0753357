"""Migrations that rewrite what is stored, or how it is stored: both ways, with nothing lost."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from practices.models import SearchEntry
from practices.search.find import find

pytestmark = pytest.mark.django_db
lines = import_module("practices.migrations.0012_search_paragraph_lines")
quick = import_module("practices.migrations.0014_quick_writing")


def paragraphs() -> dict[int, str]:
    return dict(SearchEntry.objects.values_list("pk", "paragraphs"))


def test_paragraphs_of_search_become_lines_and_json_again() -> None:
    before = paragraphs()
    assert any(stored.count("\n") > 5 for stored in before.values())
    editor = connection.schema_editor()
    lines.to_json(apps, editor)
    first = json.loads(next(stored for pk, stored in paragraphs().items() if before[pk]))[0]
    assert [type(part) for part in first] == [int, str, str, str]
    lines.to_lines(apps, editor)
    assert paragraphs() == before


def test_the_index_of_words_answers_the_same_before_and_after_its_settings_change() -> None:
    def found() -> list[str]:
        return [hit.entry.title for hit in find("training for prison staff").hits]

    before = found()
    assert len(before) > 5
    editor = connection.schema_editor()
    quick.backwards(apps, editor)
    assert found() == before
    quick.forwards(apps, editor)
    assert found() == before
