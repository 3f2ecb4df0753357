"""A copy of the whole database as one file. A module for each engine, with the same functions:

write(file)                  a copy of what the database holds at one moment, and what that is
look_through(file)           raises Refused when the copy is damaged
put_back(file, contents)     in place of all that is there, or not at all
"""

from types import ModuleType

from django.db import connection

from practices.exchange.copies import postgres, sqlite


def copies() -> ModuleType:
    """The module for the database in use."""
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]
