"""Runs of words, kept as hashes: tells copied sentences without keeping the text they were copied from."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

RUN = 8
HASHES = Path(__file__).parent / "data" / "conference_record.hashes"


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def runs(text: str) -> Iterator[str]:
    """Every run of eight words, as one string."""
    words = words_in(text)
    return (" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def fingerprint(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:16]


def hashes_of(text: str) -> list[str]:
    """What tests/data/conference_record.hashes was made with: one line a run, sorted."""
    return sorted({fingerprint(run) for run in runs(text)})


def copied(text: str) -> list[str]:
    """The runs of eight words that also stand in the conference record."""
    known = set(HASHES.read_text(encoding="utf-8").split())
    return [run for run in runs(text) if fingerprint(run) in known]
