"""Much work at once, in other processes while this one writes; above all the analysis of many drafts."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import tee
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

from practices.search import index
from practices.search.index import Analysed, Draft
from practices.search.wordlist import Tally

PROCESSES = 2
AHEAD = 3
"""Batches that are analysed before they are needed."""
WORTH_IT = 2_000
"""Below so many entries starting processes costs more than it saves."""

Batch = TypeVar("Batch")
Done = TypeVar("Done")
AnalysedBatch = tuple[list[Draft], list[Analysed], Tally]


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Much work makes many objects that live long. To look through them for garbage as often as Python does by itself
    takes a fifth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def analyse(drafts: list[Draft]) -> tuple[list[Analysed], Tally]:
    """Needs no database."""
    entries = [draft.entry() for draft in drafts]
    tally = Tally()
    tally.add(entries)
    return list(map(index.analysed, entries)), tally


def analysed(batches: Iterable[list[Draft]], expected: int) -> Iterator[AnalysedBatch]:
    """Each batch in its turn. The drafts stay here: only what is made of them comes back from another process."""
    here, sent = tee(batches)
    for entries, tally in spread(analyse, sent, alone=expected < WORTH_IT):
        yield next(here), entries, tally


def spread(
    work: Callable[[Batch], Done],
    batches: Iterable[Batch],
    *,
    alone: bool,
    prepare: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[Done]:
    """What becomes of each batch, in its turn. Unless ``alone``, others work meanwhile; they must not use the database.

    ``prepare(*given)`` is called once in each process before it works.
    """
    if alone or "fork" not in get_all_start_methods():
        if prepare:
            prepare(*given)
        yield from map(work, batches)
        return
    with ProcessPoolExecutor(PROCESSES, get_context("fork"), _begin, (prepare, given)) as pool:
        waiting: deque[Future[Done]] = deque()
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """What the process has from its parent is not looked through for garbage, which would also copy it."""
    gc.freeze()
    if prepare:
        prepare(*given)
