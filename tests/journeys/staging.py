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
for token, role in (("an-invitation-to-look-at", "curator"), ("an-invitation-to-accept", "curator")):
    Invitation.objects.create(email=f"{token}@example.org", role=role, token_hash=hash_of(token))
