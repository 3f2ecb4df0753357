"""Load an edition from its fixtures, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.exchange import fixture
from practices.management.commands._progress import ProgressLine
from practices.models import Edition
from practices.workflow.errors import Refused


class Command(BaseCommand):
    help = (
        "Load the collection and its edition from fixtures. All or nothing: a file with an unknown theme, a dead link "
        "or a dead citation is refused, with file, record and reason. An edition that is already there is left alone, "
        "with all that was edited since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="?", default=str(settings.BASE_DIR / "fixtures"), help="folder or file")
        parser.add_argument("--check", action="store_true", help="only say whether the fixtures can be loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        files = fixture.files_in(Path(options["place"]))
        progress = ProgressLine()
        try:
            if options["check"]:
                found = len(fixture.check(files, progress).records)
                self.stdout.write(f"{found:,} records can be loaded.")
            elif Edition.objects.exists():
                self.stdout.write(f"{Edition.objects.first()} is already loaded; nothing to do.")
            else:
                self.stdout.write(f"Loaded {fixture.load(files, progress):,} records.")
        except Refused as error:
            raise CommandError(
                "Nothing was loaded.\n" + "\n".join(f"- {reason}" for reason in error.reasons)
            ) from error
