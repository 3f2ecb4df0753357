"""Copy the whole database into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from practices.exchange.backup import back_up
from practices.workflow.errors import Refused


class Command(BaseCommand):
    help = "Copy the whole database into one file, as it stands at one moment. Safe while serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        try:
            manifest = back_up(file)
        except (Refused, OperationalError) as error:
            raise CommandError(f"Nothing was written. {error}") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        size = file.stat().st_size / 1e6
        self.stdout.write(f"Wrote {sum(manifest.rows.values()):,} rows to {file} ({size:.1f} MB).")
