"""A portal without content, and ways to write and read whole collections, for the tests beside this file."""

import json
from pathlib import Path
from typing import Any

from practices.exchange.files import write_folder, write_json
from practices.exchange.importing import carry_out
from practices.exchange.planning import Plan, make_plan
from practices.models import (
    Actor,
    Citation,
    Concept,
    Edition,
    EditionItem,
    FormerSlug,
    Practice,
    PracticeLink,
    PracticeText,
    Revision,
    SearchEntry,
    Source,
    Term,
    TermUse,
    Theme,
)


def wipe() -> None:
    """Takes all content out, past the rules that keep it; the test's transaction brings it back."""
    order = (EditionItem, Edition, Citation, PracticeLink, TermUse, PracticeText, Revision, Practice, Concept, Term)
    for model in (*order, Source, Actor, FormerSlug, SearchEntry):
        model._default_manager.all().delete()
    Theme.objects.update(parent=None)
    Theme.objects.all().delete()


def written(folder: Path, name: str = "one.json") -> Path:
    """The collection as a JSON file, or as a folder where the name has no ending."""
    place = folder / name
    write_json(place) if place.suffix else write_folder(place)
    return place


def contents(place: Path) -> dict[str, bytes]:
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return {str(file.relative_to(place)): file.read_bytes() for file in files}


def bring_in(place: Path, prefer: str = "", **more: Any) -> Plan:
    plan = make_plan(place, prefer)
    carry_out(plan, **more)
    return plan


def changed(place: Path, kind: str, key: Any, /, **fields: Any) -> None:
    """Edit a thing in the JSON file."""
    whole = json.loads(place.read_text(encoding="utf-8"))
    (document,) = [one for one in whole[kind] if key in (one.get("number"), one["slug"])]
    document |= fields
    place.write_text(json.dumps(whole), encoding="utf-8")


def the(place: Path, kind: str, key: Any) -> dict[str, Any]:
    whole = json.loads(place.read_text(encoding="utf-8"))
    (document,) = [one for one in whole[kind] if key in (one.get("number"), one["slug"])]
    found: dict[str, Any] = document
    return found
