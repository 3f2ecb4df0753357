"""pg_dump at one moment; put back by pg_restore and psql in a single transaction, which counts before it ends."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction

from practices.exchange.copies.base import MIGRATIONS, Contents, count
from practices.workflow.errors import Refused

NAME = "database.dump"
DEBIAN = Path("/usr/lib/postgresql")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
EMPTY = """
SET LOCAL lock_timeout = '1min';
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', found.tablename);
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS called FROM pg_proc p
      WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', found.called);
  END LOOP;
END $$;
"""
"""Takes out all tables, and the functions of their triggers, whoever owns the schema. Gives up when somebody else uses
them and goes on doing so."""


def write(file: Path) -> Contents:
    """The dump reads from the very moment that the rows are counted at."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(MIGRATIONS)
        migrations = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(count(table))
            rows[table] = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={file}")
    return Contents(migrations, rows)


def look_through(file: Path) -> None:
    """Reads all of it, and writes it nowhere."""
    _run("pg_restore", f"--file={os.devnull}", str(file))


def put_back(file: Path, contents: Contents) -> None:
    script, before, after = (file.with_name(f"{name}.sql") for name in ("restore", "before", "after"))
    options = ("--no-owner", "--no-privileges", "--no-comments")
    _run("pg_restore", *options, f"--file={script}", str(file))
    before.write_text(EMPTY, encoding="utf-8")
    after.write_text("".join(_checked(table, wanted) for table, wanted in contents.rows.items()), encoding="utf-8")
    connection.close()
    files = [word for part in (before, script, after) for word in ("-f", str(part))]
    quiet = ("--no-psqlrc", "--quiet", f"--output={os.devnull}")
    _run("psql", *quiet, "--single-transaction", "--set=ON_ERROR_STOP=1", *files)


def _checked(table: str, wanted: int) -> str:
    """Stops the transaction when rows are missing. The dump has emptied the search path, so the schema is named."""
    quoted = count(table).replace(' FROM "', ' FROM public."')
    return (
        f"DO $$ BEGIN IF ({quoted}) <> {wanted} THEN "
        f"RAISE EXCEPTION 'the copy does not hold the {wanted} rows of {table}'; END IF; END $$;\n"
    )


def _run(program: str, *words: str) -> None:
    done = subprocess.run(  # noqa: S603  (a program of PostgreSQL, with words of our own)
        [_found(program), *words], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program} failed: {done.stderr.strip() or done.returncode}")


def _environment() -> dict[str, str]:
    """How to reach the database, the password too: not among the words of a command, which others can read."""
    used = connection.settings_dict
    given = {
        "PGHOST": used["HOST"],
        "PGPORT": used["PORT"],
        "PGUSER": used["USER"],
        "PGPASSWORD": used["PASSWORD"],
        "PGDATABASE": used["NAME"],
        "PGSSLMODE": used.get("OPTIONS", {}).get("sslmode", ""),
    }
    return os.environ | {name: str(value) for name, value in given.items() if value}


def _found(program: str) -> str:
    """On the path, or in Debian's folders; it must not be older than the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        needed = int(cursor.fetchone()[0]) // 10_000
    places = [shutil.which(program), *sorted(map(str, DEBIAN.glob(f"*/bin/{program}")), reverse=True)]
    for place in filter(None, places):
        # A program of PostgreSQL, asked for its version.
        said = subprocess.run([place, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = re.search(r"\) (\d+)", said.stdout)
        if version and int(version[1]) >= needed:
            return place
    raise Refused(
        f"{program} {needed} or newer was not found. Install postgresql-client-{needed}, or put {program} on the PATH."
    )
