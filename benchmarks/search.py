#!/usr/bin/env python3
"""What the search page costs beside the bare full-text query, on synthetic collections.

    python benchmarks/search.py [SIZE ...]          SQLite in a temporary folder; sizes default to 1000 10000 100000
    DATABASE_URL=postgres://… python benchmarks/search.py 1000 10000

Texts are made from a vocabulary with the frequencies of a natural language (Zipf). Times are CPU: of this process on
SQLite, and of this process and the server's backend together on PostgreSQL. Ratios count, not absolutes.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.mkdtemp(prefix="portal-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_DATA_DIR"] = FOLDER
os.environ["PORTAL_LOG"] = "ERROR"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.words import vocabulary  # noqa: E402
from practices.search import index, wordlist  # noqa: E402
from practices.search.backends import backend  # noqa: E402
from practices.search.backends.base import Match  # noqa: E402
from practices.search.bulk import analysed  # noqa: E402
from practices.search.wordlist import Tally  # noqa: E402

WORDS_A_TEXT = 500
RUNS = 15
TICK = os.sysconf("SC_CLK_TCK")


def drafts(size: int, rng: random.Random, words: list[str]) -> Any:
    """Synthetic practices. 'ubiquum' stands in 60 % of them, 'frequum' in 20 %, 'rarum' in ten of each collection."""
    weights = [1 / (rank + 10) for rank in range(len(words))]
    rare = set(rng.sample(range(size), 10))
    for number in range(1, size + 1):
        text = rng.choices(words, weights, k=WORDS_A_TEXT)
        if rng.random() < 0.6:
            text[rng.randrange(len(text))] = "ubiquum"
        if rng.random() < 0.2:
            text[rng.randrange(len(text))] = "frequum"
        if number - 1 in rare:
            text[rng.randrange(len(text))] = "rarum"
        paragraphs = [(n + 1, "how", "How to apply it", " ".join(text[n * 50 : n * 50 + 50])) for n in range(10)]
        yield index.Draft(
            kind="practice",
            key=f"P-{number}",
            language="en",
            number=number,
            slug=f"p-{number}",
            url=f"/practices/p-{number}/",
            title=" ".join(text[-8:]),
            summary=" ".join(text[-40:-8]),
            shown={"code": f"P-{number}", "hue": "cs", "theme": "Theme", "phase": "In custody", "sources": 3},
            paragraphs=paragraphs,
            facets=[("theme", f"t{number % 13}", "Theme"), ("phase", f"f{number % 5}", "Stage"), ("basis", "x", "B")],
            fingerprint="bench",
        )


def fill(size: int, rng: random.Random, words: list[str]) -> float:
    """Entries a second, the list of words included."""
    made = list(drafts(size, rng, words))
    tally, done = Tally(), 0
    start = time.perf_counter()
    batches = (made[n : n + 500] for n in range(0, size, 500))
    for some, entries, words_of_them in analysed(batches, size):
        tally.merge(words_of_them)
        with transaction.atomic():
            done += len(index.save(some, entries))
        print(f"\r  indexing {done:,} of {size:,}", end="", file=sys.stderr, flush=True)
    wordlist.replace(tally)
    print(file=sys.stderr)
    return size / (time.perf_counter() - start)


def cpu() -> float:
    """Seconds of CPU of this process and, on PostgreSQL, of its backend."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICK


def cost(work: Callable[[], Any]) -> float:
    """Milliseconds of CPU, the median over batches long enough for the clock."""
    work()
    times = []
    for _ in range(RUNS if connection.vendor == "sqlite" else 5):
        times_a_batch = 1 if connection.vendor == "sqlite" else 10
        start = cpu()
        for _ in range(times_a_batch):
            work()
        times.append((cpu() - start) / times_a_batch * 1000)
    return statistics.median(times)


def bare(word: str) -> None:
    """The query anybody would write: the ten best by the engine's own ranking."""
    backend().match(Match([([word], [])]), practices=True, limit=10)


def measure(size: int, rng: random.Random, words: list[str]) -> dict[str, float]:
    call_command("flush", interactive=False, verbosity=0)
    for table in backend().TABLES.values():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (names of our own)
    speed = fill(size, rng, words)
    client = Client(SERVER_NAME="127.0.0.1")
    print(f"\n{size:,} practices on {connection.vendor}: {speed:,.0f} indexed a second")
    print(f"{'word':<12}{'bare ms':>10}{'page ms':>10}{'2.5 x bare + 3':>16}{'statements':>12}")
    pages = {}
    for word in ("rarum", "frequum", "ubiquum"):
        query = cost(lambda word=word: bare(word))
        page = cost(lambda word=word: client.get("/search/", {"q": word}))
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        client.get("/search/", {"q": word})
        statements = len(connection.queries_log)
        connection.force_debug_cursor = False
        print(f"{word:<12}{query:>10.2f}{page:>10.2f}{2.5 * query + 3:>16.2f}{statements:>12}")
        pages[word] = page
    print(f"a word in 60 % costs {pages['ubiquum'] / pages['rarum']:.1f} times a rare word")
    return pages


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    words = vocabulary(random.Random(7))
    pages = {size: measure(size, random.Random(size), words) for size in sizes}
    first, last = min(pages), max(pages)
    if first != last:
        ratio = pages[last]["rarum"] / pages[first]["rarum"]
        print(f"\na rare word costs {ratio:.1f} times as much at {last:,} as at {first:,}")


if __name__ == "__main__":
    main()
