"""What an import would change, found out before anything is written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practices.exchange.checking import Collection, refuse
from practices.exchange.collection import (
    BASE,
    FORMER,
    KINDS,
    Document,
    Found,
    Kind,
    canonical,
    defaults,
    documents,
    normal,
    part_record,
    records,
)
from practices.exchange.files import read_collection
from practices.models import Citation, Practice, PracticeText, SourcePassage
from practices.search.helpers import seldom_collecting
from practices.workflow.loading import Change
from practices.workflow.progress import Progress, quiet
from practices.workflow.records import Record
from practices.workflow.rendering import Rendering

HERE, FILE = "here", "file"
"""Whose words are taken where both have changed."""


@dataclass
class Step:
    """What becomes of one document. ``fields`` are those that differ from what is here."""

    found: Found
    wanted: Document
    here: Document | None = None
    fields: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.found}: {', '.join(self.fields)}" if self.fields else str(self.found)


@dataclass
class Plan:
    added: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    kept: list[Step] = field(default_factory=list)
    """Changed here since the file was written, and left as they are."""
    unchanged: int = 0
    only_here: int = 0
    state: str = ""
    """Stands for all that the portal held when the plan was made."""
    rendering: Rendering = field(default_factory=Rendering)
    """Of the texts that would be published."""

    @property
    def steps(self) -> list[Step]:
        return [*self.added, *self.changed]

    def changes(self) -> list[Change]:
        return [_change(step) for step in self.steps]


@seldom_collecting()
def make_plan(place: Path, prefer: str = "", progress: Progress = quiet, *, wait: bool = True) -> Plan:
    """Reads, checks and compares; renders the texts that would be published. Raises Refused with all that is wrong.

    Without ``wait`` the texts are still being rendered when there is nothing else wrong, and carry_out() says what is
    wrong with them.
    """
    found, problems = read_collection(place)
    rows = [record for document in found for record in document.records]
    former = {id(document.records[0]): document.former for document in found if document.records}
    collection = Collection(rows, former)
    problems += collection.field_problems(progress)
    if problems:
        refuse([*problems, *collection.render(collection.texts(), progress).problems()])
    plan, conflicts = _compared(found, prefer)
    new = {record.key for step in plan.steps for record in step.found.records if record.model is PracticeText}
    texts = [record for record in collection.texts() if record.key in new]
    conflicts += _lost(plan)
    wait = wait or bool(conflicts)
    plan.rendering = collection.render(texts, progress if wait else quiet)
    if wait:
        refuse([*conflicts, *plan.rendering.problems()])
    return plan


def state() -> str:
    """Changes whenever anything does that a collection holds."""
    whole = hashlib.sha256()
    for kind in KINDS:
        for here in documents(kind):
            whole.update(_stands_for(kind, here))
    return whole.hexdigest()


def _stands_for(kind: Kind, here: Document) -> bytes:
    return f"{kind.name} {here[kind.key]} {here[BASE]}\n".encode()


def _compared(found: list[Found], prefer: str) -> tuple[Plan, list[str]]:
    plan, conflicts, whole = Plan(), list[str](), hashlib.sha256()
    for kind in KINDS:
        given = _Given([document for document in found if document.kind is kind])
        for here in documents(kind):
            whole.update(_stands_for(kind, here))
            match = given.match(here)
            conflicts += given.taken(here, match)
            if match is None:
                plan.only_here += 1
            else:
                _compare(plan, conflicts, match, here, prefer)
        plan.added += [Step(new, _whole(kind, normal(new))) for new in given.left()]
    plan.state = whole.hexdigest()
    return plan, conflicts


class _Given:
    """The documents of a kind, by what may lead to them."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        self.by_key = {document.key: document for document in found}
        self.by_slug = {slug: document for document in found for slug in (*document.former, document.slug)}
        self.matched: set[int] = set()

    def match(self, here: Document) -> Found | None:
        """The document about this thing: of its number, or of its slug, today's or a former one of either side."""
        slugs = {here.get("slug"), *here.get(FORMER, [])}
        if "number" in here:
            match = self.by_key.get(here["number"])
            match = match if match and match.slugs & slugs else None
        else:
            match = self.by_key.get(here["slug"])
            match = match or next((self.by_slug[slug] for slug in sorted(slugs) if slug in self.by_slug), None)
        if match:
            self.matched.add(id(match))
        return match

    def taken(self, here: Document, match: Found | None) -> Iterator[str]:
        """Numbers and addresses that the file gives to another thing than the portal does."""
        same = self.by_key.get(here.get("number")) if "number" in here else None
        if same and same is not match:
            yield (
                f"{same}: number {here['number']} is taken by {here['slug']}. If it is the same practice under another "
                f"address, put {here['slug']} among its {FORMER}."
            )
        for slug in (here.get("slug"), *here.get(FORMER, [])):
            other = self.by_slug.get(slug)
            if other and other is not match and other is not same and slug in other.slugs:
                yield f"{other}: the address {slug} is taken, or was once used, by {_called(here)}"

    def left(self) -> list[Found]:
        return [document for document in self.found if id(document) not in self.matched]


def _called(here: Document) -> str:
    return Practice(number=here["number"]).code if "number" in here else str(here["slug"])


def _whole(kind: Kind, given: Document, here: Document | None = None) -> Document:
    """Where the document says nothing, a new thing has the default and a present one stays as it is."""
    return (here or defaults(kind)) | given


def _compare(plan: Plan, conflicts: list[str], found: Found, here: Document, prefer: str) -> None:
    kind = found.kind
    step = Step(found, _whole(kind, normal(found), here), here)
    if kind.has_addresses:
        former = {*step.wanted[FORMER], *here[FORMER], here["slug"]} - {step.wanted["slug"]}
        step.wanted[FORMER] = sorted(former)
    old, new = canonical(kind, here), canonical(kind, step.wanted)
    step.fields = list(_differing(kind, old, new))
    base = found.document.get(BASE)
    if not step.fields:
        plan.unchanged += 1
    elif not base or base == here[BASE] or prefer == FILE:
        plan.changed.append(step)
    elif prefer == HERE:
        plan.kept.append(step)
    else:
        conflicts.append(f"{step.found}: changed here since the file was written: {', '.join(step.fields)}")


def _differing(kind: Kind, old: Document, new: Document) -> Iterator[str]:
    """Names of fields; within the texts of a practice with their language."""
    for name in kind.names:
        if old.get(name) == new.get(name):
            continue
        if kind.parts.get(name) is not PracticeText:
            yield name
            continue
        before, after = ({text["language"]: text for text in side[name]} for side in (old, new))
        for language in sorted({*before, *after}):
            one, other = before.get(language, {}), after.get(language, {})
            names = [part for part in {**one, **other} if one.get(part) != other.get(part)]
            if names:
                what = " and ".join(names) if one and other else "text"
                yield f"{what} ({language})"


def _removed(step: Step) -> Iterator[Record]:
    """Parts that are here and not in the document."""
    kind, here = step.found.kind, step.here
    if not here:
        return
    for name, part in kind.parts.items():
        left = {part_record(kind, part, "", step.wanted, value).key for value in step.wanted[name]}
        for value in here.get(name, []):
            record = part_record(kind, part, step.found.place, step.wanted, value)
            if record.key not in left:
                yield record


def _lost(plan: Plan) -> Iterator[str]:
    """What an import does not take away."""
    gone = [(step, record) for step in plan.changed for record in _removed(step)]
    for step, record in gone:
        if record.model is PracticeText:
            yield f"{step.found}: the text in {record.key[1]} is missing: a text is never taken out"
        elif record.model is SourcePassage and step.here:
            cited = Citation.objects.filter(source__slug=step.here["slug"], passage__label=record.key[1])
            codes = {Practice(number=number).code for number in cited.values_list("practice__number", flat=True)}
            if codes:
                yield f"{step.found}: {record.key[1]} is missing, and cited here by {', '.join(sorted(codes))}"


def _change(step: Step) -> Change:
    kind, key = step.found.kind, step.wanted[step.found.kind.key]
    old_slug = step.here["slug"] if step.here and kind.has_addresses else ""
    return Change(
        model=kind.model,
        key=Practice(number=key).code if kind.model is Practice else str(key),
        records=list(_changed_records(step)),
        removed=list(_removed(step)),
        slug=str(step.wanted["slug"]),
        old_slug=old_slug if old_slug != step.wanted["slug"] else "",
        former_slugs=[slug for slug in step.wanted.get(FORMER, []) if slug not in _known_slugs(step)],
        before=step.here and _logged(step, step.here),
        after=_logged(step, step.wanted),
    )


def _known_slugs(step: Step) -> set[str]:
    return {step.here["slug"], *step.here[FORMER]} if step.here else set()


def _changed_records(step: Step) -> Iterator[Record]:
    """The thing itself, and those of its parts that are new or other than before."""
    kind, here = step.found.kind, step.here or {}
    whole = list(records(kind, step.found.place, step.wanted))
    yield whole[0]
    parts = iter(whole[1:])
    for name in kind.parts:
        for value in step.wanted[name]:
            record = next(parts)
            if value not in here.get(name, []):
                yield record


def _logged(step: Step, document: Document) -> dict[str, Any]:
    """What the log says: of a new thing all, of another what changes; never the texts, which revisions keep."""
    kind = step.found.kind
    names = {name.split(" (")[0] for name in step.fields} or set(kind.names)
    own = [name for name in kind.names if name in names and name not in (BASE, "texts")]
    found = {name: document[name] for name in own if name in document}
    return found or {"texts": [text["language"] for text in document["texts"]]}
