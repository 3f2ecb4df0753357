"""What the text of a practice must look like."""

import pytest

from practices.rendering.markdown import render
from practices.rendering.structure import SECTIONS, count_words, text_problems, uncited_paragraphs
from tests.rendering.texts import Known

GOOD = "\n\n".join(f"## {name}\n\nText.[@known, ¶1]" for name in SECTIONS)


def problems(body: str = GOOD, language: str = "en", **fields: str) -> list[str]:
    found = {"title": "A title", "key_message": "A message.", "body": body} | fields
    return list(text_problems(found, render(body, Known()), language))


def test_a_good_text_has_no_problems() -> None:
    assert problems() == []


@pytest.mark.parametrize("name", ["title", "key_message"])
def test_an_empty_field_is_named(name: str) -> None:
    assert problems(**{name: " \n"}) == [f"the {name.replace('_', ' ')} is empty"]


def test_the_key_message_has_at_most_60_words() -> None:
    assert problems(key_message="word " * 60) == []
    assert problems(key_message="word " * 61) == ["the key message has 61 words; the most is 60"]


@pytest.mark.parametrize("body", ["Text.", "\n\n".join(GOOD.split("\n\n")[2:]), GOOD + "\n\n## More\n\nText."])
def test_other_sections_than_the_four_are_refused(body: str) -> None:
    assert any("needs the sections The practice" in problem for problem in problems(body))


def test_another_language_names_its_four_sections_itself() -> None:
    body = GOOD.replace("The practice", "La pratique")
    assert problems(body, "fr") == []
    assert problems("## Une\n\nTexte.", "fr") == ["the body needs 4 sections; it has 1"]


def test_each_broken_reference_is_a_problem() -> None:
    assert problems(GOOD + " [[gone]]") == ["paragraph 4 links to an unknown practice: gone"]


def test_paragraphs_without_a_source_are_found() -> None:
    assert uncited_paragraphs(render("One.[@known, ¶1]\n\nTwo.\n\nThree.", Known())) == [2, 3]


def test_words_are_what_stands_between_spaces() -> None:
    assert count_words(" one two-three\nfour ") == 3
