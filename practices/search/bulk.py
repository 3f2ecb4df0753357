"""Analysing many drafts at once, in a second process while the first one writes."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context

from practices.models import SearchEntry
from practices.search.index import Draft
from practices.search.wordlist import Tally

PROCESSES = 2
AHEAD = 3
"""Batches that are analysed before they are needed."""
WORTH_IT = 2_000
"""Below so many entries starting processes costs more than it saves."""

Analysed = tuple[list[Draft], list[SearchEntry], Tally]


def analyse(drafts: list[Draft]) -> Analysed:
    """Needs no database."""
    entries = [draft.entry() for draft in drafts]
    tally = Tally()
    tally.add(entries)
    return drafts, entries, tally


def analysed(batches: Iterable[list[Draft]], expected: int) -> Iterator[Analysed]:
    """Each batch in its turn. With many entries expected, others analyse them meanwhile."""
    if expected < WORTH_IT or "fork" not in get_all_start_methods():
        yield from map(analyse, batches)
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        waiting: deque[Future[Analysed]] = deque()
        for batch in batches:
            waiting.append(pool.submit(analyse, batch))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
