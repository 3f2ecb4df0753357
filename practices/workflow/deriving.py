"""Citations, links and uses of terms: worked out from live texts, one or many, in a fixed number of queries."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from practices.models import Citation, LinkKind, Practice, PracticeLink, PracticeText, SourcePassage, Term, TermUse
from practices.search.rows import insert
from practices.workflow.lookup import practices_by_slug

Outline = dict[str, Any]
Pair = tuple[PracticeText, Outline]
"""A text with its practice, and the outline of what it says (publication.outline)."""

OF_A_TEXT = ("practice_id", "language")
CITATION = (*OF_A_TEXT, "paragraph", "position", "source_id", "passage_id")
LINK = (*OF_A_TEXT, "target_id", "kind", "reason", "paragraph", "position")
USE = (*OF_A_TEXT, "term_id", "paragraph")
Row = tuple[Any, ...]


def derive(pairs: Sequence[Pair]) -> None:
    """Write the rows anew. Call it in the transaction that makes the texts live."""
    _forget([text for text, _ in pairs])
    passages = _passages({cited["key"] for _, outline in pairs for cited in outline["citations"]})
    targets = practices_by_slug(slug for text, outline in pairs for slug in _linked(text, outline))
    slugs = {use["slug"] for _, outline in pairs for use in outline["terms"]}
    terms = dict(Term.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    insert(Citation, CITATION, (row for pair in pairs for row in _citations(*pair, passages)))
    insert(PracticeLink, LINK, (row for pair in pairs for row in _links(*pair, targets)))
    insert(TermUse, USE, (row for pair in pairs for row in _uses(*pair, terms)))


def source_count(outline: Outline) -> int:
    return len({cited["key"] for cited in outline["citations"]})


def _forget(texts: Iterable[PracticeText]) -> None:
    of_language: dict[str, list[int]] = {}
    for text in texts:
        of_language.setdefault(text.language, []).append(text.practice_id)
    for language, practices in of_language.items():
        for model in (Citation, PracticeLink, TermUse):
            model._default_manager.filter(practice__in=practices, language=language).delete()


def _passages(sources: set[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """Source and passage by the source's slug and the place's name in small letters."""
    rows = SourcePassage.objects.filter(source__slug__in=sources)
    values = rows.values_list("source__slug", "label", "source_id", "pk")
    return {(slug, label.casefold()): (source, passage) for slug, label, source, passage in values}


def _citations(text: PracticeText, outline: Outline, passages: dict[tuple[str, str], tuple[int, int]]) -> Iterator[Row]:
    for position, cited in enumerate(outline["citations"]):
        source, passage = passages[cited["key"], cited["place"].casefold()]
        yield text.practice_id, text.language, cited["paragraph"], position, source, passage


def _mentioned(text: PracticeText, outline: Outline) -> dict[str, int]:
    """The other practices that the words link to, each with the paragraph that does so first."""
    first: dict[str, int] = {}
    for link in outline["links"]:
        if link["slug"] != text.practice.slug:
            first.setdefault(link["slug"], link["paragraph"])
    return first


def _linked(text: PracticeText, outline: Outline) -> list[str]:
    return [*(link["to"] for link in text.related), *_mentioned(text, outline)]


def _links(text: PracticeText, outline: Outline, targets: dict[str, Practice]) -> Iterator[Row]:
    wanted: list[tuple[str, str, str, int | None]]
    wanted = [(link["to"], link["kind"], link["reason"], None) for link in text.related]
    wanted += [(slug, LinkKind.MENTIONS.value, "", at) for slug, at in _mentioned(text, outline).items()]
    for position, (slug, kind, reason, paragraph) in enumerate(wanted):
        yield text.practice_id, text.language, targets[slug].pk, kind, reason, paragraph, position


def _uses(text: PracticeText, outline: Outline, terms: dict[str, int]) -> Iterator[Row]:
    for slug, paragraph in dict.fromkeys((use["slug"], use["paragraph"]) for use in outline["terms"]):
        yield text.practice_id, text.language, terms[slug], paragraph
