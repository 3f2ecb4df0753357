"""Store the secrets of second factors anew, under the newest key."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from practices.workflow.people import encrypt_second_factors


class Command(BaseCommand):
    help = "Encrypt every stored secret of a second factor under the newest key. All or nothing, safe while serving."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = encrypt_second_factors()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Secrets encrypted under the newest key: {count:,}.")
