"""What curators fill in for records."""

import pytest

from practices.forms.records import ConceptForm, PassageRows, ThemeForm
from tests import factories

pytestmark = pytest.mark.django_db

ROWS = {"row-TOTAL_FORMS": "2", "row-INITIAL_FORMS": "0"}


def concept(**fields: str) -> ConceptForm:
    return ConceptForm({"name": "zebras", "slug": "zebras", "labels": "zebra"} | fields)


def test_lines_and_numbers_are_read_as_people_write_them() -> None:
    form = concept(labels=" zebra \n\nstripes\nzebra", practices="P-03, 7 p-12,3")
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["labels"], form.cleaned_data["practices"]) == (["zebra", "stripes"], [3, 7, 12])


@pytest.mark.parametrize("numbers", ["seven", "P-9999", "99999999999999", "-3"])
def test_numbers_of_no_practice_are_refused(numbers: str) -> None:
    assert "practices" in concept(practices=numbers).errors


def test_a_label_belongs_to_one_entry() -> None:
    assert "psychologists" in str(concept(labels="zebra\nShrink").errors["labels"])


def test_a_theme_is_put_under_top_level_ones_only_and_not_under_itself() -> None:
    parent = factories.theme("parent")
    child = factories.theme("child", parent=parent)
    choices = set(ThemeForm(instance=parent).fields["parent"].queryset)  # type: ignore[attr-defined]
    assert not choices & {parent, child}


def test_rows_come_in_their_order_without_those_that_go_or_are_empty() -> None:
    data = ROWS | {"row-TOTAL_FORMS": "4"}
    for n, (order, gone) in enumerate([("2", ""), ("1", ""), ("3", "on")]):
        data |= {f"row-{n}-label": f"¶{n}", f"row-{n}-anchor": f"p{n}", f"row-{n}-text": "Words."}
        data |= {f"row-{n}-ORDER": order} | ({f"row-{n}-DELETE": gone} if gone else {})
    rows = PassageRows(data, prefix="row")
    assert rows.is_valid(), rows.errors
    assert [row["label"] for row in rows.rows()] == ["¶1", "¶0"]


def test_what_was_typed_is_kept_right_or_not() -> None:
    rows = PassageRows(ROWS | {"row-0-label": "¶1", "row-1-text": "Only this."}, prefix="row")
    assert not rows.is_valid()
    assert [(row["label"], row["text"]) for row in rows.typed()] == [("¶1", None), (None, "Only this.")]
