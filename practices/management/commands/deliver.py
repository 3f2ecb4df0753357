"""Send the mail that is owed, and do what falls due."""

from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from practices.workflow.decisions import release_forgotten
from practices.workflow.digests import owe_digests
from practices.workflow.outbox import deliver
from practices.workflow.proposals import drop_unconfirmed, expire


class Command(BaseCommand):
    help = "Send what is due in the outbox, give back old claims, drop what was never confirmed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on, looking again every minute")
        parser.add_argument("--every", type=int, default=60, help="seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["forever"]:
            self.stdout.write(self.look())
        while options["forever"]:
            try:
                self.look()
            except DatabaseError as error:
                self.stderr.write(f"The database did not answer: {error}")
            close_old_connections()
            sleep(options["every"])

    def look(self) -> str:
        """One round; what was done, for a person."""
        released = release_forgotten()
        drop_unconfirmed()
        expire()
        owe_digests()
        sent, failed = deliver()
        return f"{sent} sent, {failed} put off, {released} proposals given back."
