"""Whether everything that the live collection points to is still there. Looks, and changes nothing.

A publication refuses what leads nowhere, so a finding means that something happened to what is pointed to: it was
withdrawn, or corrected by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from practices.models import Concept, FormerSlug, Practice, PracticeText, Source, SourcePassage, Status, Term, Theme

Kind = FormerSlug.Kind


@dataclass(frozen=True)
class Finding:
    """``paragraph`` is where, if it is in a text; ``what`` is a sentence for a curator."""

    kind: str
    practice: Practice | None
    title: str
    paragraph: int | None
    what: str
    record: Theme | Concept | None = None


def findings() -> list[Finding]:
    """Everything at once, with a fixed number of queries whatever the size of the collection."""
    known = _Known()
    found = []
    rows = (
        PracticeText.objects.live().filter(practice__status=Status.PUBLISHED).select_related("practice__primary_theme")
    )
    outlines = rows.order_by("practice__number", "language").values_list(
        "pk", "live_revision__outline__links", "live_revision__outline__terms", "live_revision__outline__citations"
    )
    texts = rows.defer("body").in_bulk()
    for pk, links, terms, citations in outlines:
        text = texts[pk]
        said = [
            *(("link", link["paragraph"], known.link(link["slug"])) for link in links or ()),
            *(("link", None, known.link(link["to"])) for link in text.related),
            *(("term", term["paragraph"], known.term(term["slug"])) for term in terms or ()),
            *(("citation", c["paragraph"], known.citation(c["key"], c["place"])) for c in citations or ()),
        ]
        found += [
            Finding(kind, text.practice, text.title, paragraph, what)
            for kind, paragraph, what in dict.fromkeys(said)
            if what
        ]
    return [*found, *_of_themes(known), *_of_concepts(known)]


class _Known:
    """All names there are, former ones included."""

    def __init__(self) -> None:
        former = list(FormerSlug.objects.values_list("kind", "slug", "object_id"))
        self.practices = dict(Practice.objects.values_list("slug", "status"))
        self.numbers = dict(Practice.objects.values_list("number", "status"))
        self.practices |= self._former(former, Kind.PRACTICE, dict(Practice.objects.values_list("pk", "status")))
        self.terms = set(Term.objects.values_list("slug", flat=True))
        self.terms |= set(self._former(former, Kind.TERM, dict(Term.objects.values_list("pk", "slug"))))
        self.themes = set(Theme.objects.values_list("slug", flat=True))
        self.themes |= set(self._former(former, Kind.THEME, dict(Theme.objects.values_list("pk", "slug"))))
        slugs = dict(Source.objects.values_list("pk", "slug"))
        self.sources = {slug: slug for slug in slugs.values()} | self._former(former, Kind.SOURCE, slugs)
        self.places = {
            (slugs[pk], label.casefold()) for pk, label in SourcePassage.objects.values_list("source_id", "label")
        }

    @staticmethod
    def _former(rows: list[tuple[str, str, int]], wanted: Kind, present: dict[int, str]) -> dict[str, str]:
        return {slug: present[pk] for kind, slug, pk in rows if kind == wanted and pk in present}

    def link(self, slug: str) -> str:
        status = self.practices.get(slug)
        if status is None:
            return f"Links to {slug}, which is no practice."
        return "" if status == Status.PUBLISHED else f"Links to {slug}, which is {Status(status).label.lower()}."

    def term(self, slug: str) -> str:
        return "" if slug in self.terms else f"Uses the term {slug}, which is not in the glossary."

    def citation(self, key: str, place: str) -> str:
        source = self.sources.get(key)
        if source is None:
            return f"Cites {key}, which is no source."
        return "" if (source, place.casefold()) in self.places else f"Cites {key}, {place}, a place that is gone."


def _of_themes(known: _Known) -> Iterator[Finding]:
    for theme in Theme.objects.exclude(elsewhere=[]):
        for note in theme.elsewhere:
            if note["theme"] not in known.themes:
                what = f"Says that something is covered in {note['theme']}, which is no theme."
                yield Finding("theme", None, theme.name, None, what, theme)


def _of_concepts(known: _Known) -> Iterator[Finding]:
    for concept in Concept.objects.all():
        for number in concept.practices:
            if known.numbers.get(number) != Status.PUBLISHED:
                what = f"Leads to P-{number:02d}, which is not published."
                yield Finding("concept", None, concept.name, None, what, concept)
