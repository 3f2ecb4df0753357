"""A collection in files: one JSON document, or a folder of Markdown and YAML. docs/exchange.md describes both."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import yaml

from practices.exchange import plain_yaml
from practices.exchange.collection import BASE, FORMAT, KINDS, Document, Found, Kind, documents, read
from practices.models import Language, Practice
from practices.workflow.errors import Refused
from practices.workflow.progress import Progress, quiet

FENCE = "---\n"
ABOUT, PRACTICES = "collection.yaml", "practices"
BODY, TEXTS, ENGLISH = "body", "texts", Language.EN.value
OWN_NAME = re.compile(r"\d{4,}-[-\w]+(\.[a-z]{2,5})?\.md")
"""What an export calls the file of a practice."""


@contextmanager
def replacing(place: Path) -> Iterator[TextIO]:
    """A file that takes the place of the old one only when it is whole. Line ends stay as they are written."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        os.chmod(name, 0o644)
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# JSON


def write_json(place: Path, progress: Progress = quiet) -> int:
    """Returns how many things were written."""
    written = 0
    with replacing(place) as out:
        out.write(f'{{\n  "format": {FORMAT}')
        for kind in KINDS:
            before = "["
            out.write(f',\n  "{kind.name}": ')
            for document in _counted(kind, progress):
                text = json.dumps(document, ensure_ascii=False, indent=2)
                out.write(f"{before}\n    " + text.replace("\n", "\n    "))
                before, written = ",", written + 1
            out.write("[]" if before == "[" else "\n  ]")
        out.write("\n}\n")
    return written


def _counted(kind: Kind, progress: Progress) -> Iterator[Document]:
    total = kind.model._default_manager.count()
    for done, document in enumerate(documents(kind), start=1):
        yield document
        if done % 100 == 0 or done == total:
            progress(f"Writing {kind.name}", done, total)


def _read_json(place: Path) -> Iterator[Found | str]:
    whole = json.loads(_text(place), object_pairs_hook=_each_once)
    yield from _about(place.name, whole, {"format", *(kind.name for kind in KINDS)})
    for kind in KINDS if isinstance(whole, dict) else ():
        yield from _listed(kind, f"{place.name}, {kind.name}", whole.get(kind.name, []))


def _each_once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{', '.join(sorted({n for n in names if names.count(n) > 1}))} stands twice")
    return found


def _listed(kind: Kind, place: str, values: Any) -> Iterator[Found | str]:
    if not isinstance(values, list):
        yield f"{place}: a list is needed"
        return
    for number, document in enumerate(values, start=1):
        yield from _checked(kind, f"{place} {number}", document)


def _checked(kind: Kind, place: str, document: Any) -> Iterator[Found | str]:
    found, problems = read(kind, place, document)
    if problems:
        yield from problems
    else:
        yield found


def _about(place: str, whole: Any, known: set[str]) -> Iterator[str]:
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        yield f"{place}: it does not say that it is a collection in format {FORMAT}"
    else:
        yield from (f"{place}: unknown name {name}" for name in whole if name not in known)


# Markdown


def write_folder(place: Path, progress: Progress = quiet) -> int:
    """Files of an earlier export are replaced or removed; others in the folder are left alone. Raises Refused when the
    folder holds something else.
    """
    own = {ABOUT, PRACTICES, *(f"{kind.name}.yaml" for kind in KINDS)}
    present = {file.name for file in place.iterdir()} if place.exists() else set()
    if ABOUT not in present and present - own:
        raise Refused(f"{place} holds something else than a collection: choose an empty folder.")
    (place / PRACTICES).mkdir(parents=True, exist_ok=True)
    (place / ABOUT).unlink(missing_ok=True)  # until all is written it is no collection
    written, files = 0, set[str]()
    for kind in KINDS:
        found = _counted(kind, progress)
        if kind.model is Practice:
            for document in found:
                for name, text in practice_files(document):
                    _write(place / PRACTICES / name, text)
                    files.add(name)
                written += 1
        else:
            listed = list(found)
            _write(place / f"{kind.name}.yaml", plain_yaml.dump(listed))
            written += len(listed)
    for file in (place / PRACTICES).glob("*.md"):
        if OWN_NAME.fullmatch(file.name) and file.name not in files:
            file.unlink()
    _write(place / ABOUT, plain_yaml.dump({"format": FORMAT}))
    return written


def _write(place: Path, text: str) -> None:
    with replacing(place) as out:
        out.write(text)


def practice_files(document: Document) -> Iterator[tuple[str, str]]:
    """Name and text of the file of a practice, with its English text, and of one for each translation."""
    stem = f"{document['number']:04}-{document['slug']}"
    fields = {name: value for name, value in document.items() if name not in (TEXTS, BASE)}
    texts = {text["language"]: text for text in document[TEXTS]}
    english = texts.pop(ENGLISH, None)
    yield f"{stem}.md", _with_body(fields, english, {BASE: document[BASE]})
    for language, text in texts.items():
        yield f"{stem}.{language}.md", _with_body({"number": document["number"]}, text, {})


def _with_body(fields: Document, text: Document | None, after: Document) -> str:
    own = {name: value for name, value in (text or {}).items() if name != BODY}
    body = f"\n{text[BODY]}\n" if text else ""
    return f"{FENCE}{plain_yaml.dump(fields | own | after)}{FENCE}{body}"


def _read_folder(place: Path) -> Iterator[Found | str]:
    yield from _about(ABOUT, plain_yaml.load(_text(place / ABOUT)), {"format"})
    for kind in KINDS:
        file = place / f"{kind.name}.yaml"
        if kind.model is Practice:
            yield from _read_practices(kind, place / PRACTICES)
        elif file.exists():
            try:
                yield from _listed(kind, file.name, plain_yaml.load(_text(file)))
            except (OSError, ValueError, yaml.YAMLError) as error:
                yield f"{file.name}: it cannot be read: {_one_line(error)}"


def _read_practices(kind: Kind, folder: Path) -> Iterator[Found | str]:
    """Files go by what they say, not by their names. One without a slug is a translation."""
    whole: dict[Any, tuple[str, Document]] = {}
    translations: list[tuple[str, Document]] = []
    for file in sorted(folder.glob("*.md")):
        name = f"{PRACTICES}/{file.name}"
        try:
            document = _front_matter(_text(file))
        except (OSError, ValueError, yaml.YAMLError) as error:
            yield f"{name}: it cannot be read: {_one_line(error)}"
            continue
        if "slug" not in document and "language" in document:
            translations.append((name, document))
        elif repr(document.get("number")) in whole:
            yield f"{name}: practice {document.get('number')} stands in {whole[repr(document.get('number'))][0]} too"
        else:
            whole[repr(document.get("number"))] = name, document
    for name, document in translations:
        _, practice = whole.get(repr(document.pop("number", None)), ("", None))
        if practice is None:
            yield f"{name}: there is no file for the practice that this is the text of"
        else:
            practice[TEXTS].append(document)
    for name, document in whole.values():
        yield from _checked(kind, name, document)


TEXT_FIELDS = ("language", "title", "key_message", BODY, "related")


def _front_matter(text: str) -> Document:
    """The document of a practice, its English text in its place; or, without a slug, of a translation."""
    if text.startswith(FENCE.replace("\n", "\r\n")):  # an editor has changed every line end of the file
        text = text.replace("\r\n", "\n")
    if not text.startswith(FENCE) or "\n" + FENCE not in text[len(FENCE) - 1 :] + "\n":
        raise ValueError("it has no fields between two lines of ---")
    head, _, body = f"{text}\n"[len(FENCE) :].partition("\n" + FENCE)
    fields = plain_yaml.load(head)
    if not isinstance(fields, dict):
        raise ValueError("it has no fields between two lines of ---")
    words = {name: fields.pop(name) for name in TEXT_FIELDS if name in fields}
    if words:
        words[BODY] = body.removesuffix("\n").removeprefix("\n").removesuffix("\n")
    if "slug" not in fields:
        return fields | words
    return fields | {TEXTS: [words] if words else []}


# Either


def read_collection(place: Path) -> tuple[list[Found], list[str]]:
    """All that can be read, and what cannot, each with its place."""
    reader: Callable[[Path], Iterable[Found | str]] = _read_folder if place.is_dir() else _read_json
    found: list[Found] = []
    problems: list[str] = []
    try:
        for item in reader(place):
            if isinstance(item, str):
                problems.append(item)
            else:
                found.append(item)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        problems.append(f"{place.name}: it cannot be read: {_one_line(error)}")
    return found, problems


def _text(place: Path) -> str:
    """Line ends are part of the text, so nothing is translated. A mark of UTF-8 at the beginning is passed over."""
    return place.read_bytes().decode("utf-8-sig")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
