"""What is kept of a secret link."""

import hashlib

from practices.workflow.tokens import hash_of


def test_a_hash_tells_links_apart_and_does_not_show_them() -> None:
    assert hash_of("a-token") == hashlib.sha256(b"a-token").hexdigest()
    assert hash_of("a-token") != hash_of("b-token")
