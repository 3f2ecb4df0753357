"""The query understood: what each word is looked for as, what is asked of a practice, and what was corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practices.search import labels, store
from practices.search.analysis import LABELS
from practices.search.backends.base import Match
from practices.search.expansion import Alternative, Group, content, partial, plain_groups, widen
from practices.search.labels import Labels
from practices.search.query import Query, parse
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
        groups = _mend(groups, known, language, every, corrections)
        if begin and groups[-1].words == query.words[-1:]:  # what was corrected is no beginning of a word
            _complete(groups[-1], longer, known)
    known |= _further_frequencies(groups, query.phrases, known, language)
    statistics = Statistics(known, known.get("", 0))
    _loosen(groups, statistics)
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


def _loosen(groups: list[Group], statistics: Statistics) -> None:
    """Light words, and words that most practices have, count but are not asked of a practice, if others are there."""
    for group in groups:
        frequent = all(statistics.entries.get(term, 0) > FREQUENT * statistics.total for term in group.own)
        group.optional = group.is_light or frequent
    if all(group.optional for group in groups):
        for group in groups:
            group.optional = False


def _mend(
    groups: list[Group], known: Mapping[str, int], language: str, every: Labels, corrections: list[Correction]
) -> list[Group]:
    """Words that stand nowhere: corrected when one candidate stands out, or read as part of a translation."""
    unknown = [group for group in groups if not group.alternatives and not any(term in known for term in group.own)]
    own = dict.fromkeys(group.text for group in unknown if not _is_foreign(group.text))
    found = correct_each(list(own)[:MOST_TRIED], language)
    corrections += list(found.values())[:MOST_CORRECTED]
    for group in unknown:
        if group.text not in found:
            partial(group, every)
    better = {
        correction.typed: widen(parse(correction.meant[0], language).words, language, every)
        for correction in corrections
        if correction.clear
    }
    return [new for group in groups for new in better.get(group.text, [group])]


def _is_foreign(word: str) -> bool:
    """English has no accents and no other script, so such a word is no misspelling of an English one."""
    return not word.isascii()


def _complete(group: Group, longer: Mapping[str, int], known: dict[str, int]) -> None:
    """The last word may not be finished yet: words that begin with it count too."""
    weight = 0.7 if group.own[0] not in known else 0.4
    for term, entries in longer.items():
        if term not in group.own:
            known.setdefault(term, entries)
            group.alternatives.append(Alternative((term,), weight))
