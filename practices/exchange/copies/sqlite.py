"""SQLite's own backup: page by page, at one moment, while others read and write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from practices.exchange.copies.base import MIGRATIONS, Contents, count
from practices.workflow.errors import Refused

NAME = "database.sqlite3"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def write(file: Path) -> Contents:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        return _contents(copy)


def _contents(copy: sqlite3.Connection) -> Contents:
    tables = [name for (name,) in copy.execute(TABLES)]
    return Contents(
        migrations=[name for (name,) in copy.execute(MIGRATIONS)],
        rows={table: copy.execute(count(table)).fetchone()[0] for table in tables},
    )


def look_through(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            astray = copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Refused(f"The copy is damaged: {error}") from error
    if found != ["ok"] or astray:
        raise Refused(f"The copy is damaged: {'; '.join(found)}, and {len(astray)} references lead nowhere.")


def put_back(file: Path, contents: Contents) -> None:
    """Counts first, in the copy; then all pages in one transaction, so that readers see the old or the new."""
    with closing(sqlite3.connect(file)) as copy:
        found = _contents(copy)
        if found != contents:
            wrong = [t for t in {**found.rows, **contents.rows} if found.rows.get(t) != contents.rows.get(t)]
            raise Refused(f"The copy does not hold what it should: {', '.join(wrong) or 'other migrations'}.")
        connection.ensure_connection()
        copy.backup(connection.connection)
    connection.close()
