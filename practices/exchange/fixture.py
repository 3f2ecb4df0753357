"""Fixtures in YAML: read, checked as a whole with every problem named, and only then loaded.

The files are ordinary Django fixtures, so ``manage.py loaddata`` reads them too. They hold what people write;
revisions, citations and links are worked out from the text after loading (workflow/loading.py).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from practices.exchange.checking import Collection, refuse
from practices.workflow import loading
from practices.workflow.errors import Refused
from practices.workflow.progress import Progress, quiet
from practices.workflow.records import MODELS, Record

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownModel(ValueError):
    pass


def files_in(place: Path) -> list[Path]:
    """The fixture files of a folder and of its folder ``practices``, or the one file."""
    return [place] if place.is_file() else [*sorted(place.glob("*.yaml")), *sorted(place.glob("practices/*.yaml"))]


def read(files: Iterable[Path], *, others_allowed: bool = False) -> tuple[list[Record], list[str]]:
    """The records of the files, and what could not be read. Records of other tables are passed over, if allowed."""
    records: list[Record] = []
    problems: list[str] = []
    for file in files:
        try:
            items = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader, in C)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(f"{file.name}: cannot be read: {error}")
            continue
        if not isinstance(items, list):
            problems.append(f"{file.name}: a fixture is a list of records")
            continue
        for number, item in enumerate(items, start=1):
            try:
                records.append(_record(file, number, item))
            except UnknownModel as error:
                if not others_allowed:
                    problems.append(f"{file.name}, record {number}: {error}")
            except ValueError as error:
                problems.append(f"{file.name}, record {number}: {error}")
    return records, problems


def _record(file: Path, number: int, item: Any) -> Record:
    if not isinstance(item, dict) or not isinstance(item.get("fields"), dict) or "model" not in item:
        raise ValueError("a record has a model and fields")
    known = {model._meta.label_lower: model for model in MODELS}
    if item["model"] not in known:
        raise UnknownModel(f"unknown model {item['model']}; use one of {', '.join(known)}")
    return Record(f"{file.name}, record {number}", known[item["model"]], item["fields"])


def check(files: Iterable[Path], progress: Progress = quiet, *, others_allowed: bool = False) -> Collection:
    """Read and check; raises Refused with every problem."""
    records, problems = read(files, others_allowed=others_allowed)
    collection = Collection(records)
    refuse([*problems, *collection.problems(progress)])
    return collection


def load(files: Iterable[Path], progress: Progress = quiet) -> int:
    """Check and load, all or nothing. Returns the number of records. Raises Refused."""
    collection = check(files, progress)
    if not collection.records:
        raise Refused("There are no records to load.")
    loading.load(collection.records, collection.rendering, progress)
    return len(collection.records)
