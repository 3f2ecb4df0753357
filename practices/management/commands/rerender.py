"""Make stored HTML anew where an older renderer made it."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.management.commands._progress import ProgressLine
from practices.workflow.rerendering import outdated, rerender


class Command(BaseCommand):
    help = "Render again every revision whose HTML was made by an older version of the renderer. Safe while serving."

    def handle(self, *args: Any, **options: Any) -> None:
        total, done, progress = outdated(), 0, ProgressLine()
        for batch in rerender():
            done += batch
            progress("Rendering revisions", done, total)
        self.stdout.write(f"Rendered {done:,} revisions." if done else "All revisions are up to date.")
