"""Say how well search answers a judged set of queries."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from practices.search.evaluation import RIGHT, evaluate, read
from practices.search.find import find


def numbers_found(query: str) -> list[int]:
    """The first ten practices for a query, as the search page would show them."""
    return [hit.entry.number for hit in find(query, size=10).hits if hit.entry.number]


class Command(BaseCommand):
    help = "Measure search on judged queries: MRR, success@1, success@3, recall@10 and nDCG@10, by group."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.BASE_DIR / "tests" / "search" / "judged.tsv"
        parser.add_argument("file", nargs="?", type=Path, default=default, help="judged queries, tab-separated")
        parser.add_argument("--misses", action="store_true", help="list the queries without a right answer in three")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            queries = read(options["file"])
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        self.stdout.write(f"{len(queries)} queries on {connection.vendor}")
        names = ("queries", "MRR", "success@1", "success@3", "recall@10", "nDCG@10")
        self.stdout.write(f"{'group':<14}{names[0]:>7}" + "".join(f"{name:>10}" for name in names[1:]))
        for group, measures in evaluate(queries, numbers_found).items():
            self.stdout.write(f"{group:<14}{measures.line()}")
        if options["misses"]:
            self._list_misses(queries)

    def _list_misses(self, queries: Sequence[Any]) -> None:
        for judged in queries:
            found = numbers_found(judged.query)[:5]
            if not judged.right.intersection(found[:3]):
                wanted = " ".join(f"P-{n:02d}" for n, grade in judged.grades.items() if grade >= RIGHT)
                self.stdout.write(f"{judged.group:<12} {judged.query!r} wants {wanted}, got {found}")
