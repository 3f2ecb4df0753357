"""Secret links: the database keeps a hash, so that a copy of it opens nothing."""

import hashlib


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
