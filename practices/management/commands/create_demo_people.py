"""People to try the portal with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices.workflow.errors import Refused
from practices.workflow.people import create_demo_people


class Command(BaseCommand):
    help = "Make one made-up person a role (two experts) and print how each signs in. Refused in production."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people = create_demo_people()
        except Refused as error:
            raise CommandError(str(error)) from error
        for user, role, password, secret in people:
            self.stdout.write(f"{role.label:<14} {user.email:<18} password {password}")
            if secret:
                self.stdout.write(f"{'':<14} TOTP secret {secret} (enter it in an authenticator app)")
