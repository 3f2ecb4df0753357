"""What is looked for beside the reader's own words: labels of concepts and terms, in six languages.

Runs of words in the query are compared with analysed labels; the longest run wins. From one concept a search never
goes on to another through a label they share.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from practices.models import Language
from practices.search.analysis import terms
from practices.search.labels import Labels
from practices.search.query import FUNCTION_WORDS, LIGHT_WORDS, Word, is_cjk, is_function_word
from practices.search.store import Label

LONGEST_RUN = 7
CONCEPT, WORDS = 0.85, 0.5
"""Weight of what a concept is about, and of its other words, beside 1 for the reader's own."""
MOST_PARTIAL = 4
Run = tuple[int, int]
"""Of words: where it begins, and how many they are."""


@dataclass(frozen=True)
class Alternative:
    """Another way to satisfy a group: a term or phrase, with its weight."""

    terms: tuple[str, ...]
    weight: float


@dataclass
class Group:
    """Words that belong together; an entry satisfies the group by all its own terms or by one alternative."""

    text: str
    own: list[str]
    alternatives: list[Alternative] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    optional: bool = False
    named: bool = False
    """A concept says what is meant."""
    pervasive: bool = False
    """And whatever it may mean, nearly every practice is about that."""

    @property
    def is_light(self) -> bool:
        return not self.alternatives and all(word.folded in LIGHT_WORDS for word in self.words)


def plain_groups(words: list[Word]) -> list[Group]:
    return [Group(word.text, [word.term], words=[word]) for word in words]


def widen(words: list[Word], language: str, labels: Labels) -> list[Group]:
    """Groups for these words, with what the labels add."""
    runs = {key: places for key, places in _runs(words, language).items() if key in labels.by_key}
    groups: list[Group] = []
    at = 0
    while at < len(words):
        size, found = _longest(runs, labels, at)
        part = words[at : at + size]
        joiner = "" if is_cjk(part[0].text) else " "
        group = Group(joiner.join(word.text for word in part), [word.term for word in part], words=part)
        for label in found:
            add(group, label)
        groups.append(group)
        at += size
    return groups


def content(groups: list[Group], known: set[str]) -> list[Group]:
    """Without the function words that no label holds together; all groups when nothing else is left."""
    kept: list[Group] = []
    for group in groups:
        telling = [word for word in group.words if not is_function_word(word, known)]
        if group.alternatives:
            group.own = [word.term for word in telling] or group.own
            kept.append(group)
        elif telling:
            kept.append(group)
    return kept or groups


def add(group: Group, label: Label, weight: float = 1.0) -> None:
    group.pervasive = label.pervasive and (group.pervasive or not group.added)
    if label.token:
        group.named = True
        group.alternatives.append(Alternative((label.token,), CONCEPT * weight))
    group.alternatives += [Alternative(tuple(phrase), WORDS * weight) for phrase in label.words]
    if label.name not in group.added:
        group.added.append(label.name)


def _runs(words: list[Word], language: str) -> dict[str, list[Run]]:
    """Each run of words, analysed in every language it could be in: key to (start, size)."""
    runs: dict[str, list[Run]] = defaultdict(list)
    for start in range(len(words)):
        for size in range(1, min(LONGEST_RUN, len(words) - start) + 1):
            part = words[start : start + size]
            text = " ".join(word.text for word in part)
            for tongue in tongues(text, language):
                analysed = terms(text, tongue)
                if size == 1 and tongue == Language.ZH and len(analysed) > 1:
                    for key in _slices(analysed):
                        runs[key].append((start, size))
                elif analysed:
                    runs[" ".join(analysed)].append((start, size))
            if telling := telling_terms(part):
                runs[" ".join(telling)].append((start, size))
    return runs


def telling_terms(words: list[Word]) -> list[str]:
    """The terms of a longer run without its function words, by which it is known too; empty when there is no run."""
    if not words:  # a label of marks only
        return []
    kept = [word.term for word in words if word.folded not in FUNCTION_WORDS]
    ends = words[0].folded not in FUNCTION_WORDS and words[-1].folded not in FUNCTION_WORDS
    return kept if ends and 1 < len(kept) < len(words) else []


def _slices(pairs: list[str]) -> set[str]:
    """Chinese has no blanks: any stretch of a run of characters may be a label."""
    return {" ".join(pairs[i:j]) for i in range(len(pairs)) for j in range(i + 1, min(len(pairs), i + 16) + 1)}


def tongues(text: str, language: str) -> list[str]:
    """The languages a text could be in, by its script."""
    if is_cjk(text):
        return [Language.ZH]
    if any("\u0600" <= c <= "\u06ff" for c in text):
        return [Language.AR]
    if any("\u0400" <= c <= "\u04ff" for c in text):
        return [Language.RU]
    return list(dict.fromkeys([language, Language.EN, Language.FR, Language.ES]))


def _longest(runs: dict[str, list[Run]], labels: Labels, at: int) -> tuple[int, list[Label]]:
    """The longest labelled run that begins here; one bare word when there is none."""
    here = [(size, len(key), key) for key, places in runs.items() for start, size in places if start == at]
    if not here:
        return 1, []
    size, _, key = max(here, key=lambda run: run[:2])
    return size, labels.by_key[key]


def partial(group: Group, labels: Labels) -> None:
    """A word of another language that is only part of a label: widened by the labels that hold it."""
    hits: dict[str, list[tuple[int, Label]]] = defaultdict(list)
    for tongue in tongues(group.text, Language.EN):
        analysed = terms(group.text, tongue) if tongue != Language.EN else []
        for label in labels.holding(analysed, tongue) if analysed else ():
            hits[label.name].append((len(label.key.split(" ")), label))
    ranked = sorted(hits.values(), key=lambda found: min(size for size, _ in found))
    for found in ranked[:MOST_PARTIAL]:
        add(group, found[0][1], weight=0.8)
