"""Write the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.management.commands._progress import ProgressLine
from practices.workflow.indexing import rebuild


class Command(BaseCommand):
    help = "Write the search index anew from the content. Safe while serving: nothing is emptied first."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Indexed {rebuild(ProgressLine()):,} entries.")
