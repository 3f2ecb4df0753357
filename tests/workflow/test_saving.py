"""Rows of a collection, many at once."""

import pytest

from practices.models import Practice, PracticeQuestion, Source, Theme
from practices.workflow.errors import Refused
from practices.workflow.records import Record
from practices.workflow.saving import remove_all, save_all

pytestmark = pytest.mark.django_db


def theme(slug: str, **fields: object) -> Record:
    return Record("here", Theme, {"slug": slug, "name": slug, "hue": "cs", "summary": "x"} | fields)


def practice(number: int, **fields: object) -> Record:
    needed = {"number": number, "slug": f"p-{number}", "primary_theme": ["aftercare"], "phase": "custody"}
    return Record("here", Practice, needed | fields)


def test_rows_are_made_and_changed_by_their_key_and_refer_to_each_other_in_any_order() -> None:
    save_all([theme("child", parent=["mother"]), theme("mother"), theme("aftercare", name="Changed")])
    assert Theme.objects.get(slug="child").parent == Theme.objects.get(slug="mother")
    assert Theme.objects.get(slug="aftercare").name == "Changed"
    save_all([practice(901, successor=[902]), practice(902, themes=[["aftercare"], ["child"], ["child"]])])
    assert Practice.objects.get(number=901).successor == Practice.objects.get(number=902)
    assert set(Practice.objects.get(number=902).themes.values_list("slug", flat=True)) == {"aftercare", "child"}
    save_all([practice(902, themes=[["child"]])])
    assert set(Practice.objects.get(number=902).themes.values_list("slug", flat=True)) == {"child"}
    save_all([practice(902, owner_role="Nurse")])
    assert Practice.objects.get(number=902).themes.count() == 1, "what a record does not name stays as it is"


def test_sources_that_belong_together_name_each_other() -> None:
    def source(slug: str, *related: str) -> Record:
        fields = {"slug": slug, "kind": "guidance", "title": slug, "short_title": slug, "summary": "x"}
        return Record("here", Source, fields | {"related": [[other] for other in related]})

    save_all([source("a", "b"), source("b", "a")])
    assert list(Source.objects.get(slug="b").related.values_list("slug", flat=True)) == ["a"]
    save_all([source("a"), source("b")])
    assert not Source.objects.get(slug="b").related.exists()


def test_parts_can_be_taken_out() -> None:
    question = PracticeQuestion.objects.filter(practice__number=3).first()
    assert question
    remove_all([Record("here", PracticeQuestion, {"practice": [3], "text": question.text})])
    assert not PracticeQuestion.objects.filter(pk=question.pk).exists()


def test_what_the_database_does_not_take_is_refused_with_its_reason() -> None:
    with pytest.raises(Refused, match="The database refuses a practice"):
        save_all([practice(903, slug="robust-aftercare")])
