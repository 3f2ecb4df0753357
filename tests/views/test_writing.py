"""The editor: one section at a time, and the preview of what would be published."""

import pytest
from django.http import QueryDict

from practices.views.writing import editor, in_hand, sent
from tests import factories

pytestmark = pytest.mark.django_db

BODY = factories.body()


@pytest.fixture(autouse=True)
def cited() -> None:
    factories.source()


def form(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def test_a_section_comes_with_the_numbers_it_has_in_the_whole() -> None:
    shown = editor(BODY, "how-to-apply-it")
    assert shown.text == "**Begin small.** Try the work in one place first. [@test-source, ¶2]"
    assert (shown.first, shown.last) == (3, 3)
    assert "Begin small" in shown.preview
    assert "It helps people change" not in shown.preview
    assert 'id="' not in shown.preview
    assert [section.name for section in shown.others] == ["The practice", "Why it matters", "Limits and cautions"]


@pytest.mark.parametrize("anchor", ["", "no-such-section", "<script>", "x" * 5_000])
def test_any_other_anchor_opens_the_whole_text(anchor: str) -> None:
    shown = editor(BODY, anchor)
    assert (shown.section, shown.text) == (None, BODY)
    assert "It helps people change" in shown.preview


def test_a_text_that_cannot_be_rendered_is_still_in_the_editor() -> None:
    text = f"## One\n\n{'[' * 1_300}"
    shown = editor(text, "one")
    assert shown.text == "[" * 1_300
    assert "square brackets" in shown.preview


def test_a_section_goes_back_into_the_whole_and_the_whole_comes_without_one() -> None:
    data = form(section="why-it-matters", section_text="It may help.\r\n\r\nOr not.", body=BODY.replace("\n", "\r\n"))
    assert sent(data)["body"] == BODY.replace("It helps people change. [@test-source, ¶1]", "It may help.\n\nOr not.")
    assert sent(form(body="As it is."))["body"] == "As it is."
    assert sent(form(section="gone", section_text="Mine.", body=""))["body"] == "Mine."


def test_the_button_pressed_last_says_which_section_is_shown(rf: object) -> None:
    request = rf.get("/?section=a")  # type: ignore[attr-defined]
    assert in_hand(request, None) == "a"
    assert in_hand(request, {"section": "b"}) == "b"
    assert in_hand(request, {"section": "b", "go": "c"}) == "c"
    assert in_hand(request, {"section": "b", "go": ""}) == ""
