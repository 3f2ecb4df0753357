"""New slugs, and the old ones kept."""

import pytest

from practices.models import FormerSlug, LogEntry, Practice, PracticeText, Revision, Source, Term, Theme
from practices.views.citing import cited_sources
from practices.workflow.errors import Refused
from practices.workflow.naming import find_by_name, names_of, rename
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_rename_keeps_the_old_slug_and_leaves_a_line() -> None:
    practice = factories.published()
    rename(practice, "new-name", by=None, note="Clearer.")
    assert Practice.objects.get(pk=practice.pk).slug == practice.slug == "new-name"
    assert FormerSlug.objects.get(kind="practice", slug="test-practice").object_id == practice.pk
    entry = LogEntry.objects.about("practice", "test-practice").get(action="rename")
    assert (entry.before, entry.after, entry.note) == ({"slug": "test-practice"}, {"slug": "new-name"}, "Clearer.")


@pytest.mark.parametrize("slug", ["", "two words", "a/b", "é", "a" + "!"])
def test_a_slug_that_is_no_address_is_refused(slug: str) -> None:
    practice = factories.published()
    with pytest.raises(Refused, match="cannot be an address"):
        rename(practice, slug, by=None)


def test_a_slug_in_use_or_once_used_by_another_is_refused() -> None:
    one, two = factories.published("one"), factories.published("two")
    rename(two, "three", by=None)
    for taken in ("two", "three"):
        with pytest.raises(Refused, match="taken"):
            rename(one, taken, by=None)
    assert Practice.objects.get(pk=one.pk).slug == "one"


def test_a_practice_may_take_its_own_old_slug_back() -> None:
    practice = factories.published("one")
    rename(practice, "two", by=None)
    rename(practice, "one", by=None)
    assert Practice.objects.get(pk=practice.pk).slug == "one"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["two"]


def test_the_same_name_changes_nothing() -> None:
    practice = factories.published("one")
    rename(practice, "one", by=None)
    assert not FormerSlug.objects.exists()
    assert not LogEntry.objects.filter(action="rename").exists()


def test_two_kinds_of_thing_may_have_had_the_same_slug() -> None:
    rename(factories.published("same"), "other", by=None)
    rename(factories.theme("same"), "another", by=None)
    assert FormerSlug.objects.filter(slug="same").count() == 2
    assert Theme.objects.filter(slug="another").exists()


def test_pages_that_mention_the_practice_show_its_new_address() -> None:
    one = factories.published("one")
    linking = factories.revision("two", body=factories.body().replace("It helps", "See [[one]]. It helps"))
    rename(one, "three", by=None)
    html = Revision.objects.get(pk=linking.pk).html
    assert "/practices/three/" in html
    assert "/practices/one/" not in html


def test_a_source_renamed_is_still_cited_where_it_was() -> None:
    revision = factories.revision()
    rename(Source.objects.get(slug="test-source"), "new-key", by=None)
    now = Revision.objects.get(pk=revision.pk)
    assert "[@test-source, ¶1]" in now.content["body"]
    assert [cited.source.slug for cited in cited_sources(now)] == ["new-key"]
    assert now.practice.citations.filter(source__slug="new-key").count() == 4


def test_a_term_renamed_is_linked_under_its_new_address() -> None:
    body = factories.body().replace("It helps", "See [[term:radicalisation]]. It helps")
    revision = factories.revision(body=body)
    rename(Term.objects.get(slug="radicalisation"), "becoming-extreme", by=None)
    assert "/glossary/becoming-extreme/" in Revision.objects.get(pk=revision.pk).html
    assert PracticeText.objects.get(practice=revision.practice).body == body


def test_what_other_themes_say_of_a_theme_follows_its_name() -> None:
    noting = factories.theme("noting", elsewhere=[{"theme": "test-theme", "words": "the rest"}])
    theme = factories.theme("test-theme")
    rename(theme, "renamed", by=None)
    noting.refresh_from_db()
    assert noting.elsewhere == [{"theme": "renamed", "words": "the rest"}]
    assert names_of(theme) == ["renamed", "test-theme"]
    assert find_by_name(Theme, "test-theme") == find_by_name(Theme, "renamed") == theme
    assert find_by_name(Theme, "no-such-theme") is None
