"""The words in which the portal asks for data."""

from datetime import date

import pytest

from practices.models import Actor, Practice, PracticeText, Revision, Source, Theme
from practices.workflow.withdrawal import withdraw
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_practice_in_two_themes_below_one_comes_once() -> None:
    practice = factories.published()
    practice.themes.set(Theme.objects.filter(parent__slug="custodial-setting"))
    found = Practice.objects.in_theme(Theme.objects.get(slug="custodial-setting")).filter(slug="test-practice")
    assert [p.slug for p in found] == ["test-practice"]


def test_values_of_one_facet_widen() -> None:
    both = Practice.objects.in_themes(["aftercare", "law-and-rights"])
    assert set(both) == set(Practice.objects.in_themes(["aftercare"])) | set(
        Practice.objects.in_themes(["law-and-rights"])
    )
    assert both.count() == len(set(both))


def test_practices_are_found_by_actor_and_by_source() -> None:
    practice = factories.published()
    practice.actors.add(Actor.objects.get(slug="victims"))
    assert practice in Practice.objects.with_actors(["victims"])
    assert list(Practice.objects.citing(["test-source"], "en")) == [practice]
    assert not Practice.objects.citing(["test-source"], "fr")


def test_a_list_holds_title_message_and_sources_of_the_live_text_only() -> None:
    practice = factories.published()
    found = Practice.objects.for_list("en").get(slug="test-practice")
    assert (found.title, found.key_message, found.source_count) == ("Try test practice", "Do it with care.", 1)
    PracticeText.objects.filter(practice=practice).update(live_revision=None)
    assert not Practice.objects.for_list("en").filter(slug="test-practice")
    assert not Practice.objects.for_list("fr")


@pytest.mark.parametrize(("day", "due"), [(date(2029, 12, 31), False), (date(2030, 1, 1), True)])
def test_due_for_review_are_published_ones_from_their_day_on(day: date, due: bool) -> None:
    practice = factories.published()
    Practice.objects.filter(pk=practice.pk).update(review_by="2030-01-01")
    assert Practice.objects.due_for_review(day).filter(pk=practice.pk).exists() is due
    withdraw(practice, reason="Gone.", by=None)
    assert not Practice.objects.due_for_review(day).filter(pk=practice.pk).exists()


def test_a_source_counts_published_practices_once_each() -> None:
    one, _two = factories.published("one"), factories.published("two")
    assert Source.objects.with_counts("en").get(slug="test-source").practice_count == 2
    withdraw(one, reason="Gone.", by=None)
    assert Source.objects.with_counts("en").get(slug="test-source").practice_count == 1


def test_citations_links_and_uses_of_withdrawn_practices_are_left_out() -> None:
    body = factories.body().replace("It helps", "See [[one]] and [[term:radicalisation]]. It helps")
    one, two = factories.published("one"), factories.published("two", body=body)
    assert [link.title for link in one.backlinks.from_published("en")] == ["Try two"]
    withdraw(two, reason="Gone.", by=None)
    assert not one.backlinks.from_published("en")
    assert not two.citations.in_published()
    assert not two.term_uses.in_published("en")


def test_dated_sources_stand_in_time() -> None:
    dates = list(Source.objects.in_time().values_list("start_date", flat=True))
    assert dates == sorted(dates)
    assert None not in dates


def test_revisions_stand_newest_first_and_lists_leave_the_html_out() -> None:
    newest = factories.revision()
    found = Revision.objects.newest_first().for_list()[0]
    assert found == newest
    assert "html" in found.get_deferred_fields()
    assert Theme.objects.top_level().filter(parent__isnull=False).count() == 0


def publish(text: PracticeText, **fields: str) -> Revision:
    text.refresh_from_db()
    for name, value in fields.items():
        setattr(text, name, value)
    return factories.publish(text, by=None, note="Next.")


def behind() -> list[tuple[int | None, int]]:
    found = PracticeText.objects.behind("en").filter(practice__slug="test-practice")
    return [(text.source_then, text.source_now) for text in found]


def test_a_translation_is_behind_when_what_it_was_written_from_says_something_else() -> None:
    english = factories.text()
    publish(english)
    french = factories.text("test-practice", language="fr", title="Essayer")
    publish(french)
    assert behind() == []
    publish(english, key_message="Do it with great care.")
    assert behind() == [(1, 2)]
    publish(english, key_message="Do it with care.")
    assert behind() == [], "the English text was reverted"
    publish(english, title="Try it first")
    assert behind() == [(1, 4)]
    english.practice.themes.add(factories.theme("other-theme"))
    publish(english)
    publish(french)
    assert behind() == [(1, 5)], "a new filing of both translates nothing"
    publish(french, title="Essayer d'abord")
    assert behind() == []
    publish(english, body=english.body.replace("with care", "with more care"))
    assert behind() == [(5, 6)]


def test_a_translation_older_than_all_english_versions_was_written_from_none() -> None:
    french = factories.text("test-practice", language="fr")
    publish(french)
    publish(factories.text())
    assert behind() == [(None, 1)]
