"""The analysis of many drafts at once."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import tee

from practices.search.helpers import spread
from practices.search.index import Analysed, Draft
from practices.search.wordlist import Tally

WORTH_IT = 2_000
"""Below so many entries starting processes costs more than it saves."""

AnalysedBatch = tuple[list[Draft], list[Analysed], Tally]


def analyse(drafts: list[Draft]) -> tuple[list[Analysed], Tally]:
    """Needs no database."""
    entries = [draft.entry() for draft in drafts]
    tally = Tally()
    tally.add(entries)
    return list(map(Analysed.of, entries)), tally


def analysed(batches: Iterable[list[Draft]], expected: int) -> Iterator[AnalysedBatch]:
    """Each batch in its turn. The drafts stay here: only what is made of them comes back from another process."""
    here, sent = tee(batches)
    with closing(spread(analyse, sent, alone=expected < WORTH_IT)) as coming:
        for entries, tally in coming:
            yield next(here), entries, tally
