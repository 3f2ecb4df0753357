"""find(): from what somebody typed to a page of results."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from practices.models import EntryKind, SearchEntry
from practices.search import store
from practices.search.backends import backend
from practices.search.backends.base import COLUMNS, Match
from practices.search.query import Query, parse
from practices.search.ranking import Scorer
from practices.search.snippets import Snippet, best_snippet, wanted_terms
from practices.search.spelling import Correction
from practices.search.understanding import Wanted, understand

MOST = 1_000
"""Practices that are counted and can be paged through; more are told as "more than"."""
RERANKED = 60
"""The first candidates of the engine, which are ranked by ranking.py."""
READ_AT_ONCE = 20
"""So few candidates are read whole, since most of them will be shown."""
FEW = 8
"""With fewer practices that have all the words, those with some of them follow."""
SHARE = 0.35
"""A practice with only some of the words needs this share of the best score."""
RANKABLE = 1_500
"""Up to so many matches the engine ranks them all; beyond, it takes titles first, then all but texts, then all."""
TIERS = (COLUMNS[:1], COLUMNS[:-1], ())
"""The columns that are asked one after the other then; none stands for all."""
SORTS = {"number": ("number",), "title": ("title", "number")}


FacetCounts = dict[str, dict[tuple[str, str], int]]
"""By facet: (value, label) to the number of practices."""


@dataclass(frozen=True)
class Hit:
    entry: store.Shown
    snippet: Snippet

    @property
    def url(self) -> str:
        return f"{self.entry.url}#p{self.snippet.paragraph}" if self.snippet.paragraph else self.entry.url


@dataclass
class Added:
    """Words of the query and what was searched beside them."""

    words: str
    names: list[str]


@dataclass
class Results:
    """One page of practices, and what was found beside them."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    pages: int = 1
    page: int = 1
    added: list[Added] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    facet_counts: FacetCounts = field(default_factory=dict)
    ways_back: dict[str, int] = field(default_factory=dict)
    others: list[Hit] = field(default_factory=list)
    unfiltered: int = 0

    @property
    def applied(self) -> list[Correction]:
        return [correction for correction in self.corrections if correction.clear]

    @property
    def suggested(self) -> list[Correction]:
        return [correction for correction in self.corrections if not correction.clear]

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.others

    def of_kind(self, kind: str) -> list[Hit]:
        return [hit for hit in self.others if hit.entry.kind == kind]


def find(
    text: str,
    *,
    language: str = "en",
    filters: Mapping[str, Sequence[str]] | None = None,
    exact: bool = False,
    sort: str = "match",
    page: int = 1,
    size: int = 10,
) -> Results:
    """At most eleven SQL statements, whatever the query and the size of the collection."""
    query = parse(text, language)
    results = Results(query)
    if query.is_empty:
        return results
    wanted = understand(query, language, exact)
    results.corrections, results.left_out = wanted.corrections, wanted.left_out
    results.added = [Added(group.text, group.added) for group in wanted.groups if group.added]
    ids, others, read = _ranked(wanted, language, beside=page <= 1)
    results.more, ids = len(ids) > MOST, ids[:MOST]
    results.unfiltered = len(ids)
    lines = {id_: read[id_].facets for id_ in ids} if read.keys() >= set(ids) else store.facet_lines(ids)
    ids = _filtered(ids, lines, filters or {}, results)
    results.total = len(ids)
    results.pages = max(1, -(-len(ids) // size))
    results.page = min(max(1, page), results.pages)
    if sort in SORTS:
        ids = store.in_order(ids, SORTS[sort])
    shown = ids[(results.page - 1) * size : results.page * size]
    marks = wanted_terms(wanted.groups, query.phrases)
    read |= store.shown([id_ for id_ in [*shown, *others] if id_ not in read])
    results.hits = _hits(read, shown, marks, language)
    results.others = _hits(read, others, marks, language)
    return results


def _hits(entries: Mapping[int, store.Shown], ids: Iterable[int], marks: dict[str, float], language: str) -> list[Hit]:
    found = [entries[id_] for id_ in ids if id_ in entries]
    return [Hit(entry, best_snippet(entry, marks, language)) for entry in found]


Entries = dict[int, store.Shown]


def _ranked(wanted: Wanted, language: str, *, beside: bool) -> tuple[list[int], list[int], Entries]:
    """Ids of practices, best first: those with all the words, then, when they are few, those with some. And, when
    ``beside`` is set, of passages of sources, glossary terms and themes that have all the words. And entries that were
    read on the way as they will be shown, because they were few.
    """
    number = wanted.query.number
    numbered = store.practice_with_number(number, language) if number is not None else None
    found, others, read = _all_words(wanted, practices=numbered is None, beside=beside)
    first, rest = found[:RERANKED], found[RERANKED:]
    some = _some_words(wanted, found) if numbered is None and len(found) < FEW else []
    entries = _weighable([*first, *some, *others], read)
    scorer = Scorer(wanted.groups, wanted.query.phrases, wanted.statistics)
    scores = {id_: scorer.score(entry) for id_, entry in entries.items()}
    least = SHARE * max((scores[id_] for id_ in some if id_ in scores), default=0.0) if not found else 0.0
    ranked = _best_first(first, scores) + [id_ for id_ in _best_first(some, scores) if scores[id_] >= least] + rest
    beside_them = _some_of_each(_best_first(others, scores), entries)
    return ([numbered] if numbered is not None else ranked), beside_them, read


def _best_first(ids: Iterable[int], scores: Mapping[int, float]) -> list[int]:
    return sorted((id_ for id_ in ids if id_ in scores), key=lambda id_: (-scores[id_], id_))


def _all_words(wanted: Wanted, *, practices: bool, beside: bool) -> tuple[list[int], list[int], Entries]:
    """Ids of practices that have all the words, and of what else has them; and the entries, where they are so few that
    they are read with the same statement.
    """
    if not wanted.groups and not wanted.query.phrases:
        return [], [], {}
    match, expected = wanted.match(), _expected(wanted)
    others = backend().selection(match, practices=False, limit=RERANKED)
    if practices and expected <= READ_AT_ONCE:
        all_of_them = backend().selection(match, practices=True, limit=MOST + 1, ranked=False)
        read = store.shown_matching([all_of_them, others] if beside else [all_of_them])
        found = [id_ for id_, entry in read.items() if entry.kind == EntryKind.PRACTICE]
        return found, [id_ for id_, entry in read.items() if entry.kind != EntryKind.PRACTICE], read
    return _practices(match, expected) if practices else [], store.matching(others) if beside else [], {}


def _practices(match: Match, expected: int) -> list[int]:
    if expected <= RANKABLE:
        return store.matching(backend().selection(match, practices=True, limit=MOST + 1))
    found: dict[int, None] = {}
    for columns in TIERS:
        some = backend().selection(match, practices=True, limit=MOST + 1, columns=columns, ranked=False)
        found |= dict.fromkeys(store.matching(some))
        if len(found) > MOST:
            break
    return list(found)


def _weighable(ids: Sequence[int], read: Entries) -> Mapping[int, store.Candidate | store.Shown]:
    """What ranking looks at. Few are read as they will be shown, and added to ``read``."""
    missing = [id_ for id_ in ids if id_ not in read]
    if len(ids) <= READ_AT_ONCE:
        read |= store.shown(missing)
        return {id_: read[id_] for id_ in ids if id_ in read}
    return {**read, **store.candidates(missing)}


def _expected(wanted: Wanted) -> int:
    """At most so many entries can match: those of the rarest group."""
    entries = wanted.statistics.entries
    sizes = []
    for group in wanted.required:
        size = min((entries.get(term, 0) for term in group.own), default=0)
        sizes.append(size + sum(min(entries.get(t, 0) for t in a.terms) for a in group.alternatives))
    sizes += [min(entries.get(term, 0) for term in phrase) for phrase in wanted.query.phrases]
    return min(sizes, default=0)


def _some_words(wanted: Wanted, already: Iterable[int]) -> list[int]:
    """Practices with some of the words. Light or very frequent words alone do not bring one in."""
    if len(wanted.required) < 2:
        return []
    some = backend().selection(wanted.match(any_group=True), practices=True, limit=RERANKED)
    return sorted(set(store.matching(some)) - set(already))


def _filtered(
    ids: list[int], lines: Mapping[int, str], filters: Mapping[str, Sequence[str]], results: Results
) -> list[int]:
    """Narrow by facets, and count each facet over what the others leave."""
    chosen = {name: values for name, values in filters.items() if values}
    passing = {name: {id_ for id_ in ids if _has_any(lines[id_], name, values)} for name, values in chosen.items()}
    kept = [id_ for id_ in ids if all(id_ in some for some in passing.values())] if chosen else ids
    counts = _counted([lines[id_] for id_ in kept])
    every = _counted(lines.values()) if chosen else {}
    for name in chosen:
        allowed = set(ids).intersection(*(some for other, some in passing.items() if other != name))
        there = _counted([lines[id_] for id_ in allowed]).get(name, {})
        counts[name] = {value: there.get(value, 0) for value in every.get(name, {})}
        results.ways_back[name] = len(allowed)
    results.facet_counts = counts
    return kept


def _has_any(lines: str, facet: str, values: Iterable[str]) -> bool:
    return any(f"\n{facet}\t{value}\t" in lines for value in values)


def _counted(some: Iterable[str]) -> FacetCounts:
    counts: FacetCounts = {}
    for line, number in Counter("".join(some).split("\n")).items():
        if line:
            facet, value, label = line.split("\t")
            counts.setdefault(facet, {})[value, label] = number
    return counts


OTHERS = {EntryKind.SOURCE.value: 4, EntryKind.TERM.value: 3, EntryKind.THEME.value: 3}


def _some_of_each(ids: Iterable[int], entries: Mapping[int, store.Candidate | store.Shown]) -> list[int]:
    room, chosen = dict(OTHERS), []
    for id_ in ids:
        if room[entries[id_].kind]:
            room[entries[id_].kind] -= 1
            chosen.append(id_)
    return chosen


SUGGESTIONS = 8


def suggest(text: str, language: str = "en") -> list[SearchEntry]:
    """Titles of practices, terms and themes for what has been typed so far. Two statements."""
    query = parse(text, language)
    if not query.words:
        return []
    begin = Q(title__istartswith=query.text)
    for word in query.words[:6]:
        begin |= Q(terms_title__contains=f" {word.term} ")
    last = query.words[-1]
    entries = SearchEntry.objects.filter(language=language).exclude(kind=EntryKind.SOURCE)
    rows = entries.filter(begin | Q(title__icontains=f" {last.text}")).only(
        "kind", "title", "url", "terms_title", "shown"
    )
    typed = [word.term for word in query.words]

    def fit(entry: SearchEntry) -> tuple[int, int, str]:
        starts = entry.title.casefold().startswith(query.text.casefold())
        held = sum(1 for term in typed if f" {term} " in entry.terms_title)
        held += last.text.casefold() in entry.title.casefold()
        return (-int(starts), -held, entry.title)

    return sorted(rows[:200], key=fit)[:SUGGESTIONS]
