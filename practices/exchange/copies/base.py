"""What both engines share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contents:
    """What a copy must hold: the migrations that were applied, and the number of rows of each table."""

    migrations: list[str]
    rows: dict[str, int]


MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


def count(table: str) -> str:
    quoted = table.replace('"', '""')
    return f'SELECT count(*) FROM "{quoted}"'  # noqa: S608  (a name out of the database itself, quoted)
