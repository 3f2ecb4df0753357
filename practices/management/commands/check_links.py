"""Ask the web whether what sources lead to is still there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from practices.exchange.link_check import PAUSE, check_links
from practices.management.commands._progress import ProgressLine


class Command(BaseCommand):
    help = "Ask each outgoing link that is due whether it still answers. Run it daily; publishing never waits for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="ask all of them, due or not")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two questions to one host")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = check_links(ProgressLine(), everything=options["all"], pause=options["pause"])
        said = ", ".join(f"{number:,} {state.label.lower()}" for state, number in counts.items())
        self.stdout.write(f"Links: {said}." if said else "No link is due.")
