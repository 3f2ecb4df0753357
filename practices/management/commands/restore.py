"""Put a copy of the whole database back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from practices.exchange.backup import missing_migrations, restore
from practices.workflow.errors import Refused


class Command(BaseCommand):
    help = "Put a file written by backup in place of the database. The file is proved whole first; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"], replace=options["yes"])
        except (Refused, OperationalError) as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(f"Put back {sum(manifest.rows.values()):,} rows, as they stood at {manifest.made}.")
        if missing_migrations(manifest):
            self.stdout.write("The copy is of an older version: run manage.py migrate.")
