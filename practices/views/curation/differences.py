"""The changes of a proposal as the review page shows them: fields first, then the text in reading order, the unchanged
folded, and each conflict where it stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from practices.models import Actor, Basis, LinkKind, Phase, Theme
from practices.rendering.diff import Block, Piece, blocks, compare, compare_words, counted
from practices.views.curation.thread import Line
from practices.workflow.merging import (
    SINGLE,
    Change,
    Conflict,
    Content,
    body_changes,
    change_id,
    changes,
    merge_text,
    named,
)


def place_of(text: str) -> str:
    """What a paragraph is called when something is said about it, whatever is changed around it."""
    return f"text-{named(text)}"


def places_of(*texts: str) -> set[str]:
    return {place_of(block) for text in texts for block in blocks(text)}


@dataclass
class Same:
    """A paragraph that stays as it is."""

    text: str
    section: str
    thread: list[Line] = field(default_factory=list)
    name = "body"
    kind = "same"

    @property
    def place(self) -> str:
        return place_of(self.text)

    @property
    def places(self) -> set[str]:
        return {self.place}

    @property
    def quote(self) -> str:
        return self.text


@dataclass
class Fold:
    """Unchanged paragraphs in a row, about which nothing has been said."""

    paragraphs: list[Same]
    kind = "fold"

    @property
    def sections(self) -> list[str]:
        return list(dict.fromkeys(paragraph.section for paragraph in self.paragraphs if paragraph.section))


@dataclass
class Row:
    """One change. ``id`` is empty for what can only be read."""

    id: str
    name: str
    section: str
    pieces: Sequence[Piece]
    is_taken: bool = True
    thread: list[Line] = field(default_factory=list)
    kind = "change"

    @property
    def place(self) -> str:
        return self.id or (place_of(self.quote) if self.name == "body" else "")

    @property
    def places(self) -> set[str]:
        """What was said about the paragraph before it was changed stays with it."""
        return {self.place} | (places_of(self.old, self.new) if self.name == "body" else set())

    @property
    def old(self) -> str:
        return "".join(piece.old for piece in self.pieces)

    @property
    def new(self) -> str:
        return "".join(piece.new for piece in self.pieces)

    @property
    def quote(self) -> str:
        return self.new or self.old

    @property
    def added(self) -> int:
        return counted(self.pieces)[0]

    @property
    def removed(self) -> int:
        return counted(self.pieces)[1]


@dataclass
class Settle:
    """A conflict, each reading compared with the text both started from; with what was picked and written.

    ``conflict`` holds the readings as they are stored, ``said`` as they are called on the page.
    """

    conflict: Conflict
    said: Conflict
    section: str = ""
    picked: str = ""
    own: str = ""
    thread: list[Line] = field(default_factory=list)
    kind = "conflict"

    @property
    def place(self) -> str:
        return self.conflict.id

    @property
    def places(self) -> set[str]:
        """What was said about the paragraph, or about the change of it, before the two collided stays with it."""
        if self.name != "body":
            return {self.place}
        base, live, proposed = self.conflict.base, self.conflict.live, self.conflict.proposed
        return {self.place, change_id(base, proposed)} | places_of(base, live, proposed)

    @property
    def name(self) -> str:
        return self.conflict.field

    @property
    def quote(self) -> str:
        return self.said.proposed or self.said.base

    @property
    def live(self) -> Sequence[Piece]:
        return compare_words(self.said.base, self.said.live)

    @property
    def proposed(self) -> Sequence[Piece]:
        return compare_words(self.said.base, self.said.proposed)


Shown = Same | Fold | Row | Settle
Place = Same | Row | Settle
"""What can be talked about."""


@dataclass
class Differences:
    rows: list[Shown]
    carried: list[str]
    """The names of changes that are taken and stand in no row: they go with the form unseen."""
    left_out: list[Row] = field(default_factory=list)
    """Changes that stand in no row because they are left out: they can be taken again."""


def as_proposed(base: Content, proposed: Content, taken: set[str]) -> Differences:
    """What the proposer saw and what they made of it."""
    rows: list[Shown] = [
        Row(change.id, change.field, "", compare_words(change.old, change.new), change.id in taken)
        for change in _spoken(change for change in changes(base, proposed) if change.field != "body")
    ]
    return Differences([*rows, *_body_rows(body_changes(base, proposed), taken)], [])


def read_only(old: Content, new: Content, carried: Iterable[str]) -> Differences:
    """What differs between any two texts, to be looked at only."""
    found = as_proposed(old, new, set()).rows
    for row in found:
        if isinstance(row, Row):
            row.id = ""
    return Differences(found, list(carried))


def against_live(
    base: Content, live: Content, proposed: Content, taken: set[str], conflicts: Sequence[Conflict]
) -> Differences:
    """What accepting would change for readers, with the conflicts that are open where they stand."""
    found = changes(base, proposed)
    still_open = {conflict.id: conflict for conflict in conflicts}
    rows: list[Shown] = [*fields_to_settle(conflicts)]
    fields = [change for change in found if change.field != "body" and not _is_in(change, conflicts)]
    rows += [
        Row(change.id, change.field, "", compare_words(change.old, change.new), change.id in taken)
        for change in _spoken(_onto(live, fields))
    ]
    rows += _body_rows(_merged_body(base, live, proposed, still_open), taken)
    placed = {row.conflict.id for row in rows if isinstance(row, Settle)}
    rows += [Settle(conflict, conflict) for conflict in conflicts if conflict.id not in placed]
    shown = {row.id for row in rows if isinstance(row, Row)}
    hidden = [change for change in found if change.id not in shown]
    left_out = [
        Row(change.id, change.field, "", compare_words(change.old, change.new), is_taken=False)
        for change in _spoken(change for change in hidden if change.id not in taken)
    ]
    return Differences(rows, [change.id for change in hidden if change.id in taken], left_out)


def fields_to_settle(conflicts: Iterable[Conflict]) -> list[Settle]:
    found = [conflict for conflict in conflicts if conflict.field != "body"]
    names = _names({conflict.field for conflict in found})
    return [
        Settle(c, Conflict(c.id, c.field, *(names(c.field, text) for text in (c.base, c.live, c.proposed))))
        for c in found
    ]


def _is_in(change: Change, conflicts: Iterable[Conflict]) -> bool:
    return any(
        conflict.field == change.field and (change.field != "related" or conflict.proposed == change.new)
        for conflict in conflicts
    )


def _onto(live: Content, found: Iterable[Change]) -> Iterator[Change]:
    """The changes of fields as readers would notice them; what is published already is none."""
    for change in found:
        now = live[change.field]
        if change.field in SINGLE and now != change.new:
            yield Change(change.id, change.field, str(now), change.new)
        elif change.field not in SINGLE and (change.field == "related" or _is_new_to(now, change)):
            yield change


def _is_new_to(now: Sequence[str], change: Change) -> bool:
    return change.old in now if change.old else change.new not in now


def _merged_body(
    base: Content, live: Content, proposed: Content, still_open: Mapping[str, Conflict]
) -> Iterator[tuple[str, Block] | Conflict]:
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, block in body_changes(base, proposed):
        if id_:
            names[block.old, block.new].append(id_)
    for part in merge_text(base["body"], live["body"], proposed["body"]):
        if isinstance(part, Conflict):
            if part.id in still_open:
                yield part
            continue
        for block in compare(part.live, part.text):
            ids = names.get((block.old, block.new)) or names.get((part.base, part.proposed)) or []
            yield (ids.pop(0) if ids and block.kind != "same" else ""), block


def _body_rows(parts: Iterable[tuple[str, Block] | Conflict], taken: set[str]) -> list[Shown]:
    rows: list[Shown] = []
    section = ""
    for part in parts:
        if isinstance(part, Conflict):
            rows.append(Settle(part, part, section))
            continue
        id_, block = part
        text = block.new or block.old
        if text.startswith("## "):
            section = text[3:].strip()
        if block.kind != "same":
            rows.append(Row(id_, "body", section, block.pieces, id_ in taken or not id_))
        elif not text.startswith("## "):
            rows.append(Same(text, section))
    return rows


def folded(rows: Iterable[Shown]) -> list[Shown]:
    """Unchanged paragraphs in a row as one, but for those about which something has been said."""
    out: list[Shown] = []
    for row in rows:
        if not isinstance(row, Same) or row.thread:
            out.append(row)
        elif out and isinstance(out[-1], Fold):
            out[-1].paragraphs.append(row)
        else:
            out.append(Fold([row]))
    return out


# Values as they are called on the page.


def _spoken(found: Iterable[Change]) -> list[Change]:
    rows = list(found)
    names = _names({row.field for row in rows})
    return [Change(row.id, row.field, names(row.field, row.old), names(row.field, row.new)) for row in rows]


def _names(fields: set[str]) -> Callable[[str, str], str]:
    """Asks the database once, and only where themes or actors are changed."""
    lists: dict[str, dict[str, str]] = {"theme": {}, "actor": {}}
    if fields & {"primary_theme", "themes", "actors"}:
        of_themes, of_actors = (
            model.objects.order_by().values_list(Value(kind), "slug", "name")
            for kind, model in (("theme", Theme), ("actor", Actor))
        )
        for kind, slug, name_ in of_themes.union(of_actors, all=True):
            lists[kind][slug] = name_
    known: dict[str, Mapping[str, Any]] = {
        "primary_theme": lists["theme"],
        "themes": lists["theme"],
        "actors": lists["actor"],
        "phase": dict(Phase.choices),
        "basis": dict(Basis.choices),
    }

    def name(field_: str, value: str) -> str:
        if field_ == "related" and value:
            kind, _, rest = value.partition(" ")
            return f"{dict(LinkKind.choices).get(kind, kind)} {rest}"
        return str(known.get(field_, {}).get(value, value))

    return name
