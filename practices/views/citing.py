"""The sources a revision rests on, in the order of their numbers on its page."""

from collections import Counter
from dataclasses import dataclass, field

from practices.models import Revision, Source, SourceKind, SourcePassage
from practices.workflow.lookup import sources_by_key


@dataclass
class CitedSource:
    """One numbered source: its places that are cited, and the paragraphs they support."""

    number: int
    source: Source
    places: dict[str, SourcePassage | None] = field(default_factory=dict)
    paragraphs: list[int] = field(default_factory=list)


def cited_sources(revision: Revision) -> list[CitedSource]:
    """Two queries, and more only where a source was renamed or merged since. A place that has gone from the source is
    still named, without a link."""
    citations = revision.outline.get("citations", [])
    keys = list(dict.fromkeys(citation["key"] for citation in citations))
    sources = sources_by_key(keys)
    passages = {
        (passage.source_id, passage.label.casefold()): passage
        for passage in SourcePassage.objects.filter(source__in=sources.values()).select_related("source")
    }
    found = {key: CitedSource(number, sources[key]) for number, key in enumerate(keys, start=1) if key in sources}
    for citation in citations:
        cited = found.get(citation["key"])
        if cited:
            place = citation["place"]
            cited.places.setdefault(place, passages.get((cited.source.pk, place.casefold())))
            if citation["paragraph"] not in cited.paragraphs:
                cited.paragraphs.append(citation["paragraph"])
    return list(found.values())


def source_kinds(sources: list[CitedSource]) -> list[str]:
    """How many sources of each kind: a description of the basis, not a score."""
    counts = Counter(cited.source.kind for cited in sources)
    return [f"{number} {SourceKind(kind).label.lower()}" for kind, number in counts.most_common()]
