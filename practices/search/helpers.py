"""Other processes that work while this one goes on, for work on thousands of things."""

import gc
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from typing import Generic, TypeVar

PROCESSES = 2
AHEAD = 3
"""Batches that are done before they are needed."""

Batch = TypeVar("Batch")
Done = TypeVar("Done")


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


def spread(
    work: Callable[[Batch], Done],
    batches: Iterable[Batch],
    *,
    alone: bool,
    ahead: int | None = AHEAD,
    prepare: Callable[[], None] | None = None,
) -> "Generator[Done, None, None] | Helpers[Batch, Done]":
    """What becomes of each batch, in its turn; to be closed. Unless ``alone``, others work meanwhile; they must not use
    the database. They go on until so many batches ``ahead`` wait to be taken; None stands for all of them.

    ``prepare`` is called once in each process before it works.
    """
    if alone or "fork" not in get_all_start_methods():
        return _one_by_one(work, batches, prepare)
    return Helpers(work, batches, ahead, prepare)


def _one_by_one(
    work: Callable[[Batch], Done],
    batches: Iterable[Batch],
    prepare: Callable[[], None] | None,
) -> Generator[Done, None, None]:
    for batch in batches:
        if prepare:  # each time: other work may have been prepared meanwhile
            prepare()
        yield work(batch)


class Helpers(Iterator[Done], Generic[Batch, Done]):
    """Other processes, which work from the moment this is made."""

    def __init__(
        self,
        work: Callable[[Batch], Done],
        batches: Iterable[Batch],
        ahead: int | None,
        prepare: Callable[[], None] | None,
    ) -> None:
        self._pool = ProcessPoolExecutor(PROCESSES, get_context("fork"), _begin, (prepare,))
        self._coming = (self._pool.submit(work, batch) for batch in batches)
        self._waiting: deque[Future[Done]] = deque(islice(self._coming, ahead))

    def __next__(self) -> Done:
        self._waiting.extend(islice(self._coming, 1))
        if not self._waiting:
            self.close()
            raise StopIteration
        return self._waiting.popleft().result()

    def close(self) -> None:
        """What was not begun is not done."""
        self._pool.shutdown(cancel_futures=True)


def _begin(prepare: Callable[[], None] | None) -> None:
    """What the process has from its parent is not looked through for garbage, which would also copy it."""
    gc.freeze()
    if prepare:
        prepare()
