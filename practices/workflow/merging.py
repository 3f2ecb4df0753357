"""Three-way merge of a proposal with what has been published meanwhile. Nothing is placed by position or by guess.

Single values take the side that changed. Sets merge as additions and removals. Text merges by block, aligned by
content, and within a block by sentence where the edits do not touch. What both sides changed differently is a
conflict: reported with base, live and proposed, never decided here.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from practices.rendering.diff import COSTLY, Block, blocks, compare, compare_words, counted, pairs, sentences

Content = dict[str, Any]
Link = Mapping[str, str]

SINGLE = ("title", "key_message", "primary_theme", "phase", "basis")
SETS = ("themes", "actors")
EMPTY: Content = dict.fromkeys((*SINGLE, "body"), "") | {name: [] for name in (*SETS, "related")}
"""What a new practice starts from."""


@dataclass(frozen=True)
class Clean:
    """What the merge says, and what it was made from: the same in all where nobody changed anything."""

    text: str
    base: str
    live: str
    proposed: str


@dataclass(frozen=True)
class Conflict:
    """Changed on both sides, differently. ``id`` names it in a form, and follows from the three readings: a text that
    was chosen for one conflict can never land in another."""

    id: str
    field: str
    base: str
    live: str
    proposed: str


@dataclass
class Merge:
    """The merged content, with the live reading where a conflict is open."""

    content: Content
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.conflicts


Resolutions = Mapping[str, str]
"""The text a curator chose for a conflict, by its id."""


def merge(base: Content, live: Content, proposed: Content, resolutions: Resolutions | None = None) -> Merge:
    settled = resolutions or {}
    result = Merge({**live})
    for name in SINGLE:
        result.content[name] = _single(name, base, live, proposed, settled, result.conflicts)
    for name in SETS:
        result.content[name] = merge_sets(base[name], live[name], proposed[name])
    result.content["related"] = _related(base, live, proposed, settled, result.conflicts)
    result.content["body"] = _body(base["body"], live["body"], proposed["body"], settled, result.conflicts)
    return result


def _single(
    name: str, base: Content, live: Content, proposed: Content, settled: Resolutions, conflicts: list[Conflict]
) -> str:
    b, x, y = str(base[name]), str(live[name]), str(proposed[name])
    if y in (b, x):
        return x
    if x == b:
        return y
    if name in settled:
        return settled[name]
    conflicts.append(Conflict(name, name, b, x, y))
    return x


def merge_sets(base: Sequence[str], live: Sequence[str], proposed: Sequence[str]) -> list[str]:
    """What either side added is there, what either side took away is not."""
    added = (set(live) - set(base)) | (set(proposed) - set(base))
    return sorted((set(base) & set(live) & set(proposed)) | added)


def _related(
    base: Content, live: Content, proposed: Content, settled: Resolutions, conflicts: list[Conflict]
) -> list[Link]:
    """Typed links, each by where it leads and of which kind it is."""
    sides = [_links(content) for content in (base, live, proposed)]
    out = []
    for key in dict.fromkeys([*sides[1], *sides[2]]):
        b, x, y = (side.get(key) for side in sides)
        if y in (b, x):
            chosen = x
        elif x == b:
            chosen = y
        else:
            id_ = f"related-{named(_said(b), _said(x), _said(y))}"
            chosen = read_link(settled[id_]) if settled.get(id_) else None
            if id_ not in settled:
                conflicts.append(Conflict(id_, "related", _said(b), _said(x), _said(y)))
                chosen = x
        if chosen:
            out.append(chosen)
    return out


def _links(content: Content) -> dict[tuple[str, str], Link]:
    return {(link["to"], link["kind"]): link for link in content["related"]}


def _said(link: Link | None) -> str:
    return f"{link['kind']} {link['to']}: {link['reason']}" if link else ""


def read_link(line: str) -> Link | None:
    """The link that a person wrote as ``kind practice: reason``; None when it cannot be read."""
    head, _, reason = line.partition(":")
    kind, _, slug = head.strip().partition(" ")
    if not kind or not slug.strip() or not reason.strip():
        return None
    return {"to": slug.strip(), "kind": kind, "reason": reason.strip()}


def _body(base: str, live: str, proposed: str, settled: Resolutions, conflicts: list[Conflict]) -> str:
    texts: list[str] = []
    for part in merge_text(base, live, proposed):
        if isinstance(part, Clean):
            texts.append(part.text)
        elif part.id in settled:
            texts.append(settled[part.id])
        else:
            conflicts.append(part)
            texts.append(part.live)
    return "\n\n".join(text for text in texts if text.strip())


def merge_text(base: str, live: str, proposed: str) -> list[Clean | Conflict]:
    """The parts in reading order, each one block or more; joined by blank lines they are the text.

    A merge that would come out otherwise when done again, as happens where sentences repeat, is no merge but a guess:
    the whole text is then one conflict.
    """
    parts = _with_ids(_merge_blocks(base, live, proposed))
    merged = _joined(parts)
    if merged is None or all(_joined(_merge_blocks(base, merged, side)) == merged for side in (live, proposed)):
        return parts
    return _with_ids([Conflict("body", "body", base, live, proposed)])


def _with_ids(parts: Sequence[Clean | Conflict]) -> list[Clean | Conflict]:
    names: Counter[str] = Counter()
    return [
        part
        if isinstance(part, Clean)
        else replace(part, id=_unique(f"body-{named(part.base, part.live, part.proposed)}", names))
        for part in parts
    ]


def named(*texts: str) -> str:
    """A short name that follows from the texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def _unique(name: str, names: Counter[str]) -> str:
    names[name] += 1
    return name if names[name] == 1 else f"{name}-{names[name]}"


def _joined(parts: Sequence[Clean | Conflict]) -> str | None:
    texts = [part.text for part in parts if isinstance(part, Clean)]
    return "\n\n".join(text for text in texts if text.strip()) if len(texts) == len(parts) else None


def _merge_blocks(base: str, live: str, proposed: str) -> list[Clean | Conflict]:
    if base in (live, proposed) or live == proposed:
        return [Clean(proposed if live == base else live, base, live, proposed)]
    parts: list[Clean | Conflict] = []
    for run in merge_runs(blocks(base), blocks(live), blocks(proposed)):
        sides = ["\n\n".join(side) for side in (run.base, run.live, run.proposed)]
        if run.merged is not None:
            parts.append(Clean("\n\n".join(run.merged), *sides))
        elif len(run.base) == len(run.live) == len(run.proposed):
            parts += [_block(*texts) for texts in zip(run.base, run.live, run.proposed, strict=True)]
        else:
            parts.append(Conflict("body", "body", *sides))
    return parts


def _block(base: str, live: str, proposed: str) -> Clean | Conflict:
    """One block that both sides have: by sentence, or a conflict as a whole."""
    if base in (live, proposed) or live == proposed:
        return Clean(proposed if live == base else live, base, live, proposed)
    merged = _merge_sentences(base, live, proposed)
    if merged is None or any(_merge_sentences(base, merged, side) != merged for side in (live, proposed)):
        return Conflict("body", "body", base, live, proposed)
    return Clean(merged, base, live, proposed)


def _merge_sentences(base: str, live: str, proposed: str) -> str | None:
    texts = []
    for run in merge_runs(sentences(base), sentences(live), sentences(proposed)):
        if run.merged is None:
            return None
        texts.append("".join(run.merged))
    return "".join(texts)


class Run(NamedTuple):
    """A stretch of the three sequences. ``merged`` is None where both sides changed it otherwise."""

    base: list[str]
    live: list[str]
    proposed: list[str]
    merged: list[str] | None


def merge_runs(base: Sequence[str], live: Sequence[str], proposed: Sequence[str]) -> list[Run]:
    """The sequence cut into runs. Edits of both sides that touch are one run: which comes first would be a guess."""
    edits = sorted(
        [(i, j, 0, new) for i, j, new in _edits(base, live)] + [(i, j, 1, new) for i, j, new in _edits(base, proposed)],
        key=lambda edit: edit[:3],
    )
    runs: list[Run] = []
    at = n = 0
    while n < len(edits):
        low, high, *_ = edits[n]
        group = [edits[n]]
        n += 1
        while n < len(edits) and edits[n][0] <= high:
            group.append(edits[n])
            high = max(high, edits[n][1])
            n += 1
        runs += [Run([text], [text], [text], [text]) for text in base[at:low]]
        live_side, proposed_side = (_applied(base, low, high, [e for e in group if e[2] == side]) for side in (0, 1))
        touched = {edit[2] for edit in group}
        merged = live_side if touched == {0} or live_side == proposed_side else None
        merged = proposed_side if touched == {1} else merged
        runs.append(Run(list(base[low:high]), live_side, proposed_side, merged))
        at = high
    return runs + [Run([text], [text], [text], [text]) for text in base[at:]]


def _edits(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """What was replaced by what. Where so much repeats that aligning would cost seconds, all was replaced."""
    if pairs(base, other) > COSTLY:
        return [(0, len(base), list(other))] if list(base) != list(other) else []
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(i, j, list(other[k:m])) for tag, i, j, k, m in codes if tag != "equal"]


def _applied(base: Sequence[str], low: int, high: int, edits: Sequence[tuple[int, int, int, list[str]]]) -> list[str]:
    out: list[str] = []
    at = low
    for i, j, _, new in edits:
        out += [*base[at:i], *new]
        at = j
    return out + list(base[at:high])


# What a proposal changes, one by one, so that a curator can take some and leave some.


@dataclass(frozen=True)
class Change:
    """``old`` and ``new`` as a person reads them; empty for what was added or taken away."""

    id: str
    field: str
    old: str
    new: str


def changes(base: Content, proposed: Content) -> list[Change]:
    found = [Change(n, n, str(base[n]), str(proposed[n])) for n in SINGLE if base[n] != proposed[n]]
    for name in SETS:
        found += [Change(f"{name}-{value}", name, value, "") for value in base[name] if value not in proposed[name]]
        found += [Change(f"{name}-{value}", name, "", value) for value in proposed[name] if value not in base[name]]
    before, after = _links(base), _links(proposed)
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            found.append(Change(_link_id(key), "related", _said(before.get(key)), _said(after.get(key))))
    found += [Change(id_, "body", block.old, block.new) for id_, block in body_changes(base, proposed) if id_]
    return found


def words_changed(found: Sequence[Change]) -> int:
    """How many words go and come in all: the size of a proposal."""
    return sum(sum(counted(compare_words(change.old, change.new))) for change in found)


def _link_id(key: tuple[str, str]) -> str:
    return f"related-{key[1]}-{key[0]}"


def body_changes(base: Content, proposed: Content) -> list[tuple[str, Block]]:
    """Every block of both texts; those that differ with a name that follows from what they say."""
    names: Counter[str] = Counter()
    found = compare(base["body"], proposed["body"])
    return [("" if block.kind == "same" else _unique(change_id(block.old, block.new), names), block) for block in found]


def change_id(old: str, new: str) -> str:
    """The name of the change of one paragraph into another."""
    return f"body-{named(old, new)}"


def only(base: Content, proposed: Content, chosen: set[str]) -> Content:
    """The base with no more than the chosen changes of the proposal."""
    out = {**base}
    for name in SINGLE:
        out[name] = proposed[name] if name in chosen else base[name]
    for name in SETS:
        kept = {v for v in base[name] if v in proposed[name] or f"{name}-{v}" not in chosen}
        out[name] = sorted(kept | {v for v in proposed[name] if f"{name}-{v}" in chosen})
    before, after = _links(base), _links(proposed)
    links = [(after if _link_id(key) in chosen else before).get(key) for key in dict.fromkeys([*before, *after])]
    out["related"] = [link for link in links if link]
    found = body_changes(base, proposed)
    taken = [id_ in chosen for id_, _ in found if id_]
    texts = [block.new if not id_ or id_ in chosen else block.old for id_, block in found]
    if taken and all(taken):
        out["body"] = proposed["body"]
    elif any(taken):
        out["body"] = "\n\n".join(text for text in texts if text)
    return out
