#!/usr/bin/env python3
"""What the search page costs beside the bare full-text query, on synthetic collections; fails when a limit is passed.

    python benchmarks/search.py                          both engines, 1,000, 10,000 and 100,000 practices
    python benchmarks/search.py --engine sqlite 1000 10000

PostgreSQL is started for the run, unless DATABASE_URL names a server. Texts are made from a vocabulary with the
frequencies of a natural language (Zipf). Times are CPU: of this process and those it starts, and on PostgreSQL of the
server's process for this connection as well. The machine may be busy with other things, so the best of several batches
counts, and ratios count more than milliseconds.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.words import cumulated_weights, vocabulary  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
WORDS_A_TEXT = 500
SEARCHED = ("rarum", "frequum", "ubiquum")
"""Words of which the first stands in ten practices, the second in 20 % and the third in 60 % of them."""
BATCHES, CALLS = 9, 12
CORES = 2

TIMES_BARE, PLUS_MS = 2.5, 3.0
"""At 10,000 practices the page costs no more than the bare query times the one, and the other."""
FLAT = 1.5
"""So much more may a rare word cost in the largest collection than in the smallest: 'flat', with room for noise."""
TIMES_RARE = 8.0
"""So much more may a word in 60 % of the largest collection cost than a rare one."""
ENTRIES_A_SECOND = 1_000
STATEMENTS = 12


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the search page and the indexing.")
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of practices")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    return parser.parse_args()


def set_up(engine: str) -> Callable[[], None]:
    """Settings for a collection of its own; returns what cleans up."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", PORTAL_DATA_DIR=folder, PORTAL_LOG="ERROR")
    stop: Callable[[], None] = lambda: None  # noqa: E731  # nothing to stop as yet
    if engine == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    elif "DATABASE_URL" not in os.environ:
        from tests.postgres import Cluster

        cluster = Cluster.start()
        os.environ["DATABASE_URL"], stop = cluster.url(), cluster.stop
    import django

    django.setup()
    return stop


def drafts(size: int, rng: random.Random, words: list[str]) -> Iterator[Any]:
    """Synthetic practices."""
    from practices.search.index import Draft

    weights = cumulated_weights(words)
    rare = set(rng.sample(range(size), 10))
    for number in range(1, size + 1):
        text = rng.choices(words, cum_weights=weights, k=WORDS_A_TEXT)
        for word, chosen in zip(SEARCHED, (number - 1 in rare, rng.random() < 0.2, rng.random() < 0.6), strict=True):
            if chosen:
                text[rng.randrange(len(text))] = word
        paragraphs = [(n + 1, "how", "How to apply it", " ".join(text[n * 50 : n * 50 + 50])) for n in range(10)]
        yield Draft(
            kind="practice",
            key=f"P-{number}",
            language="en",
            number=number,
            slug=f"p-{number}",
            url=f"/practices/p-{number}/",
            title=" ".join(text[-8:]),
            summary=" ".join(text[-40:-8]),
            shown={
                "code": f"P-{number}",
                "hue": "cs",
                "theme": "Theme",
                "phase": "In custody",
                "sources": 3,
                "reviewed": "1 March 2026",
            },
            paragraphs=paragraphs,
            facets=[("theme", f"t{number % 13}", "Theme"), ("phase", f"f{number % 5}", "Stage"), ("basis", "x", "B")],
            fingerprint="bench",
        )


def empty() -> None:
    """Nothing can be found, and nothing is left of what could be."""
    from django.db import connection

    from practices.models import SearchEntry, SearchFacets, SearchLabel, SearchWord
    from practices.search.backends import backend

    held = [model._meta.db_table for model in (SearchFacets, SearchEntry, SearchWord, SearchLabel)]
    with connection.cursor() as cursor:
        for table in [*backend().TABLES.values(), *held]:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (names of our own)
    tidy()


def tidy() -> None:
    """What a server does by itself, though not at once: PostgreSQL merges what was added to an index, and counts."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("ANALYZE")


def fill(size: int, rng: random.Random, words: list[str]) -> float:
    """Entries a second that two cores can index, by the CPU it took; making up the texts is not counted."""
    from django.db import transaction

    from practices.search import index, wordlist
    from practices.search.bulk import analysed
    from practices.search.helpers import seldom_collecting
    from practices.workflow import indexing

    tally, done, making = wordlist.Tally(), 0, 0.0
    every = drafts(size, rng, words)

    def batches() -> Iterator[list[Any]]:
        nonlocal making
        while True:
            start = time.process_time()
            some = list(islice(every, indexing.BATCH))
            making += time.process_time() - start
            if not some:
                return
            yield some

    start, began = cpu(), time.perf_counter()
    with seldom_collecting():  # as indexing.rebuild() does
        for some, entries, words_of_them in analysed(batches(), size):
            tally.merge(words_of_them)
            with transaction.atomic():
                done += len(index.save(some, entries))
            print(f"\r  indexing {done:,} of {size:,}", end="", file=sys.stderr, flush=True)
    with transaction.atomic():
        wordlist.replace(tally)
        wordlist.stamp_labels()
    spent = cpu() - start - making
    print(
        f"\r  indexed {size:,}: {spent:.0f} s of CPU, {time.perf_counter() - began:.0f} s by the clock", file=sys.stderr
    )
    tidy()
    return size / (spent / CORES)


def cpu() -> float:
    """Seconds of CPU of this process, of those it started and, on PostgreSQL, of the server's for this connection."""
    from django.db import connection

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    if connection.vendor != "postgresql":
        return own
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="utf-8")
    return own + int(server.split()[0]) / 1e9


def cost(work: Callable[[], Any]) -> float:
    """Milliseconds of CPU, the best of several batches, each long enough for the clock."""
    for _ in range(3):
        work()
    times = []
    for _ in range(BATCHES):
        start = cpu()
        for _ in range(CALLS):
            work()
        times.append((cpu() - start) / CALLS * 1000)
    return min(times)


def bare(word: str) -> None:
    """The query anybody would write: the ten best by the engine's own ranking."""
    from practices.search import store
    from practices.search.backends import backend
    from practices.search.backends.base import Match

    store.matching(backend().selection(Match([([word], [])]), practices=True, limit=10))


def page(word: str) -> None:
    """The search page as a server asks for it."""
    from portal.wsgi import application

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/search/",
        "QUERY_STRING": f"q={word}",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    status = []
    answer = application(environ, lambda line, *_: status.append(line))
    html = b"".join(answer)
    answer.close()
    if status != ["200 OK"] or f"<mark>{word}</mark>".encode() not in html:
        raise SystemExit(f"the search page did not find {word}: {status}")


def statements(word: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        page(word)
    return len(queries)


def measure(size: int, words: list[str], failed: list[str]) -> dict[str, float]:
    from django.db import connection

    empty()
    speed = fill(size, random.Random(size), words)
    print(f"\n{size:,} practices on {connection.vendor}: {speed:,.0f} indexed a second on {CORES} cores")
    if size >= max(SIZES) and speed < ENTRIES_A_SECOND:
        failed.append(f"{speed:,.0f} indexed a second; the least is {ENTRIES_A_SECOND:,}")
    print(f"{'word':<12}{'bare ms':>10}{'page ms':>10}{'limit':>10}{'statements':>12}")
    pages = {}
    for word in SEARCHED:
        query, pages[word], asked = (
            cost(lambda word=word: bare(word)),
            cost(lambda word=word: page(word)),
            statements(word),
        )
        limit = TIMES_BARE * query + PLUS_MS
        print(f"{word:<12}{query:>10.2f}{pages[word]:>10.2f}{limit:>10.2f}{asked:>12}", flush=True)
        if size == 10_000 and pages[word] > limit:
            failed.append(f"{word} at {size:,}: {pages[word]:.2f} ms; the most is {limit:.2f}")
        if asked > STATEMENTS:
            failed.append(f"{word} at {size:,}: {asked} statements; the most is {STATEMENTS}")
    return pages


def run(engine: str, sizes: list[int]) -> int:
    """Measures one engine; returns the number of limits passed."""
    stop = set_up(engine)
    from django.core.management import call_command

    failed: list[str] = []
    try:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        words = vocabulary(random.Random(7))
        pages = {size: measure(size, words, failed) for size in sizes}
        first, last = pages[min(sizes)], pages[max(sizes)]
        flat, often = last["rarum"] / first["rarum"], last["ubiquum"] / last["rarum"]
        print(f"\na rare word costs {flat:.1f} times as much at {max(sizes):,} as at {min(sizes):,} (most: {FLAT})")
        print(f"a word in 60 % of {max(sizes):,} costs {often:.1f} times a rare word (most: {TIMES_RARE})")
        failed += [f"a rare word is not flat: {flat:.1f} times"] if flat > FLAT else []
        failed += [f"a frequent word costs {often:.1f} times a rare one"] if often > TIMES_RARE else []
    finally:
        stop()
    for line in failed:
        print(f"LIMIT PASSED on {engine}: {line}")
    return len(failed)


def main() -> int:
    options = arguments()
    sizes = [str(size) for size in options.sizes or SIZES]
    if options.engine != "both":
        return min(run(options.engine, [int(size) for size in sizes]), 1)
    answers = [
        subprocess.run([sys.executable, __file__, "--engine", engine, *sizes], check=False).returncode
        for engine in ("sqlite", "postgresql")
    ]
    return max(answers)


if __name__ == "__main__":
    raise SystemExit(main())
