"""What changed between two texts: by block, and by word within a block. Standard library only."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A citation or link is one word; so is each Chinese, Japanese or Korean character.
WORD = re.compile(
    r"\[@[^\]\n]*\]|\[\[[^\]\n]*\]\]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\w\u0300-\u036f]+(?:['’-]\w+)*|\s+|[^\w\s]"
)
SENTENCE = re.compile(
    r"[^\n.!?。！？؟]*+(?:[.!?。！？؟]++[\"'”’»)\]]*+(?:\s*\[@[^\]\n]*\])*(?=\s|$|[^\x00-\x7f])[^\S\n]*|[.!?。！？؟]++|\n+|$)"
)
BLOCK = re.compile(r"\n(?:[ \t]*\n)+")
NEAR = 0.4
"""Share of common words above which two blocks count as one block that changed."""
COSTLY = 50_000
"""Above this number of equal pairs nothing is aligned: difflib looks at each of them again and again."""
CROWDED = 10_000
"""Above this number of pairs blocks are not matched by likeness."""

Kind = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """A run of words: the same on both sides, or ``old`` replaced by ``new`` (either may be empty)."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new


@dataclass(frozen=True)
class Block:
    kind: Kind
    old: str
    new: str
    pieces: tuple[Piece, ...]


def blocks(text: str) -> list[str]:
    """What stands between blank lines. Indentation stays: it says what belongs to a list."""
    return [block for block in BLOCK.split(f"\n\n{text}\n\n") if block.strip()]


def sentences(text: str) -> list[str]:
    """Joined, they give back the text. A citation belongs to the sentence before it."""
    return [sentence for sentence in SENTENCE.findall(text) if sentence]


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces, joined, give back both texts. Sentences are aligned first, then the words of those that differ."""
    a, b = sentences(old), sentences(new)
    if old == new or pairs(a, b) > COSTLY:
        return (Piece(old, new),) if old or new else ()
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = "".join(a[i:j]), "".join(b[k:m])
        pieces += [Piece(before, after)] if tag == "equal" else _compare_aligned(before, after)
    return tuple(_joined(pieces))


def _compare_aligned(old: str, new: str) -> Iterator[Piece]:
    """By word; the space after a word goes with it."""
    (a, gaps_a), (b, gaps_b) = _words(old), _words(new)
    if pairs(a, b) > COSTLY:
        yield Piece(old, new)
        return
    yield Piece(gaps_a[0], gaps_b[0])
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            for n in range(j - i):
                yield Piece(a[i + n], b[k + n])
                yield Piece(gaps_a[i + n + 1], gaps_b[k + n + 1])
            continue
        last = (gaps_a[j], gaps_b[m])
        shared = last[0] if last[0] == last[1] and i < j and k < m else ""
        before = "".join(a[n] + gaps_a[n + 1] for n in range(i, j))
        after = "".join(b[n] + gaps_b[n + 1] for n in range(k, m))
        yield Piece(before.removesuffix(shared), after.removesuffix(shared))
        yield Piece(shared, shared)


def _words(text: str) -> tuple[list[str], list[str]]:
    """The words, and the space before the first and after each of them."""
    words: list[str] = []
    gaps = [""]
    for token in WORD.findall(text):
        if token.isspace():
            gaps[-1] += token
        else:
            words.append(token)
            gaps.append("")
    return words, gaps


def pairs(a: Sequence[str], b: Sequence[str]) -> int:
    """In how many ways an item of one side could stand beside an equal one of the other."""
    counts = Counter(b)
    return sum(counts[item] for item in a)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one sort are one piece, and two changes with only a space between them read as one change."""
    runs: list[list[Piece]] = []
    for piece in (piece for piece in pieces if piece.old or piece.new):
        if runs and runs[-1][-1].same == piece.same:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    out: list[Piece] = []
    for n, run in enumerate(runs):
        piece = Piece("".join(p.old for p in run), "".join(p.new for p in run))
        bridge = piece.same and not piece.old.strip() and "\n" not in piece.old and 0 < n < len(runs) - 1
        if out and not out[-1].same and (bridge or not piece.same):
            out[-1] = Piece(out[-1].old + piece.old, out[-1].new + piece.new)
        else:
            out.append(piece)
    return out


def likeness(old: str, new: str) -> float:
    """0 to 1: the share of words in common, whatever their order."""
    a, b = ([w.casefold() for w in WORD.findall(text) if w[0].isalnum()] for text in (old, new))
    if not a or not b:
        return 0.0
    left: dict[str, int] = {}
    for word in a:
        left[word] = left.get(word, 0) + 1
    common = 0
    for word in b:
        if left.get(word, 0) > 0:
            left[word] -= 1
            common += 1
    return 2 * common / (len(a) + len(b))


def compare(old: str, new: str) -> list[Block]:
    """The blocks of both texts in reading order; every block of either side stands in exactly one of them."""
    a, b = blocks(old), blocks(new)
    if a != b and pairs(a, b) > COSTLY:
        return list(_paired(a, b))
    out: list[Block] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            out += [Block("same", text, text, (Piece(text, text),)) for text in a[i:j]]
        else:
            out += _paired(a[i:j], b[k:m])
    return out


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Each new block beside the most alike of the old ones not yet passed, in order."""
    at = len(old) if len(old) * len(new) > CROWDED else 0
    yield from _removed(old[:at])
    for text in new:
        scores = [(likeness(old[n], text), -n) for n in range(at, len(old))]
        score, place = max(scores, default=(0.0, 0))
        if score < NEAR:
            yield Block("added", "", text, (Piece("", text),))
            continue
        yield from _removed(old[at:-place])
        yield Block("same" if old[-place] == text else "changed", old[-place], text, compare_words(old[-place], text))
        at = 1 - place
    yield from _removed(old[at:])


def _removed(texts: Sequence[str]) -> Iterator[Block]:
    for text in texts:
        yield Block("removed", text, "", (Piece(text, ""),))


def counted(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words came, and how many went. A citation or link is one word."""
    changed = [piece for piece in pieces if not piece.same]
    added, removed = (
        sum(word[0].isalnum() or word[0] == "[" for text in texts for word in WORD.findall(text))
        for texts in ([piece.new for piece in changed], [piece.old for piece in changed])
    )
    return added, removed


def changed_share(old: str, new: str) -> float:
    """0 to 1: how much of both texts' words is in changed pieces."""
    pieces = [piece for block in compare(old, new) for piece in block.pieces]
    total = sum(len(piece.old) + len(piece.new) for piece in pieces)
    changed = sum(len(piece.old) + len(piece.new) for piece in pieces if not piece.same)
    return changed / total if total else 0.0
