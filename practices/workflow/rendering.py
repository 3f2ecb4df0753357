"""Many texts rendered: in other processes, when there are many, while this one goes on."""

import pickle
import zlib
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.urls import reverse

from practices.models import PracticeText
from practices.rendering import markdown
from practices.rendering.guard import TooComplex
from practices.rendering.structure import text_problems
from practices.search.helpers import spread
from practices.search.rows import in_batches
from practices.workflow.errors import Refused
from practices.workflow.lookup import Names
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import outline

AT_A_TIME = 50
"""Texts that another process renders before it answers."""
WORTH_IT = 300
"""Below so many texts starting processes costs more than it saves."""

Key = tuple[int, str]
"""Number of the practice, and language."""


class Words(NamedTuple):
    """What is rendered: a text that is perhaps in no table yet."""

    key: Key
    place: str
    """What its problems are told by."""
    title: str
    key_message: str
    body: str


class Made(NamedTuple):
    html: str
    outline: dict[str, Any]


def words_of(text: PracticeText) -> Words:
    practice = text.practice
    return Words((practice.number, text.language), practice.code, text.title, text.key_message, text.body)


class Rendering:
    """The HTML and outline of each text, and why some cannot be published. Uses no database.

    Where other processes do the work they begin at once. What they make is kept packed: 5 kB a text.
    """

    def __init__(
        self, texts: Iterable[Words] = (), total: int = 0, names: Names | None = None, progress: Progress = quiet
    ) -> None:
        reverse("practices:practice-list")  # reads the addresses once here, not in each process
        batches = in_batches(texts, AT_A_TIME)
        prepare = partial(_know, names or Names())
        self._coming = spread(_render, batches, alone=total < WORTH_IT, ahead=None, prepare=prepare)
        self._made: dict[Key, bytes] = {}
        self._problems: list[str] = []
        self._done, self._total, self._progress = 0, total, progress

    def get(self, key: Key) -> Made | None:
        """Waits until this text was made; None when it was not asked for. Raises Refused, as refuse() does, when a text
        that came before cannot be published.
        """
        while key not in self._made and self._take():
            pass
        if self._problems:
            self.refuse()
        return _unpacked(self._made[key]) if key in self._made else None

    def problems(self) -> list[str]:
        """Why texts cannot be published. Waits for all of them."""
        while self._take():
            pass
        return self._problems

    def refuse(self) -> None:
        """Raises Refused with every problem, if there is one. Waits for all texts."""
        if self.problems():
            raise Refused(self._problems)

    def close(self) -> None:
        """What was not waited for is not made."""
        self._coming.close()

    def _take(self) -> bool:
        batch = next(self._coming, None)
        if batch is None:
            return False
        self._made |= {key: made for key, made, _ in batch}
        self._problems += [problem for _, _, found in batch for problem in found]
        self._done += len(batch)
        self._progress("Rendering", self._done, self._total)
        return True


_names: list[Names] = []


def _know(names: Names) -> None:
    _names[:] = [names]


def _render(batch: list[Words]) -> list[tuple[Key, bytes, list[str]]]:
    return [(words.key, *_rendered(words)) for words in batch]


def _rendered(words: Words) -> tuple[bytes, list[str]]:
    try:
        found = markdown.render(words.body, _names[0].lookup(words.key[1]))
    except TooComplex as error:
        return b"", [f"{words.place}: body: {error}"]
    fields = {"title": words.title, "key_message": words.key_message, "body": words.body}
    problems = [f"{words.place}: {problem}" for problem in text_problems(fields, found, words.key[1])]
    return zlib.compress(pickle.dumps(Made(found.html, outline(found))), 1), problems


def _unpacked(made: bytes) -> Made:
    found: Made = pickle.loads(zlib.decompress(made))  # noqa: S301  (packed by _rendered(), in this very run)
    return found
