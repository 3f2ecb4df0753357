"""Made-up words for made-up texts."""

import random

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
