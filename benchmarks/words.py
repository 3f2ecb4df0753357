"""Made-up words for made-up texts."""

import random
from itertools import accumulate

VOCABULARY = 30_000


def vocabulary(rng: random.Random) -> list[str]:
    """Pronounceable made-up words, each once."""
    starts = "b br c ch d dr f g gr h j k l m n p pr qu r s sh st t tr v w".split()
    vowels = "a e i o u ai ea ou".split()
    ends = "b ck d g l m n nd ng r rt s st t x".split()
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        parts = [rng.choice(starts) + rng.choice(vowels) for _ in range(rng.choice((1, 2, 2, 3)))]
        found["".join(parts) + rng.choice(ends)] = None
    return list(found)


def cumulated_weights(words: list[str]) -> list[float]:
    """How often each word comes, as random.choices() takes it: as in a language, the first most often (Zipf)."""
    return list(accumulate(1 / (rank + 10) for rank in range(len(words))))
