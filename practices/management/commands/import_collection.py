"""Bring a collection in from files."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices.exchange.importing import NOTE, carry_out
from practices.exchange.planning import FILE, HERE, Plan, Step, make_plan
from practices.management.commands._progress import ProgressLine
from practices.workflow.errors import Refused

SHOWN = 50
"""Lines of each part of the plan; with --verbosity 2 all are shown."""


class Command(BaseCommand):
    help = (
        "Show what a collection written by export_collection would change here, and change it on request. All or "
        "nothing: a file with a mistake is refused, with every mistake and its place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="JSON file, or folder of Markdown files")
        parser.add_argument("--yes", action="store_true", help="make the changes without asking")
        parser.add_argument(
            "--prefer", choices=[HERE, FILE], default="", help="whose words to take where both have changed"
        )
        parser.add_argument("--note", default=NOTE, help="what stands beside the new versions")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = ProgressLine()
        try:
            plan = make_plan(Path(options["place"]), options["prefer"], progress, wait=not options["yes"])
            self._show(plan, whole=options["verbosity"] > 1)
            if not plan.steps:
                self.stdout.write("There is nothing to change.")
            elif options["yes"] or self._agreed():
                carry_out(plan, note=options["note"].strip() or NOTE, progress=progress)
                self.stdout.write(f"Done: {len(plan.added):,} added, {len(plan.changed):,} changed.")
            else:
                self.stdout.write("Nothing was changed. With --yes the changes are made.")
        except Refused as error:
            reasons = "\n".join(f"- {reason}" for reason in error.reasons)
            raise CommandError(f"Nothing was changed.\n{reasons}") from error

    def _agreed(self) -> bool:
        return sys.stdin.isatty() and input("Make these changes? [y/N] ").strip().lower() in ("y", "yes")

    def _show(self, plan: Plan, *, whole: bool) -> None:
        for title, steps in (("Added", plan.added), ("Changed", plan.changed), ("Kept as it is here", plan.kept)):
            for line in _lines(title, steps, len(steps) if whole else SHOWN):
                self.stdout.write(line)
        self.stdout.write(f"Unchanged: {plan.unchanged:,}. Only here, and left alone: {plan.only_here:,}.")


def _lines(title: str, steps: list[Step], most: int) -> Iterator[str]:
    if steps:
        yield f"{title}: {len(steps):,}"
        yield from (f"  {step}" for step in steps[:most])
        if len(steps) > most:
            yield f"  and {len(steps) - most:,} more; --verbosity 2 shows all"
