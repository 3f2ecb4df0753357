"""Content that the first edition does not have: run by `manage.py shell` in the server's database, not imported."""
# ruff: noqa: F821  (the shell imports the models)

from datetime import date

from practices.workflow.naming import rename
from practices.workflow.publication import publish, review
from practices.workflow.withdrawal import withdraw


def practice(number):
    return Practice.objects.get(number=number)


# P-26 gets a second version in which something is added, removed, changed and refiled, and a third in plainer words.
text = PracticeText.objects.get(practice__number=26, language="en")
paragraphs = text.body.split("\n\n")
assert paragraphs[-1].startswith("A Global Counterterrorism Forum workshop")
text.body = "\n\n".join(
    [
        *paragraphs[:2],
        paragraphs[2].replace("has a sequence", "follows an order"),
        "**Begin with one group.** Try the course with a few people first. [@rome-memorandum, Good Practice 15]",
        *paragraphs[3:-1],
    ]
)
text.key_message = text.key_message.replace(".", ", and say so.", 1)
text.practice.phase = "release"
text.practice.actors.remove(Actor.objects.get(slug="educators"))
text.practice.save()
publish(text, by=None, note="Says how to begin.", credit="A colleague")
text.body = text.body.replace("a few people first", "a few people to begin with")
publish(text, by=None, note="Plainer words.", minor=True)

# P-22 is withdrawn in favour of P-23; P-30 waits for its review; P-28 has another address.
withdraw(practice(22), reason="Two practices said the same.", successor=practice(23), by=None)
review(practice(30), by=None, review_by=date(2020, 1, 1))
rename(practice(28), "vocational-training-for-work", by=None)

# People, for the journeys through accounts. Ada has recovery codes as well; the link of an invitation is known.
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402

from practices.workflow.tokens import hash_of  # noqa: E402
from tests import cast  # noqa: E402

RecoveryCodes.activate(cast.ada())
cast.esra()
cast.otto()
rita = cast.rita()
for token, role in (("an-invitation-to-look-at", "curator"), ("an-invitation-to-accept", "curator")):
    Invitation.objects.create(email=f"{token}@example.org", role=role, token_hash=hash_of(token))

# A guest's proposal for P-41, followed by a link that is known: published in other words, and changed since.
from practices.workflow.decisions import Verdict, accept  # noqa: E402
from practices.workflow.offers import Offer  # noqa: E402
from practices.workflow.proposals import comment, confirm, submit_as_guest  # noqa: E402

text = PracticeText.objects.get(practice__number=41, language="en")
content = text.live_revision.content


def with_more(words):
    return content | {"body": f"{content['body'].rstrip()}\n\n{words} [@hague-2011, ¶6]\n"}


tokens = []
offer = Offer("edit", with_more("Ask before you begin."), "It says nothing about asking.", text.practice)
offer.base_revision, offer.summary = text.live_revision, "Say to ask first"
offer.name = "Gerd Guest"
submit_as_guest(offer, email="gerd@example.org", address=lambda token: tokens.append(token) or token)
proposal, _ = confirm(tokens[0], address=lambda token: token)
comment(proposal, "Whom should one ask?", by=cast.carl())
comment(proposal, "The people who run the place.", by=None)
verdict = Verdict(1, text.live_revision.number, message="Thank you.", edited=with_more("Ask before you start."))
accept(proposal, by=User.objects.get(email="carl@example.org"), verdict=verdict)
text.refresh_from_db()
text.body = text.body.replace("Ask before you start.", "Ask first.")
publish(text, by=None, note="Shorter.", minor=True)
Proposal.objects.filter(pk=proposal.pk).update(token_hash=hash_of("a-proposal-to-follow"))

# Proposals, for the journeys through the queue. Two want the same sentence of P-5. One wants a sentence of P-12 that
# has been published otherwise since, and was talked about. P-14 waits for two curators at once. A guest has a remark.
from practices.workflow.proposals import submit  # noqa: E402

carl = User.objects.get(name="Carl Curator")
esra, otto = User.objects.get(name="Esra Expert"), User.objects.get(name="Otto Expert")


def offered(by, number, summary, replaced, **fields):
    live = PracticeText.objects.get(practice__number=number, language="en").live_revision
    content, old = dict(live.content), fields.pop("content", {})
    for before, after in replaced.items():
        assert before in content["body"], before
        content["body"] = content["body"].replace(before, after, 1)
    reason = fields.pop("reason", "The sentence says more than its source does.")
    offer = Offer("edit", content | old, reason, live.practice, live, summary=summary, **fields)
    return submit(offer, by=by)


GROUND, DAILY = "No one profession covers the ground.", "Daily conduct by staff has effects of its own."
offered(
    otto,
    5,
    "Say it in plainer words",
    {GROUND: "No single profession can do this alone.", "Invite the disciplines": "Invite all disciplines"},
    content={"title": "Work as one team, in design and in delivery", "phase": "system"},
)
offered(esra, 5, "Name who is missing", {GROUND: "No one profession, and no one agency, covers the ground."})
collided = offered(
    esra,
    12,
    "Name what training changes",
    {DAILY: "What staff do every day has effects of its own.", "All staff concerned should": "All staff should"},
    interest="I train prison staff for a living.",
    new_sources=[{"title": "A handbook for trainers", "place": "Chapter 2", "url": "https://handbook.example.org/"}],
)
comment(collided, "Is “every day” meant?", by=carl)
comment(collided, "Ask the training academy.", by=carl, internal=True)
text = PracticeText.objects.get(practice__number=12, language="en")
text.body = text.body.replace(DAILY, "How staff behave from day to day has effects of its own.")
publish(text, by=None, note="Plainer words.")
offered(otto, 14, "For two curators at once", {".": " today."})
tokens = []
remark = practice(15).texts.get(language="en").live_revision
submit_as_guest(
    Offer(
        "remark",
        remark.content,
        "The link to the second source leads nowhere.",
        remark.practice,
        remark,
        name="Rita Reader",
    ),
    email="rita@example.org",
    address=lambda token: tokens.append(token) or token,
)
confirm(tokens[0], address=lambda token: token)
# A link that has been dead for days, another that moved, a second edition, and two records of one source.
from datetime import timedelta  # noqa: E402

from django.utils import timezone  # noqa: E402

from practices.workflow.editions import issue, live_revisions, state_of  # noqa: E402
from practices.workflow.links import Answer, gather, take_down  # noqa: E402
from tests import factories  # noqa: E402

GONE = "https://gone.invalid/guide"  # no host is ever called so: nobody is asked
Source.objects.filter(pk=factories.source("gone-guide").pk).update(url=GONE)
gather()
for days in (10, 9, 7, 1):
    take_down(GONE, Answer("failing", 404, "Not Found"), timezone.now() - timedelta(days=days))
other = LinkCheck.objects.exclude(url=GONE).earliest("url")
take_down(other.url, Answer("moved", 200, moved_to="https://example.org/moved"), timezone.now())
SourcePassage.objects.filter(source=factories.source("twin-one")).update(text="Other words.")
factories.source("twin-two")
issue("Second edition", "One paragraph.\n\nAnother.", by=rita, seen=state_of(list(live_revisions("en"))))
