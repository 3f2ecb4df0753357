"""Publication: a text becomes a revision, and what follows from it follows."""

from typing import Any

import pytest
from django.utils import timezone

from practices.models import Actor, LogEntry, Practice, PracticeText, SearchEntry, Theme
from practices.workflow.errors import Refused
from practices.workflow.naming import rename
from practices.workflow.publication import next_number, publish, revert, review, write_content
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


def test_the_first_revision_has_number_1_and_is_live() -> None:
    revision = factories.revision()
    text = PracticeText.objects.get(practice=revision.practice)
    assert (revision.number, text.live_revision) == (1, revision)


def test_publishing_the_same_text_again_is_refused() -> None:
    factories.revision()
    text = PracticeText.objects.get(practice__slug="test-practice")
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(text, by=None, note="Again.")
    assert text.practice.revisions.count() == 1


def test_numbers_run_without_gaps_and_each_line_is_logged() -> None:
    practice = factories.published()
    for n in range(2, 5):
        text = PracticeText.objects.get(practice=practice)
        text.title = f"Title {n}"
        publish(text, by=None, note=f"Change {n}.")
    assert list(practice.revisions.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert LogEntry.objects.about("practice", practice.code).filter(action="publish").count() == 4


def refused(**fields: Any) -> str:
    """The reasons why a text with these fields is not published; nothing is left behind."""
    text = factories.text(**fields)
    lines = LogEntry.objects.count()
    with pytest.raises(Refused) as error:
        publish(text, by=None, note="Try.")
    assert not text.practice.revisions.exists()
    assert LogEntry.objects.count() == lines
    return str(error.value)


def changed(what: str, to: str) -> str:
    return factories.body().replace(what, to)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"key_message": "word " * 61}, "the key message has 61 words"),
        ({"body": "Only this."}, "the body needs the sections"),
        ({"body": changed("It helps", "[[no-such]] helps")}, "links to an unknown practice: no-such"),
        ({"body": changed("It helps", "[[term:no-such]] helps")}, "links to an unknown glossary term: no-such"),
        ({"body": changed("[@test-source, ¶1]", "[@test-source, ¶9]")}, "cites an unknown place: test-source, ¶9"),
        ({"body": "[" * 1_300}, "square brackets"),
        ({"related": [{"to": "no-such", "kind": "see-also", "reason": "."}]}, "a related practice is unknown"),
        ({"related": [{"to": "test-practice", "kind": "see-also", "reason": "."}]}, "related to itself"),
        ({"related": [{"to": "legal-framework", "kind": "mentions", "reason": "."}]}, "an unknown kind: mentions"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_text_that_breaks_a_rule_is_refused_with_the_reason(fields: dict[str, Any], reason: str) -> None:
    assert reason in refused(**fields)


def test_every_reason_is_given_at_once() -> None:
    reasons = refused(body=changed("It helps", "[[no-such]] [[term:none]]"), key_message="word " * 61)
    assert len(reasons.splitlines()) == 3


def test_a_refusal_in_the_middle_leaves_the_live_version_in_place() -> None:
    revision = factories.revision()
    text = PracticeText.objects.get(practice=revision.practice)
    text.body = "Broken."
    with pytest.raises(Refused):
        publish(text, by=None, note="Try.")
    assert PracticeText.objects.get(pk=text.pk).live_revision == revision
    assert revision.practice.citations.count() == 4


def test_citations_links_and_terms_follow_the_text() -> None:
    body = changed(
        "It helps", "See [[robust-aftercare]], [[term:radicalisation]] and [[robust-aftercare|again]]. It helps"
    )
    related = [{"to": "legal-framework", "kind": "builds-on", "reason": "Law first."}]
    practice = factories.published(body=body, related=related)
    assert list(practice.citations.values_list("paragraph", flat=True)) == [1, 2, 3, 4]
    links = practice.links.values_list("target__slug", "kind", "paragraph")
    assert list(links) == [("legal-framework", "builds-on", None), ("robust-aftercare", "mentions", 2)]
    assert list(practice.term_uses.values_list("term__slug", "paragraph")) == [("radicalisation", 2)]


def test_what_the_text_no_longer_says_is_taken_away() -> None:
    practice = factories.published(body=changed("It helps", "See [[robust-aftercare]] and [[term:radicalisation]]. It"))
    text = PracticeText.objects.get(practice=practice)
    text.body = factories.body()
    publish(text, by=None, note="Shorter.")
    assert not practice.links.exists()
    assert not practice.term_uses.exists()
    assert practice.revisions.get(number=1).outline["links"]


def test_a_revision_holds_everything_a_reader_would_see() -> None:
    revision = factories.revision()
    assert set(revision.content) == {
        *("title", "key_message", "body", "primary_theme", "themes", "phase", "actors", "basis", "related")
    }
    assert (revision.content["themes"], revision.content["phase"]) == (["test-theme"], "custody")


def test_a_new_title_reaches_the_pages_that_show_it() -> None:
    practice = factories.published("one")
    linking = factories.revision("two", body=changed("It helps", "See [[one]]. It helps"))
    text = PracticeText.objects.get(practice=practice)
    text.title = "Quite another title"
    publish(text, by=None, note="Clearer.")
    linking.refresh_from_db()
    assert "Quite another title" in linking.html


def test_the_line_in_the_log_names_the_person_and_the_versions(ada: Any) -> None:
    text = factories.text()
    revision = publish(text, by=ada, note="First.", credit="Ada, Admin Office", minor=True)
    entry = LogEntry.objects.about("practice", text.practice.code).get(action="publish")
    assert (entry.actor, entry.before, entry.after) == (ada, None, {"revision": 1, "language": "en"})
    assert (revision.author, revision.credit, revision.is_minor) == (ada, "Ada, Admin Office", True)


def test_each_language_has_numbers_of_its_own() -> None:
    practice = factories.published()
    body = factories.body().replace("The practice", "La pratique")
    french = PracticeText.objects.create(
        practice=practice, language="fr", title="Essayer", key_message="Avec soin.", body=body
    )
    assert publish(french, by=None, note="Première.").number == 1
    assert practice.citations.filter(language="en").count() == practice.citations.filter(language="fr").count() == 4


def test_a_review_moves_the_dates_on() -> None:
    practice = factories.published()
    review(practice, by=None, review_by="2030-01-01", note="No change needed.")
    practice.refresh_from_db()
    assert (str(practice.review_by), practice.last_reviewed) == ("2030-01-01", timezone.localdate())
    assert practice.revisions.count() == 1


def test_numbers_go_up_and_start_after_the_highest() -> None:
    assert next_number() == 42
    Practice.objects.filter(pk=factories.published().pk).update(number=100)
    assert next_number() == 101


def test_the_same_link_twice_is_refused() -> None:
    link = {"to": "legal-framework", "kind": "see-also", "reason": "."}
    assert "twice" in refused(related=[link, link])


@pytest.mark.parametrize("related", [None, {"to": "x"}, ["legal-framework"], [{"to": "legal-framework"}], [{"to": []}]])
def test_links_of_another_form_are_refused(related: Any) -> None:
    text = factories.text()
    text.related = related
    with pytest.raises(Refused, match="each with to, kind and reason"):
        publish(text, by=None, note="Try.")


def second_version() -> Practice:
    practice = factories.published()
    text = PracticeText.objects.get(practice=practice)
    content = offers.changed(
        practice, title="Another title", actors=[Actor.objects.values_list("slug", flat=True)[0]], phase="release",
        related=[{"to": "legal-framework", "kind": "builds-on", "reason": "Law first."}],
    )  # fmt: skip
    write_content(text, content)
    publish(text, by=None, note="Second.")
    return practice


def test_going_back_makes_a_new_revision_equal_to_the_old_one() -> None:
    practice, carl = second_version(), cast.carl()
    revision = revert(practice, "en", 1, by=carl)
    assert (revision.number, revision.note, revision.author) == (3, "Back to version 1.", carl)
    assert revision.content == practice.revisions.get(number=1).content
    assert list(practice.revisions.values_list("number", flat=True)) == [1, 2, 3]
    assert not practice.links.exists()
    assert SearchEntry.objects.get(kind="practice", key=practice.code).title == "Try test practice"
    assert revert(practice, "en", 2, by=carl, note="No, it was right.").content["phase"] == "release"


@pytest.mark.parametrize(("number", "reason"), [(2, "Nothing has changed"), (0, "no version 0"), (9, "no version 9")])
def test_going_back_to_what_is_live_or_was_never_there_is_refused(number: int, reason: str) -> None:
    practice = second_version()
    with pytest.raises(Refused, match=reason):
        revert(practice, "en", number, by=cast.carl())
    assert practice.revisions.count() == 2


def test_only_curators_go_back() -> None:
    practice = second_version()
    for person in (cast.esra(), cast.dora()):
        with pytest.raises(Refused, match="Only a curator"):
            revert(practice, "en", 1, by=person)


def test_an_old_version_that_can_no_longer_stand_is_not_gone_back_to() -> None:
    practice = second_version()
    old = practice.revisions.get(number=1)
    Theme.objects.filter(slug="test-theme").update(slug="gone")
    with pytest.raises(Refused, match="There is no such theme: test-theme"):
        revert(practice, "en", old.number, by=cast.carl())


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"primary_theme": "none"}, ["There is no such theme: none"]),
        ({"themes": ["none", "test-theme", "nowhere"]}, ["theme: none", "theme: nowhere"]),
        ({"actors": ["nobody"]}, ["actor: nobody"]),
        ({"phase": "someday"}, ["stage: someday"]),
        ({"basis": "hearsay"}, ["basis: hearsay"]),
        ({"title": "x" * 201}, ["The title has 201 characters; the most is 200."]),
        ({"phase": "someday", "actors": ["nobody"]}, ["stage: someday", "actor: nobody"]),
    ],
    ids=str,
)
def test_content_with_what_the_portal_does_not_have_is_refused_with_all_reasons(
    fields: dict[str, Any], reasons: list[str]
) -> None:
    practice = factories.published()
    before = Practice.objects.filter(pk=practice.pk).values().get()
    with pytest.raises(Refused) as error:
        write_content(PracticeText.objects.get(practice=practice), offers.changed(practice, **fields))
    assert all(reason in str(error.value) for reason in reasons)
    assert Practice.objects.filter(pk=practice.pk).values().get() == before


def test_content_may_call_a_theme_by_its_former_name() -> None:
    practice = factories.published()
    content = offers.changed(practice)
    rename(Theme.objects.get(slug="test-theme"), "new-name", by=None)
    text = PracticeText.objects.get(practice=practice)
    write_content(text, content)
    assert publish(text, by=None, note="Again.").content["themes"] == ["new-name"]


def test_what_was_offered_is_credited_to_its_proposer_and_logged_to_its_publisher() -> None:
    carl, esra = cast.carl(), cast.esra()
    proposal = offers.submitted(esra)
    text = PracticeText.objects.get(practice=proposal.practice)
    text.title = "New"
    revision = publish(text, by=carl, note="Offered.", offered=proposal)
    assert (revision.author, revision.credit) == (esra, "Esra Expert")
    line = LogEntry.objects.filter(action="publish").first()
    assert line
    assert (line.actor, line.actor_name) == (carl, "Carl Curator")
