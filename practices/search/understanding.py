"""The query understood: what each word is looked for as, what is asked of a practice, and what was corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from practices.search import labels, store
from practices.search.analysis import LABELS
from practices.search.backends.base import Match
from practices.search.expansion import Alternative, Group, content, partial, plain_groups, widen
from practices.search.labels import Labels
from practices.search.query import FOREIGN_FUNCTION_WORDS, FUNCTION_WORDS, Query, Word, parse
from practices.search.ranking import Statistics
from practices.search.spelling import Correction, correct_each

FREQUENT = 0.5
"""A word that stands in more than this share of the practices does not tell them apart."""
MOST_CORRECTED, MOST_TRIED = 2, 6
MOST_COMPLETIONS = 8


@dataclass
class Wanted:
    """The query understood: groups with alternatives, and the statistics to weigh them."""

    query: Query
    groups: list[Group]
    statistics: Statistics
    corrections: list[Correction]

    @property
    def required(self) -> list[Group]:
        return [group for group in self.groups if not group.optional]

    @property
    def left_out(self) -> list[str]:
        """Words that stand nowhere, when there are others to look for and nothing else was meant."""
        asked = {correction.typed for correction in self.corrections}
        unknown = [
            group.text for group in self.groups if group.optional and _is_unknown(group, self.statistics.entries)
        ]
        return [text for text in unknown if text not in asked]

    def match(self, *, any_group: bool = False) -> Match:
        chosen = self.required
        shaped = [(group.own, [alternative.terms for alternative in group.alternatives]) for group in chosen]
        return Match(shaped, self.query.phrases, self.query.excluded, any_group)


def understand(query: Query, language: str, exact: bool) -> Wanted:
    begin = _beginning(query) if not exact else ""
    known, longer = store.words([*(word.term for word in query.words), ""], language, begin, MOST_COMPLETIONS)
    every = labels.current(known.pop(LABELS, None))
    groups = plain_groups(query.words) if exact else widen(query.words, language, every)
    groups = content(groups, set(known))
    corrections: list[Correction] = []
    if not exact:
        corrections = _corrections(groups, query, known, language)
        groups = _mend(query, groups, corrections, known, language, every)
        if begin and groups[-1].words == query.words[-1:]:  # what was corrected is no beginning of a word
            _complete(groups[-1], longer, known)
    known |= _further_frequencies(groups, query.phrases, known, language)
    statistics = Statistics(known, known.get("", 0))
    _loosen(groups, statistics, exact)
    return Wanted(query, groups, statistics, corrections)


def _beginning(query: Query) -> str:
    """The last word, when it may not be finished yet and is long enough to tell something."""
    last = query.words[-1].folded if query.open_ended else ""
    return last if len(last) >= 3 else ""


def _further_frequencies(
    groups: Sequence[Group], phrases: Sequence[Sequence[str]], known: Mapping[str, int], language: str
) -> dict[str, int]:
    terms = {term for group in groups for term in group.own}
    terms |= {term for group in groups for alternative in group.alternatives for term in alternative.terms}
    terms |= {term for phrase in phrases for term in phrase}
    return store.frequencies(terms - set(known), language)


def _loosen(groups: list[Group], statistics: Statistics, exact: bool) -> None:
    """What most practices have, light words and words that stand nowhere are not asked of a practice, if there are
    others. A frequent word is, when a concept gives it a meaning that is rarer.
    """
    entries = statistics.entries
    for group in groups:
        frequent = not group.named and all(entries.get(term, 0) > FREQUENT * statistics.total for term in group.own)
        group.optional = group.is_light or frequent or group.pervasive or (not exact and _is_unknown(group, entries))
    if all(group.optional for group in groups):
        for group in groups:
            group.optional = False


def _corrections(groups: Iterable[Group], query: Query, known: Mapping[str, int], language: str) -> list[Correction]:
    """Of words that stand nowhere. They are only offered where the query has words of another language."""
    unknown = dict.fromkeys(group.text for group in groups if _is_unknown(group, known))
    own = [text for text in unknown if not _is_foreign(text)]
    found = list(correct_each(own[:MOST_TRIED], language).values())[:MOST_CORRECTED]
    sure = not any(_tells_another_language(word) for word in query.words)
    return [replace(correction, clear=correction.clear and sure) for correction in found]


def _mend(
    query: Query,
    groups: list[Group],
    corrections: Sequence[Correction],
    known: Mapping[str, int],
    language: str,
    every: Labels,
) -> list[Group]:
    """With what was clearly meant in the place of what was typed, since several words may be one label only then. Other
    words that stand nowhere are read as part of a translation.
    """
    meant = {one.typed: parse(one.meant[0], language).words for one in corrections if one.clear}
    if meant:
        words = [new for word in query.words for new in meant.get(word.text, [word])]
        groups = content(widen(words, language, every), set(known))
    settled = {word for words in meant.values() for word in words}
    asked = {one.typed for one in corrections}
    for group in groups:
        if _is_unknown(group, known) and group.text not in asked and settled.isdisjoint(group.words):
            partial(group, every)
    return groups


def _is_unknown(group: Group, known: Mapping[str, int]) -> bool:
    return not group.alternatives and not any(term in known for term in group.own)


def _is_foreign(word: str) -> bool:
    """English has no accents and no other script, so such a word is no misspelling of an English one."""
    return not word.replace("’", "").isascii()


def _tells_another_language(word: Word) -> bool:
    """With "du" in a query, "formation" is not "information" misspelt."""
    return _is_foreign(word.text) or word.folded in FOREIGN_FUNCTION_WORDS - FUNCTION_WORDS


def _complete(group: Group, longer: Mapping[str, int], known: dict[str, int]) -> None:
    """The last word may not be finished yet: words that begin with it count too."""
    weight = 0.7 if group.own[0] not in known else 0.4
    for term, entries in longer.items():
        if term not in group.own:
            known.setdefault(term, entries)
            group.alternatives.append(Alternative((term,), weight))
