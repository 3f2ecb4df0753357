"""Many rows at once."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import LogEntry, Practice, PracticeLink, SearchWord
from practices.search import rows

pytestmark = pytest.mark.django_db


def test_all_rows_are_written_over_several_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 3)
    SearchWord.objects.all().delete()
    wanted = [("en", f"word {n}", "100 %", n) for n in range(8)]
    rows.insert(SearchWord, ("language", "word", "term", "entries"), iter(wanted))
    assert sorted(SearchWord.objects.values_list("language", "word", "term", "entries")) == wanted


def test_values_come_back_as_they_were_whatever_characters_they_hold() -> None:
    words = ["a\tb\\t", "c\r\n\\n", "\\", "", "\\N", "’ 𝔘 ُ", '"; --']
    wanted = [("en", word, "\\N", n) for n, word in enumerate(words)]
    rows.insert(SearchWord, ("language", "word", "term", "entries"), wanted)
    found = SearchWord.objects.filter(term="\\N").order_by("entries")
    assert list(found.values_list("language", "word", "term", "entries")) == wanted


def test_nothing_and_numbers_are_not_texts() -> None:
    one, other, third = Practice.objects.all()[:3]
    PracticeLink.objects.filter(practice=one, target__in=[other, third]).delete()
    columns = ("practice_id", "language", "target_id", "kind", "reason", "paragraph", "position")
    wanted = [
        (one.pk, "en", other.pk, "see-also", "Why", None, 70),
        (one.pk, "en", third.pk, "mentions", "", 3, 71),
    ]
    rows.insert(PracticeLink, columns, wanted)
    found = PracticeLink.objects.filter(practice=one, position__gte=70).order_by("position")
    assert list(found.values_list(*columns)) == wanted


def test_what_the_database_refuses_is_an_error_of_django() -> None:
    row = ("en", "twice", "twice", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(SearchWord, ("language", "word", "term", "entries"), [row, row])


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        rows.insert(SearchWord, ("language", "word", "term", "entries"), [])


def test_rows_that_are_there_get_other_values_and_keep_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 2)
    columns, key = ("language", "word", "term", "entries"), ("language", "word")
    first = rows.upsert(SearchWord, columns, key, [("en", f"word {n}", "100 %", n) for n in (1, 2, 3)])
    again = rows.upsert(SearchWord, columns, key, [("en", f"word {n}", "word", 10 * n) for n in (4, 3, 1)])
    found = {row.pk: (row.word, row.term, row.entries) for row in SearchWord.objects.filter(pk__in=[*first, *again])}
    assert [again[2], again[1]] == [first[0], first[2]]
    assert [found[pk] for pk in again] == [("word 4", "word", 40), ("word 3", "word", 30), ("word 1", "word", 10)]
    assert found[first[1]] == ("word 2", "100 %", 2)


def test_objects_are_created_with_ids_and_defaults() -> None:
    lines = rows.create(LogEntry(action="test", object_kind="row", object_key=f"{n} %", after={"n": n}) for n in (1, 2))
    found = LogEntry.objects.in_bulk([line.pk for line in lines])
    assert [found[line.pk].object_key for line in lines] == ["1 %", "2 %"]
    assert [found[line.pk].after for line in lines] == [{"n": 1}, {"n": 2}]
    assert all(found[line.pk].at == line.at for line in lines)
    assert all(found[line.pk].before is None for line in lines)
    with pytest.raises(TypeError):
        lines[0].save()


def test_objects_nobody_needs_any_more_are_added_as_others_are_created() -> None:
    after = {"said": 'a "b"\\\n\t', "n": [1, None, True]}
    lines = [LogEntry(action="test", object_kind="row", object_key="tab\t", after=after) for _ in range(3)]
    rows.add(iter(lines))
    found = LogEntry.objects.filter(object_key="tab\t")
    assert [(line.after, line.before, line.actor) for line in found] == [(after, None, None)] * 3
    assert {line.at for line in found} == {line.at for line in lines}


def test_rows_are_changed_together() -> None:
    made = rows.create(SearchWord(language="en", word=f"word {n}", term="old", entries=n) for n in (1, 2, 3))
    rows.update(SearchWord, ("id", "term", "entries"), [(made[0].pk, "new", 7), (made[2].pk, "100 %", 9)])
    found = [SearchWord.objects.get(pk=word.pk) for word in made]
    assert [(word.term, word.entries) for word in found] == [("new", 7), ("old", 2), ("100 %", 9)]
