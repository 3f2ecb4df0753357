"""What the content says, brought into the index. Called by workflow/ in the transaction of the change itself."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.formats import date_format

from practices.models import (
    Concept,
    EntryKind,
    Language,
    Practice,
    PracticeText,
    SearchEntry,
    SearchFacets,
    SearchLabel,
    Source,
    Status,
    Term,
    Theme,
)
from practices.search import wordlist
from practices.search.analysis import VERSION, padded, stored, terms
from practices.search.backends import backend
from practices.search.backends.base import COLUMNS, Row
from practices.search.expansion import telling_terms
from practices.search.filing import Filing, filings
from practices.search.query import parse
from practices.search.rows import in_batches, upsert
from practices.search.wordlist import Tally

FIELDS = [field.name for field in SearchEntry._meta.concrete_fields if field.name != "id"]
KEY = ("kind", "key", "language")
"""What an entry is known by."""
SEARCHED = attrgetter(*(f"terms_{column}" for column in COLUMNS))
BATCH = 500
PLACES = (8, 3, 1)
"""How often a concept's token stands in the labels of its first, second and further practices."""
PracticesOf = dict[int, list[str]]
"""By number of practice: the tokens of the concepts it is about."""


@dataclass
class Draft:
    """An entry to be written, with its plain text."""

    kind: str
    key: str
    language: str
    slug: str
    url: str
    title: str
    summary: str
    fingerprint: str
    number: int | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    paragraphs: list[tuple[int, str, str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    title_terms: str = ""
    facets: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def facet_lines(self) -> str:
        """As SearchFacets stores them: each line after a break."""
        return "".join(f"\n{facet}\t{value}\t{_one_line(label)}" for facet, value, label in self.facets)

    @property
    def paragraph_lines(self) -> str:
        """As SearchEntry stores them."""
        return "\n".join("\t".join([str(number), *map(_one_line, words)]) for number, *words in self.paragraphs)

    def entry(self) -> SearchEntry:
        body = "\n".join(stored(text, self.language) for *_, text in self.paragraphs)
        return SearchEntry(
            kind=self.kind,
            key=self.key,
            language=self.language,
            number=self.number,
            slug=self.slug,
            url=self.url,
            title=self.title,
            summary=self.summary,
            shown=self.shown,
            paragraphs=self.paragraph_lines,
            terms_title=stored(self.title_terms or self.title, self.language),
            terms_labels=padded(self.labels),
            terms_summary=stored(self.summary, self.language),
            terms_asked="".join(stored(question, self.language) for question in self.asked),
            terms_body=body,
            length=body.count(" ") // 2,
            fingerprint=self.fingerprint,
        )


class Analysed(NamedTuple):
    """An entry as the database takes it."""

    values: tuple[Any, ...]
    """In the order of FIELDS."""
    packed: Any
    """For the engine."""

    @classmethod
    def of(cls, entry: SearchEntry) -> "Analysed":
        """Needs no database."""
        found = (getattr(entry, name) for name in FIELDS)
        values = tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in found)
        return cls(values, backend().packed(SEARCHED(entry)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def concept_tokens() -> PracticesOf:
    found: PracticesOf = {}
    for concept in Concept.objects.all():
        for place, number in enumerate(concept.practices):
            found.setdefault(number, []).extend([concept.token] * PLACES[min(place, len(PLACES) - 1)])
    return found


def texts_to_index() -> QuerySet[PracticeText]:
    """Live texts of published practices, with all of their own that a draft needs."""
    texts = PracticeText.objects.live().filter(practice__status=Status.PUBLISHED)
    texts = texts.select_related("practice__primary_theme", "live_revision")
    return texts.defer("body", "related", "live_revision__content", "live_revision__html", "live_revision__note")


def practice_drafts(texts: Iterable[PracticeText], tokens: PracticesOf) -> Iterator[Draft]:
    """Five queries for each 500."""
    for some in in_batches(texts, BATCH):
        filed = filings({text.practice_id for text in some})
        yield from (_practice_draft(text, filed[text.practice_id], tokens) for text in some)


def _practice_draft(text: PracticeText, filing: Filing, tokens: PracticesOf) -> Draft:
    practice, revision = text.practice, text.live_revision
    if revision is None:
        raise ValueError("only a live text can be found")
    names = {heading["anchor"]: heading["name"] for heading in revision.outline["headings"]}
    named = [*(name for _, name, *_ in filing.themes), *(name for _, name in filing.actors)]
    english = text.language == Language.EN
    return Draft(
        kind=EntryKind.PRACTICE.value,
        key=practice.code,
        language=text.language,
        number=practice.number,
        slug=practice.slug,
        url=practice.get_absolute_url(),
        title=text.title,
        summary=text.key_message,
        shown={
            "code": practice.code,
            "hue": practice.primary_theme.hue,
            "theme": practice.primary_theme.name,
            "phase": practice.get_phase_display(),
            "sources": text.source_count,
            "reviewed": date_format(practice.last_reviewed, "DATE_FORMAT") if practice.last_reviewed else "",
        },
        paragraphs=[
            (p["number"], p["section"], names.get(p["section"], ""), p["text"]) for p in revision.outline["paragraphs"]
        ],
        labels=[
            *(tokens.get(practice.number, []) if english else []),
            *(t for name in named for t in terms(name, text.language)),
        ],
        asked=[question for (question,) in filing.questions] if english else [],
        facets=_facets(practice, filing, text.language),
        fingerprint=fingerprint(text),
    )


def fingerprint(text: PracticeText) -> str:
    """Changes when the entry has to be written anew."""
    return f"{VERSION}:{text.live_revision_id}"


def _facets(practice: Practice, filing: Filing, language: str) -> list[tuple[str, str, str]]:
    """Facet, value and label. A sub-theme counts for its parent too."""
    themes = {slug: name for slug, name, *_ in filing.themes}
    themes |= {slug: name for *_, slug, name in filing.themes if slug and name}
    sources = {slug: title for of, slug, title in filing.cited if of == language}
    return [
        *(("theme", slug, name) for slug, name in sorted(themes.items())),
        ("phase", practice.phase, practice.get_phase_display()),
        *(("actor", slug, name) for slug, name in filing.actors),
        ("basis", practice.basis, practice.get_basis_display()),
        *(("source", slug, title) for slug, title in sorted(sources.items())),
    ]


def source_drafts(source: Source) -> Iterator[Draft]:
    """One entry for the source, one for each of its passages."""
    yield Draft(
        kind=EntryKind.SOURCE.value,
        key=source.slug,
        language=Language.EN.value,
        slug=source.slug,
        fingerprint=str(VERSION),
        url=source.get_absolute_url(),
        title=source.short_title,
        title_terms=f"{source.title} {source.short_title} {source.publisher}",
        summary=source.summary,
        shown={"kind": source.get_kind_display(), "place": ""},
    )
    for passage in source.passages.all():
        yield Draft(
            kind=EntryKind.SOURCE.value,
            key=f"{source.slug}#{passage.anchor}",
            language=Language.EN.value,
            slug=source.slug,
            fingerprint=str(VERSION),
            url=f"{source.get_absolute_url()}#{passage.anchor}",
            title=source.short_title,
            title_terms=f"{source.short_title} {passage.label} {passage.heading}",
            summary=passage.text,
            shown={"kind": source.get_kind_display(), "place": passage.label},
        )


def term_draft(entry: Term) -> Draft:
    labels = [label for label in entry.labels.all() if not label.ambiguous]
    return Draft(
        kind=EntryKind.TERM.value,
        key=entry.slug,
        language=Language.EN.value,
        slug=entry.slug,
        url=entry.get_absolute_url(),
        title=entry.name,
        summary=entry.definition,
        labels=[t for label in labels for t in terms(label.text, label.language)],
        fingerprint=str(VERSION),
    )


def theme_draft(theme: Theme) -> Draft:
    return Draft(
        kind=EntryKind.THEME.value,
        key=theme.slug,
        language=Language.EN.value,
        slug=theme.slug,
        url=theme.get_absolute_url(),
        title=theme.name,
        summary=theme.summary,
        paragraphs=[(0, "", "", theme.covers)],
        fingerprint=str(VERSION),
    )


def write(drafts: Iterable[Draft], *, tally: Tally | None = None) -> list[int]:
    """Write entries and all that hangs on them; returns their ids. Call it in a transaction.

    The list of words is kept true, unless a ``tally`` is given to add up in, for wordlist.replace() at the end.
    """
    drafts = list(drafts)
    entries = [draft.entry() for draft in drafts]
    if tally is None:
        wordlist.count(_written(entries), -1)
        wordlist.count(entries, 1)
    else:
        tally.add(entries)
    ids = save(drafts, list(map(Analysed.of, entries)))
    if tally is None:
        wordlist.drop_unused()
    return ids


def save(drafts: Sequence[Draft], entries: Sequence[Analysed]) -> list[int]:
    """Write analysed entries, their facets and their rows in the engine; the list of words is the caller's."""
    ids = upsert(SearchEntry, FIELDS, KEY, [entry.values for entry in entries])
    facets = [(pk, draft.facet_lines) for pk, draft in zip(ids, drafts, strict=True)]
    upsert(SearchFacets, ("entry_id", "lines"), ("entry_id",), facets)
    for practices in (True, False):
        found = zip(ids, entries, drafts, strict=True)
        rows = [Row(pk, entry.packed) for pk, entry, draft in found if (draft.kind == EntryKind.PRACTICE) == practices]
        if rows:
            backend().remove([row.id for row in rows], practices=practices)
            backend().put(rows, practices=practices)
    return ids


def _written(entries: list[SearchEntry]) -> QuerySet[SearchEntry]:
    keys = [entry.key for entry in entries if entry.kind == EntryKind.PRACTICE]
    return SearchEntry.objects.filter(kind=EntryKind.PRACTICE, key__in=keys)


def erase(kind: EntryKind, keys: Iterable[str], language: str | None = None) -> None:
    """Take things out of the index. Call it in a transaction."""
    gone = SearchEntry.objects.filter(kind=kind, key__in=list(keys))
    if language:
        gone = gone.filter(language=language)
    wordlist.count(gone, -1)
    backend().remove(list(gone.values_list("pk", flat=True)), practices=kind == EntryKind.PRACTICE)
    gone.delete()
    wordlist.drop_unused()


def write_labels() -> int:
    """All labels of concepts and terms, analysed. They are few (thousands), so they are written anew as a whole."""
    wordlist.lock()
    labels = {(label.key, label.name, label.language): label for label in (*_concept_labels(), *_term_labels())}
    SearchLabel.objects.all().delete()
    SearchLabel.objects.bulk_create(labels.values())
    wordlist.add_said()
    wordlist.stamp_labels()
    return len(labels)


def _label(
    text: str, language: str, name: str, phrases: Iterable[str], *, token: str = "", pervasive: bool = False
) -> Iterator[SearchLabel]:
    """The label as it is, and without its function words: "release on licence" is known as "release licence" too."""
    keys = [" ".join(terms(text, language))]
    if language == Language.EN:
        keys.append(" ".join(telling_terms(parse(text).words)))
    added = [phrase for phrase in (terms(other) for other in phrases) if phrase]
    for key in dict.fromkeys(filter(None, keys)):
        own = [phrase for phrase in added if " ".join(phrase) != key]
        yield SearchLabel(
            key=key[:300], language=language, text=text[:200], name=name, token=token, words=own, pervasive=pervasive
        )


def _concept_labels() -> Iterator[SearchLabel]:
    for concept in Concept.objects.select_related("term").prefetch_related("term__labels"):
        said = [(label, Language.EN.value) for label in [concept.name, *concept.labels]]
        if concept.term:
            said.append((concept.term.name, Language.EN.value))
            said += [(label.text, label.language) for label in concept.term.labels.all()]
        for text, language in said:
            yield from _label(
                text, language, concept.name, concept.words, token=concept.token, pervasive=concept.pervasive
            )


def _term_labels() -> Iterator[SearchLabel]:
    """Terms that no concept stands for."""
    for entry in Term.objects.filter(concept__isnull=True).prefetch_related("labels"):
        labels = list(entry.labels.all())
        own = [entry.name, *(x.text for x in labels if x.language == Language.EN and not x.ambiguous)]
        for text, language in [(entry.name, Language.EN.value), *((label.text, label.language) for label in labels)]:
            yield from _label(text, language, entry.name.lower(), own)
