#!/usr/bin/env python3
"""What it costs to compare and to merge a long practice, beside difflib on the same words.

    python benchmarks/merge.py [WORDS]          4000 unless told otherwise

A made-up practice is changed in one paragraph of ten on each side, some of them the same ones. Times are CPU of this
process, the median of several runs. No database is used. The program ends with 1 when a limit is passed.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_LOG"] = "ERROR"

import django  # noqa: E402

django.setup()

from practices.rendering.diff import compare  # noqa: E402
from practices.workflow.merging import EMPTY, Content, changes, merge, only  # noqa: E402

LIMIT = 50
"""Milliseconds for the difference and the merge of 4,000 words together."""
RUNS = 9
A_SENTENCE, A_PARAGRAPH = 16, 5
SECTIONS = ("The practice", "Why it matters", "How to apply it", "Limits and cautions")


def sentence(rng: random.Random, words: list[str]) -> str:
    return " ".join(rng.choices(words, k=A_SENTENCE)).capitalize() + ". [@test-source, ¶1]"


def practice(size: int, rng: random.Random) -> list[str]:
    """Paragraphs, with the four headings among them."""
    words = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 9))) for _ in range(900)]
    count = max(1, size // (A_SENTENCE * A_PARAGRAPH))
    paragraphs = [" ".join(sentence(rng, words) for _ in range(A_PARAGRAPH)) for _ in range(count)]
    for n, name in enumerate(SECTIONS):
        paragraphs.insert(n * len(paragraphs) // len(SECTIONS), f"## {name}")
    return paragraphs


def changed(paragraphs: list[str], rng: random.Random, places: list[int]) -> Content:
    """With one word replaced in each of the places, and a paragraph added at the end."""
    out = list(paragraphs)
    for place in places:
        words = out[place].split(" ")
        words[rng.randrange(len(words))] = "otherwise"
        out[place] = " ".join(words)
    return EMPTY | {"body": "\n\n".join([*out, f"Added by {rng.random()}."])}


def cpu(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    act()
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        act()
        times.append((time.process_time() - started) * 1_000)
    return statistics.median(times)


def main(size: int) -> int:
    rng = random.Random(2011)
    paragraphs = practice(size, rng)
    base = EMPTY | {"body": "\n\n".join(paragraphs)}
    text = [n for n, paragraph in enumerate(paragraphs) if not paragraph.startswith("#")]
    places = rng.sample(text, max(2, len(text) // 10))
    live, proposed = changed(paragraphs, rng, places), changed(paragraphs, rng, [*places[::2], text[0]])
    words = [str(content["body"]).split() for content in (base, proposed)]
    ids = {change.id for change in changes(base, proposed)}
    rows = [
        ("difflib on the words", cpu(lambda: SequenceMatcher(None, *words, autojunk=False).get_opcodes()), None),
        ("difference, by block and word", cpu(lambda: compare(base["body"], proposed["body"])), None),
        ("three-way merge", cpu(lambda: merge(base, live, proposed)), None),
        ("both together", cpu(lambda: (compare(base["body"], proposed["body"]), merge(base, live, proposed))), LIMIT),
        ("the list of changes", cpu(lambda: changes(base, proposed)), LIMIT),
        ("half of the changes only", cpu(lambda: only(base, proposed, set(sorted(ids)[::2]))), LIMIT),
    ]
    conflicts = len(merge(base, live, proposed).conflicts)
    print(f"{sum(len(p.split()) for p in paragraphs):,} words, {len(ids)} changes, {conflicts} conflicts; CPU ms")
    for name, took, limit in rows:
        bound = f"limit {limit} ms: {'kept' if took <= limit else 'PASSED'}" if limit else ""
        print(f"{name:<32}{took:>10.1f}   {bound}")
    return int(any(limit is not None and took > limit for _, took, limit in rows))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000))
