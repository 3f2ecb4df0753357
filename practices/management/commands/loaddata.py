"""Django's loaddata, for collections too: checked first, and completed with all that follows from the texts."""

from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata

from practices.exchange import fixture
from practices.management.commands._progress import ProgressLine
from practices.workflow.editions import as_they_were
from practices.workflow.errors import Refused
from practices.workflow.loading import complete


class Command(loaddata.Command):
    def loaddata(self, fixture_labels: Any) -> None:
        """Runs inside the transaction that Django's command opens, so a refusal leaves nothing behind."""
        try:
            fixture.check(self._collection_files(fixture_labels), others_allowed=True)
            with as_they_were():
                super().loaddata(fixture_labels)
            complete(ProgressLine())
        except Refused as error:
            raise CommandError(
                "Nothing was loaded.\n" + "\n".join(f"- {reason}" for reason in error.reasons)
            ) from error

    def _collection_files(self, labels: Any) -> list[Path]:
        """The YAML files among those that the labels lead to. Other formats get Django's own checks only."""
        self.serialization_formats = serializers.get_public_serializer_formats()
        found = [Path(file) for label in labels for file, _, _ in self.find_fixtures(label)]
        return [file for file in found if file.suffix == ".yaml"]
