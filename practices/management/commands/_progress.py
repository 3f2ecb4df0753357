"""A progress line on a terminal, and a few plain lines elsewhere."""

import sys
from time import monotonic
from typing import TextIO


class ProgressLine:
    """Use it as a workflow Progress: called with what is being done, how much is done, and out of how much."""

    def __init__(self, out: TextIO = sys.stderr, every: float = 0.2) -> None:
        self.out, self.every, self.shown, self.doing = out, every, 0.0, ""

    def __call__(self, doing: str, done: int, total: int) -> None:
        finished = done >= total
        if not finished and doing == self.doing and monotonic() - self.shown < self.every:
            return
        self.shown, line = monotonic(), f"{doing}: {done:,} of {total:,}"
        if self.out.isatty():
            self.out.write(f"\r{line}\033[K" + ("\n" if finished else ""))
        elif finished or doing != self.doing:
            self.out.write(line + "\n")
        self.doing = doing
        self.out.flush()
