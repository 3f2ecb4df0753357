"""How a long act tells how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and out of how much."""


def quiet(doing: str, done: int, total: int) -> None:
    """A Progress that shows nothing."""
