"""Programs for tests with several connections or with a process that dies. Each runs in a process of its own:

python -m tests.workflow.labour race            two people do two things at the same moment, again and again
python -m tests.workflow.labour hammer 8        eight experts and two curators on one practice, for so many seconds
python -m tests.workflow.labour kill 40         a worker that decides, killed so many times at a random moment

The database is the one in DATABASE_URL, empty but migrated. The last line of the output is a report as JSON.
"""

import json
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.db import OperationalError, connection, connections, transaction  # noqa: E402

from practices.models import (  # noqa: E402
    Decision,
    LogEntry,
    OutboxMessage,
    Practice,
    PracticeText,
    Proposal,
    ProposalVersion,
    Revision,
    SearchEntry,
    User,
)
from practices.models.proposal import DECIDED  # noqa: E402
from practices.workflow import decisions, proposals  # noqa: E402
from practices.workflow.decisions import Verdict  # noqa: E402
from practices.workflow.errors import Refused, Stale  # noqa: E402
from tests import cast, factories, offers  # noqa: E402

EXPERTS = 8
PUBLISHED = ("accepted", "accepted-modified", "accepted-in-part")
WORD = re.compile(r"w\d+")
Acts = dict[str, Callable[[], Any]]


def paragraph(number: int, words: str = "nothing") -> str:
    return f"Expert {number} has said {words} so far. [@test-source, ¶1]"


def prepare() -> tuple[Practice, list[User], list[User]]:
    """A practice with a paragraph for each expert, the experts, and two curators."""
    body = factories.body().replace("It helps", "\n\n".join([*map(paragraph, range(EXPERTS)), "It helps"]))
    practice = factories.published("hammered", body=body)
    experts = [cast._person(f"expert{n}@example.org", f"Expert {n}", cast.Role.EXPERT) for n in range(EXPERTS)]
    return practice, experts, [cast.carl(), cast.ada()]


def with_word(text: str, number: int, word: str) -> str:
    """The text in which this expert has said one word more."""
    said = f"Expert {number} has said "
    assert said in text
    return text.replace(said, f"{said}{word} ", 1)


def propose(practice: Practice, by: User, number: int, word: str, row: Proposal | None = None) -> Proposal:
    live = offers.live(practice)
    content = dict(live.content) | {"body": with_word(live.content["body"], number, word)}
    reason = f"It adds {word} to what was said."
    return proposals.submit(offers.offer(practice, content, base_revision=live, reason=reason), by=by, proposal=row)


def verdict(row: Proposal, **fields: Any) -> Verdict:
    """What a curator sends who settles every conflict by taking the words of both sides."""
    found = decisions.proposed_merge(row).conflicts
    settled = {conflict.id: union(conflict.live, conflict.proposed) for conflict in found}
    return offers.verdict(row, resolutions=settled, **fields)


def union(live: str, proposed: str) -> str:
    missing = [word for word in WORD.findall(proposed) if word not in WORD.findall(live)]
    return live.replace(" has said ", f" has said {' '.join(missing)} ", 1) if missing else live


def word_of(row: Proposal) -> str:
    """The word the proposal adds; it stands in the reason, which goes with each version."""
    found = WORD.search(row.reason)
    assert found
    return found[0]


# What must be true at any moment


def problems(practice: Practice) -> list[str]:
    """Everything that does not agree with everything else, seen at one moment."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return [*of_revisions(practice), *of_proposals(practice), *of_log(practice)]


def of_revisions(practice: Practice) -> list[str]:
    found = []
    text = PracticeText.objects.select_related("live_revision").get(practice=practice)
    revisions = list(Revision.objects.filter(practice=practice).order_by("number"))
    if [row.number for row in revisions] != list(range(1, len(revisions) + 1)):
        found.append(f"the numbers have gaps: {[row.number for row in revisions]}")
    live = text.live_revision
    if live != revisions[-1] or live is None:
        return [*found, "the newest revision is not the live one"]
    if (text.title, text.body) != (live.title, live.content["body"]):
        found.append("the text is not what the live revision says")
    if practice.citations.count() != len(live.outline["citations"]):
        found.append("the citations do not follow from the text")
    if SearchEntry.objects.filter(kind="practice", key=practice.code).count() != 1:
        found.append("the search index does not have the practice once")
    decided = set(Decision.objects.filter(revision__practice=practice).values_list("revision__number", flat=True))
    if decided != {row.number for row in revisions[1:]}:
        found.append("not every revision comes from a decision")
    return found


def of_proposals(practice: Practice) -> list[str]:
    found = []
    said = set(WORD.findall(offers.live(practice).content["body"]))
    versions = Counter(ProposalVersion.objects.values_list("proposal_id", flat=True))
    for row in Proposal.objects.filter(practice=practice).prefetch_related("decisions"):
        outcomes = [decision.outcome for decision in row.decisions.all()]
        if row.state in DECIDED and row.state != (outcomes or [""])[-1]:
            found.append(f"{row} is {row.state}, and was decided {outcomes}")
        if set(outcomes) & set(PUBLISHED) and row.state not in PUBLISHED:
            found.append(f"{row} is {row.state}, though it was {outcomes}")
        if len(set(outcomes) & set(PUBLISHED)) > 1 or sum(outcome in PUBLISHED for outcome in outcomes) > 1:
            found.append(f"{row} was accepted more than once: {outcomes}")
        if versions[row.pk] != row.version:
            found.append(f"{row} is at version {row.version}, and {versions[row.pk]} are kept")
        if row.state in PUBLISHED and word_of(row) not in said:
            found.append(f"{row} was accepted, and {word_of(row)} is not in the text")
        if row.state == "in-review" and row.assignee_id is None:
            found.append(f"{row} is in review by nobody")
    return found


def of_log(practice: Practice) -> list[str]:
    found = []
    published = LogEntry.objects.about("practice", practice.code).filter(action="publish")
    if sorted(line.after["revision"] for line in published) != list(
        Revision.objects.filter(practice=practice).order_by("number").values_list("number", flat=True)
    ):
        found.append("not every revision has its line in the log")
    lines = Counter(LogEntry.objects.filter(action="decide").values_list("object_key", flat=True))
    made = Counter(str(pk) for pk in Decision.objects.values_list("proposal_id", flat=True))
    if lines != made:
        found.append("not every decision has its line in the log")
    sent = Counter(LogEntry.objects.filter(action__in=["submit", "resubmit"]).values_list("object_key", flat=True))
    kept = Counter(
        str(pk) for pk in ProposalVersion.objects.filter(is_rebase=False).values_list("proposal_id", flat=True)
    )
    if sent != kept:
        found.append("not every version has its line in the log")
    owed = set(OutboxMessage.objects.filter(topic="decision").values_list("key", flat=True))
    if owed != {f"decision-{pk}" for pk in Decision.objects.values_list("pk", flat=True)}:
        found.append("not every decision is told")
    return found


# Two at once


def at_once(acts: Acts) -> dict[str, str]:
    """Do all of it at the same moment; what became of each: done, stale, refused, or the error."""
    barrier, results = threading.Barrier(len(acts)), dict[str, str]()

    def do(name: str, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            act()
            results[name] = "done"
        except Stale:
            results[name] = "stale"
        except Refused:
            results[name] = "refused"
        except Exception as error:  # noqa: BLE001  (reported, and the test fails on it)
            results[name] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=item) for item in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def race(rounds: int) -> dict[str, Any]:
    practice, experts, (carl, ada) = prepare()
    report: dict[str, Any] = {}
    for turn in range(rounds):
        for pair in (same, either, two, edit, new, taken_back, apart):
            report.setdefault(pair.__name__, []).append(at_once(pair(practice, experts, carl, ada, turn)))
    numbers = Practice.objects.values_list("number", flat=True)
    return report | {"problems": of_revisions(practice) + of_proposals(practice), "numbers": sorted(numbers)}


def same(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    row = propose(practice, experts[0], 0, f"w1{turn:03}")
    mine, theirs = verdict(row), verdict(row)
    return {
        "carl": lambda: decisions.accept(row, by=carl, verdict=mine),
        "ada": lambda: decisions.accept(row, by=ada, verdict=theirs),
    }


def either(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    row = propose(practice, experts[1], 1, f"w2{turn:03}")
    mine, theirs = verdict(row), verdict(row, message="No.")
    return {
        "carl": lambda: decisions.accept(row, by=carl, verdict=mine),
        "ada": lambda: decisions.decline(row, by=ada, verdict=theirs),
    }


def two(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    """Two proposals for one practice: the second curator has not seen what the first publishes."""
    first, second = (propose(practice, experts[n], n, f"w3{n}{turn:03}") for n in (2, 3))
    mine, theirs = verdict(first), verdict(second)
    return {
        "carl": lambda: decisions.accept(first, by=carl, verdict=mine),
        "ada": lambda: decisions.accept(second, by=ada, verdict=theirs),
    }


def edit(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    row = propose(practice, experts[4], 4, f"w4{turn:03}")
    mine = verdict(row)
    return {
        "carl": lambda: decisions.accept(row, by=carl, verdict=mine),
        "expert": lambda: propose(practice, experts[4], 4, f"w5{turn:03}", row),
    }


def new(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    """Two new practices want the next number."""
    first, second = (proposals.submit(offers.new_practice(f"new-{n}-{turn}"), by=experts[n]) for n in (5, 6))
    mine, theirs = offers.verdict(first), offers.verdict(second)
    return {
        "carl": lambda: decisions.accept(first, by=carl, verdict=mine),
        "ada": lambda: decisions.accept(second, by=ada, verdict=theirs),
    }


def apart(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    """Two practices that link to each other, each with a new title."""
    rows = []
    for n, (here, there) in enumerate((("left", "right"), ("right", "left"))):
        found = Practice.objects.filter(slug=here).first() or factories.published(here)
        Practice.objects.filter(slug=there).first() or factories.published(there)
        content = offers.changed(found, "It helps", f"See [[{there}]]. It helps", title=f"Title {here} {turn}")
        content["related"] = [{"to": there, "kind": "see-also", "reason": f"Reason {turn}."}]
        rows.append(proposals.submit(offers.offer(found, content), by=experts[n]))
    mine, theirs = offers.verdict(rows[0]), offers.verdict(rows[1])
    return {
        "carl": lambda: decisions.accept(rows[0], by=carl, verdict=mine),
        "ada": lambda: decisions.accept(rows[1], by=ada, verdict=theirs),
    }


def taken_back(practice: Practice, experts: list[User], carl: User, ada: User, turn: int) -> Acts:
    row = propose(practice, experts[7], 7, f"w6{turn:03}")
    return {
        "carl": lambda: decisions.claim(row, by=carl),
        "expert": lambda: proposals.withdraw(row, by=experts[7]),
    }


# Many for a while

ENOUGH, PATIENCE = 5, 60
"""On a busy machine they go on for up to so many seconds more, until so many proposals have been accepted."""


def hammer(seconds: float) -> dict[str, Any]:
    practice, experts, curators = prepare()
    until, counts, errors = time.monotonic() + seconds, Counter[str](), list[str]()
    lock = threading.Lock()

    def goes_on() -> bool:
        now = time.monotonic()
        return now < until or (counts["accept"] < ENOUGH and now < until + PATIENCE)

    def live(act: Callable[[random.Random], str], seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311
        while goes_on():
            try:
                done = act(rng)
            except Stale:
                done = "stale"
            except Refused as refused:
                done = f"refused: {refused.reasons[0]}"
            except OperationalError as error:
                done = "busy" if str(error) == "database is locked" else repr(error)
                errors.extend([done] if done != "busy" else [])
            except Exception as error:  # noqa: BLE001  (reported, and the test fails on it)
                done = repr(error)
                errors.append(done)
            with lock:
                counts[done] += 1
        connections.close_all()

    def expert(number: int) -> Callable[[random.Random], str]:
        return lambda rng: expert_acts(practice, experts[number], number, rng)

    threads = [threading.Thread(target=live, args=(expert(n), n)) for n in range(EXPERTS)]
    threads += [
        threading.Thread(target=live, args=(lambda rng, by=by: curator_acts(practice, by, rng), 100 + n))
        for n, by in enumerate(curators)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = Counter(Proposal.objects.values_list("state", flat=True))
    found = {"counts": counts, "states": states, "errors": errors, "problems": problems(practice)}
    return found | {
        "revisions": practice.revisions.count(),
        "overlapping": Proposal.objects.filter(overlaps=True).count(),
    }


def expert_acts(practice: Practice, by: User, number: int, rng: random.Random) -> str:
    mine = list(Proposal.objects.filter(proposer=by))
    at_work = [row for row in mine if row.is_open]
    chance = rng.random()
    word = f"w{number}{rng.randrange(10**7):07}"
    if chance < 0.5 and len(at_work) < 4:
        about = number if rng.random() < 0.7 else rng.randrange(EXPERTS)
        propose(practice, by, about, word)
        return "submit"
    if chance < 0.6 and at_work:
        row = rng.choice(at_work)
        propose(practice, by, number, word, row)
        return "resubmit"
    if chance < 0.65 and at_work:
        proposals.withdraw(rng.choice(at_work), by=by)
        return "withdraw"
    if chance < 0.75:
        over = [row for row in mine if row.state in ("declined", "withdrawn")]
        if over:
            proposals.reopen(rng.choice(over), by=by, message="Please look again.")
            return "reopen"
    if chance < 0.8 and at_work:
        proposals.comment(rng.choice(at_work), "A word more.", by=by)
        return "comment"
    time.sleep(rng.random() / 20)
    return "wait"


def curator_acts(practice: Practice, by: User, rng: random.Random) -> str:
    waiting = list(Proposal.objects.open().filter(practice=practice))
    if not waiting:
        time.sleep(0.01)
        return "wait"
    row, chance = rng.choice(waiting), rng.random()
    if chance < 0.7:
        decisions.accept(row, by=by, verdict=verdict(row))
        return "accept"
    if chance < 0.8:
        decisions.decline(row, by=by, verdict=offers.verdict(row, message="Not so."))
        return "decline"
    if chance < 0.9:
        decisions.ask_for_changes(row, by=by, verdict=offers.verdict(row, message="Otherwise."))
        return "ask"
    decisions.claim(row, by=by)
    return "claim"


# A process that dies


def kill(times: int) -> dict[str, Any]:
    """Workers decide and say so after each decision; each is killed at a moment it does not know."""
    practice, experts, (carl, _) = prepare()
    rng = random.Random(os.environ.get("KILL_SEED", "portal"))  # noqa: S311
    acknowledged, found, before_any = dict[int, str](), list[str](), 0
    started = time.monotonic()
    decide(practice, experts[0], carl, 0, "w0")
    pace = time.monotonic() - started
    for n in range(times):
        connections.close_all()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            work(practice, experts, carl, n, writing)
        os.close(writing)
        time.sleep(rng.uniform(0.5, 4) * pace)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            lines = [line.split() for line in pipe.read().splitlines() if line.endswith(".")]
        acknowledged |= {int(pk): word for pk, word, _ in lines}
        before_any += not lines
        found += [f"after {n + 1} kills: {problem}" for problem in problems(practice)]
    said = WORD.findall(offers.live(practice).content["body"])
    states = dict(Proposal.objects.values_list("pk", "state"))
    lost = [pk for pk, word in acknowledged.items() if word not in said or states.get(pk) not in PUBLISHED]
    return {
        "kills": times,
        "pace": round(pace, 3),
        "acknowledged": len(acknowledged),
        "killed_before_the_first": before_any,
        "left_open": sum(state == "submitted" for state in states.values()),
        "revisions": practice.revisions.count(),
        "lost": lost,
        "problems": found,
    }


def decide(practice: Practice, expert: User, curator: User, number: int, word: str) -> Proposal:
    """Of what the last one left behind, or else of something new."""
    row = Proposal.objects.open().first() or propose(practice, expert, number, word)
    decisions.accept(row, by=curator, verdict=verdict(row))
    return row


def work(practice: Practice, experts: list[User], curator: User, turn: int, out: int) -> None:
    """Never returns: the process is killed, or ends with the one that started it."""
    parent, n = os.getppid(), 0
    try:
        while os.getppid() == parent:
            n, number = n + 1, n % EXPERTS
            word = f"w{turn:04}{n:04}"
            row = decide(practice, experts[number], curator, number, word)
            os.write(out, f"{row.pk} {word_of(row)} .\n".encode())
    finally:
        os._exit(1)


PROGRAMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "race": lambda times: race(int(times)),
    "hammer": lambda seconds: hammer(float(seconds)),
    "kill": lambda times: kill(int(times)),
}

if __name__ == "__main__":
    print(json.dumps(PROGRAMS[sys.argv[1]](sys.argv[2])))  # noqa: T201
