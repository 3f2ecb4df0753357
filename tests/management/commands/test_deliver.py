"""The command that sends mail and does what falls due."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from practices.management.commands import deliver as command
from practices.models import OutboxMessage, Proposal
from practices.workflow.decisions import ask_for_changes, claim
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("deliver", *words, stdout=out)
    return out.getvalue()


def test_it_sends_what_is_due_and_says_how_much() -> None:
    carl, esra = cast.carl(), cast.esra()
    proposal = offers.submitted(esra)
    ask_for_changes(proposal, by=carl, verdict=offers.verdict(proposal, message="Which source?"))
    assert run() == "1 sent, 0 put off, 0 proposals given back.\n"
    assert [sent.to for sent in mail.outbox] == [["esra@example.org"]]
    assert run() == "0 sent, 0 put off, 0 proposals given back.\n"


def test_it_gives_back_drops_lets_expire_and_owes_digests() -> None:
    carl, practice, now = cast.carl(), factories.published(), timezone.now()
    rows = [
        offers.submitted(carl if not n else cast.esra(), practice, offers.changed(practice, new=f"with care {n}"))
        for n in range(2)
    ]
    claim(rows[1], by=carl)
    Proposal.objects.filter(pk=rows[1].pk).update(claimed_at=now - timedelta(days=8))
    Proposal.objects.filter(pk=rows[0].pk).update(state="changes-requested", state_since=now - timedelta(days=45))
    guest, _ = offers.from_guest(practice, offers.changed(practice, new="with a guest's care"))
    OutboxMessage.objects.all().delete()
    Proposal.objects.filter(pk=guest.pk).update(state="unconfirmed", created_at=now - timedelta(days=8))
    assert "1 proposals given back" in run()
    assert {row.state for row in Proposal.objects.all()} == {"expired", "submitted"}
    assert [sent.subject for sent in mail.outbox] == [f"Proposal {rows[0].pk} has expired", "1 proposal to look at"]


def test_it_goes_on_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Exception):
        pass

    waits = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise Stopped

    monkeypatch.setattr(command, "sleep", sleep)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    with pytest.raises(Stopped):
        run("--forever", "--every", "7")
    assert waits == [7, 7, 7]


def test_one_failure_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away for a moment is tried again at the next look."""

    class Stopped(Exception):
        pass

    looks: list[Any] = []

    def fail() -> int:
        looks.append(1)
        if len(looks) == 2:
            raise Stopped
        raise command.DatabaseError("away")

    monkeypatch.setattr(command, "release_forgotten", fail)
    monkeypatch.setattr(command, "sleep", lambda seconds: None)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    with pytest.raises(Stopped):
        run("--forever")
