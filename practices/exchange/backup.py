"""The whole database in one file, taken while the portal serves, and put back only when it proves whole.

The file is a zip of a copy and a manifest, which says what the copy must hold.
"""

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from practices.exchange.copies import copies
from practices.exchange.copies.base import Contents
from practices.models import Practice, User
from practices.workflow.errors import Refused

FORMAT = 1
MANIFEST = "manifest.json"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, OSError, RuntimeError)
"""What reading a file raises that is no backup, or is one no longer: a wrong byte may say that it is encrypted."""


@dataclass(frozen=True)
class Manifest:
    format: int
    made: str
    portal: str
    """Version of the program."""
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    """Of each table."""
    sha256: str
    """Of the copy."""

    @property
    def contents(self) -> Contents:
        return Contents(self.migrations, self.rows)


def portal_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def back_up(place: Path) -> Manifest:
    """Write the file, readable by its owner only, whole or not at all. Raises Refused."""
    engine = copies()
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.") as name:
        copy, packed = Path(name) / engine.NAME, Path(name) / "packed"
        found = engine.write(copy)
        engine.look_through(copy)
        made = timezone.now().isoformat(timespec="seconds")
        manifest = Manifest(
            FORMAT, made, portal_version(), connection.vendor, found.migrations, found.rows, _sha256(copy)
        )
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
            archive.write(copy, engine.NAME)
        packed.chmod(0o600)
        with packed.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(packed, place)
    return manifest


def restore(place: Path, *, replace: bool) -> Manifest:
    """Put the copy in place of all that the database holds. Raises Refused, and changes nothing then.

    Without ``replace`` only an empty database is filled.
    """
    engine = copies()
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        copy = Path(name) / engine.NAME
        manifest = _unpacked(place, copy)
        if not replace and _holds_something():
            raise Refused("The database is not empty. With --yes all that it holds is replaced by the copy.")
        engine.look_through(copy)
        engine.put_back(copy, manifest.contents)
    return manifest


def _unpacked(place: Path, copy: Path) -> Manifest:
    """The manifest, with the copy proved to be the one that it describes."""
    try:
        with zipfile.ZipFile(place) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            _fits(manifest)
            with archive.open(copy.name) as packed, copy.open("wb") as out:
                shutil.copyfileobj(packed, out)
    except DAMAGED as error:
        raise Refused(f"{place.name} cannot be read as a backup: {error}") from error
    if _sha256(copy) != manifest.sha256:
        raise Refused(f"{place.name} is damaged: the copy in it is not the one that was made.")
    return manifest


def _fits(manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise Refused(f"The backup is in format {manifest.format}; this version reads format {FORMAT}.")
    if manifest.engine != connection.vendor:
        raise Refused(
            f"The backup is of {manifest.engine}, and this database is {connection.vendor}. "
            "export_collection and import_collection carry a collection from one to the other."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest.migrations if name not in known]
    if newer:
        raise Refused(f"The backup comes from another version of the portal, with {', '.join(newer)}.")


def missing_migrations(manifest: Manifest) -> bool:
    """Whether the portal has migrations that the backup does not have yet."""
    return any(f"{app}.{name}" not in manifest.migrations for app, name in MigrationLoader(None).disk_migrations)


def _holds_something() -> bool:
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model._default_manager.exists() for model in (Practice, User))


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
