"""The full-text engines. Both hold the terms that analysis.py made, and only fetch candidates.

A backend module has packed(columns), put(rows), remove(ids), selection(), selected() and among(); its tables are made
by a migration. Which one is used follows the database.
"""

from types import ModuleType

from django.db import connection

from practices.search.backends import postgres, sqlite

_BY_VENDOR: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def backend() -> ModuleType:
    return _BY_VENDOR[connection.vendor]
