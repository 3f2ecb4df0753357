"""Many entries at once: the same result whether other processes help or not."""

import pytest

from practices.search import bulk
from practices.search.index import FIELDS, Draft
from practices.search.wordlist import Tally


def drafts(count: int) -> list[Draft]:
    return [
        Draft("practice", f"P-{n}", "en", f"p-{n}", f"/practices/p-{n}/", f"Title {n}", "Help with work.", "1",
              paragraphs=[(1, "how", "How", f"Number {n} works.")])
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("expected", [4, bulk.WORTH_IT])
def test_batches_come_back_in_order_with_all_their_entries(expected: int) -> None:
    batches = [drafts(3), drafts(2), drafts(1), drafts(2), drafts(1)]
    found = list(bulk.analysed(iter(batches), expected))
    assert [[draft.key for draft in some] for some, _, _ in found] == [[d.key for d in batch] for batch in batches]
    held = [[entry.values[FIELDS.index("terms_title")] for entry in entries] for _, entries, _ in found]
    assert held == [[draft.entry().terms_title for draft in batch] for batch in batches]


def test_helpers_and_the_process_itself_count_the_same_words() -> None:
    totals = []
    for expected in (4, bulk.WORTH_IT):
        tally = Tally()
        for _, _, words in bulk.analysed(iter([drafts(3), drafts(2)]), expected):
            tally.merge(words)
        totals.append(sorted(tally.rows()))
    assert totals[0] == totals[1]
    assert ("en", "=work", "work", 5) in totals[0]
