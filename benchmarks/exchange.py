#!/usr/bin/env python3
"""How long a large collection takes to come in and to go out.

    python benchmarks/exchange.py [SIZE]            10000 practices, on SQLite and on a PostgreSQL started for it
    python benchmarks/exchange.py SIZE sqlite       one engine only

The practices are made up, with as many words, citations, links, terms and questions as those of the first edition have
on average: 600, 19, 10, 2 and 8. Each import goes into an empty, migrated
database, with all checks, revisions, index and log. Ends with status 1 when one takes longer than a minute for 10,000
practices, or when what comes out is not, byte for byte, what went in.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.words import cumulated_weights, vocabulary  # noqa: E402
from tests.postgres import Cluster  # noqa: E402

LIMIT = 60 / 10_000
"""Seconds a practice."""
ACTORS, SOURCES, PLACES, TERMS = 25, 40, 10, 40
PARAGRAPHS, CITATIONS, MENTIONS, USES, WORDS = 13, 19, 4, 2, 600
SECTIONS = ("The practice", "Why it matters", "How to apply it", "Limits and cautions")


def collection(size: int, rng: random.Random) -> dict[str, Any]:
    words = vocabulary(rng)
    weights = cumulated_weights(words)

    def text(length: int) -> str:
        return " ".join(rng.choices(words, cum_weights=weights, k=length)).capitalize()

    themes = [{"slug": f"theme-{n}", "name": text(2), "hue": "cs", "summary": text(12) + "."} for n in range(13)]
    places = [{"label": f"¶{n}", "anchor": f"p{n}", "order": n, "text": text(60)} for n in range(1, PLACES + 1)]
    return {
        "format": 1,
        "themes": themes,
        "actors": [{"slug": f"actor-{n}", "name": text(2)} for n in range(ACTORS)],
        "sources": [
            {"slug": f"source-{n}", "kind": "guidance", "title": text(8), "short_title": text(3), "summary": text(40),
             "passages": places} for n in range(SOURCES)
        ],
        "glossary": [{"slug": f"term-{n}", "name": text(2), "definition": text(30)} for n in range(TERMS)],
        "practices": [practice(number, size, rng, text) for number in range(1, size + 1)],
        "thesaurus": [],
    }  # fmt: skip


def practice(number: int, size: int, rng: random.Random, text: Any) -> dict[str, Any]:
    themes = sorted(rng.sample(range(13), 2))
    related = {n for n in rng.sample(range(1, size + 1), 6) if n != number}
    return {
        "number": number,
        "slug": f"practice-{number}",
        "primary_theme": f"theme-{themes[0]}",
        "themes": [f"theme-{n}" for n in themes],
        "phase": rng.choice(["intake", "custody", "release", "community", "system"]),
        "actors": [f"actor-{n}" for n in rng.sample(range(ACTORS), 6)],
        "basis": "expert-consensus",
        "status": "published",
        "last_reviewed": "2026-01-01",
        "review_by": "2027-01-01",
        "questions": [f"{text(8)} {n}?" for n in range(8)],
        "texts": [
            {
                "language": "en",
                "title": text(8),
                "key_message": text(30) + ".",
                "body": "\n\n".join(body(size, rng, text)) + "\n",
                "related": [{"to": f"practice-{n}", "kind": "see-also", "reason": text(8)} for n in sorted(related)],
            }
        ],
    }


def body(size: int, rng: random.Random, text: Any) -> Iterator[str]:
    """Four sections; what a paragraph points to stands at its end."""
    paragraphs = [[text(WORDS // PARAGRAPHS), f"**{text(2)}**"] for _ in range(PARAGRAPHS)]
    for _ in range(MENTIONS):
        rng.choice(paragraphs).append(f"[[practice-{rng.randint(1, size)}]]")
    for _ in range(USES):
        rng.choice(paragraphs).append(f"[[term:term-{rng.randrange(TERMS)}|{text(1)}]]")
    for _ in range(CITATIONS):
        rng.choice(paragraphs).append(f"[@source-{rng.randrange(SOURCES)}, ¶{rng.randint(1, PLACES)}]")
    for number, section in enumerate(SECTIONS):
        yield f"## {section}"
        yield from (" ".join(parts) for parts in paragraphs[number :: len(SECTIONS)])


def manage(url: str, folder: Path, *words: str | Path) -> float:
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(folder), "PORTAL_LOG": "ERROR"}
    started = time.monotonic()
    command = [sys.executable, "manage.py", *map(str, words)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def measure(name: str, urls: list[str], made: Path, size: int, folder: Path) -> bool:
    """Whether it was quick enough, and the same came out as went in."""
    first, second = folder / f"{name}-1.json", folder / f"{name}-2.json"
    for url in urls:
        manage(url, folder, "migrate", "--verbosity", "0")
    taken_in = [manage(urls[0], folder, "import_collection", made, "--yes")]
    taken_out = manage(urls[0], folder, "export_collection", first)
    again = manage(urls[0], folder, "import_collection", first)
    taken_in.append(manage(urls[1], folder, "import_collection", first, "--yes"))
    manage(urls[1], folder, "export_collection", second)
    same = first.read_bytes() == second.read_bytes()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{name}: {size:,} practices, {first.stat().st_size / 1e6:.0f} MB of JSON")
    print(f"  import {taken_in[0]:.1f} s, and {taken_in[1]:.1f} s; the most may be {LIMIT * size:.1f} s")
    print(f"  export {taken_out:.1f} s; finding that nothing changed {again:.1f} s; largest process {memory:.0f} MB")
    print("  the same came out" if same else "  SOMETHING ELSE CAME OUT")
    return same and max(taken_in) <= LIMIT * size


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    engines = sys.argv[2:] or ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        made = folder / "made.json"
        made.write_text(json.dumps(collection(size, random.Random(7)), ensure_ascii=False), encoding="utf-8")
        good = True
        if "sqlite" in engines:
            good &= measure("sqlite", [f"sqlite:///{folder}/{n}.sqlite3" for n in (1, 2)], made, size, folder)
        if "postgresql" in engines:
            cluster = Cluster.start()
            try:
                for n in (1, 2):
                    cluster.call("createdb", "-h", cluster.folder, "-U", "portal", f"bench{n}")
                good &= measure("postgresql", [cluster.url(f"bench{n}") for n in (1, 2)], made, size, folder)
            finally:
                cluster.stop()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
