"""What a text points to."""

from practices.rendering.references import Broken, Cited, Nothing, Rendered


def test_sources_are_numbered_by_first_mention() -> None:
    result = Rendered(citations=[Cited("b", "1", 1), Cited("a", "1", 1), Cited("b", "2", 2)])
    assert result.sources() == ["b", "a"]


def test_nothing_finds_nothing() -> None:
    lookup = Nothing()
    assert (lookup.practice("a"), lookup.term("a"), lookup.passage("a", "1")) == (None, None, None)


def test_a_broken_reference_is_said_in_a_sentence() -> None:
    assert str(Broken("practice", "x", 3)) == "paragraph 3 links to an unknown practice: x"
    assert str(Broken("term", "x", 3)) == "paragraph 3 links to an unknown glossary term: x"
    assert str(Broken("citation", "x, ¶1", 3)) == "paragraph 3 cites an unknown place: x, ¶1"
