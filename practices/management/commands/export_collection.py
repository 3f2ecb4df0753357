"""Write the collection to files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.exchange.files import replacing, write_folder, write_json
from practices.exchange.moment import one_moment
from practices.exchange.table import COLUMNS, practice_rows, write_table
from practices.management.commands._progress import ProgressLine
from practices.models import Language, Practice
from practices.workflow.errors import Refused


class Command(BaseCommand):
    help = "Write the collection to one JSON file, to a folder of Markdown files, or its practices to a table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="file, or folder for Markdown")
        parser.add_argument(
            "--format", choices=["json", "markdown", "csv"], help="what to write; by the name of the place if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place = Path(options["place"])
        form = options["format"] or _form(place)
        try:
            with one_moment():
                written = WRITERS[form](place)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}") from error
        self.stdout.write(f"Wrote {written:,} {'practices' if form == 'csv' else 'things'} to {place}.")


def _form(place: Path) -> str:
    if place.suffix in (".json", ".csv"):
        return place.suffix[1:]
    if place.is_dir() or not place.suffix:
        return "markdown"
    raise CommandError(f"Say with --format what {place} is to be: json, markdown or csv.")


def write_csv(place: Path) -> int:
    """All practices, drafts and withdrawn ones too, in English."""
    practices = Practice.objects.for_list(Language.EN).order_by("number")
    with replacing(place) as out:
        write_table(out, COLUMNS, practice_rows(practices, Language.EN, settings.SITE_URL))
    return practices.count()


WRITERS = {
    "json": lambda place: write_json(place, ProgressLine()),
    "markdown": lambda place: write_folder(place, ProgressLine()),
    "csv": write_csv,
}
