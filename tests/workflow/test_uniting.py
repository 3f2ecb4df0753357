"""Merging duplicates: nothing that led to one of them leads nowhere afterwards."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from practices.models import (
    Citation,
    Concept,
    FormerSlug,
    LogEntry,
    Practice,
    PracticeText,
    Revision,
    SearchEntry,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    TermUse,
    Theme,
)
from practices.views.citing import cited_sources
from practices.workflow import keeping, uniting
from practices.workflow.consistency import findings
from practices.workflow.editions import issue, live_revisions, state_of
from practices.workflow.errors import Refused, Stale
from practices.workflow.naming import names_of, rename
from practices.workflow.publication import publish, revert
from practices.workflow.uniting import plan, unite
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl() -> Any:
    return cast.carl()


def merge(one: Any, into: Any, by: Any) -> None:
    unite(one, into, by=by, seen=plan(one, into).seen)


# Themes


def test_practices_narrower_themes_and_addresses_move_to_the_other_theme(carl: Any) -> None:
    only, both = factories.published("only"), factories.published("both")
    old, new = Theme.objects.get(slug="test-theme"), factories.theme("new-theme")
    factories.theme("child", parent=old)
    noting = factories.theme("noting", elsewhere=[{"theme": "test-theme", "words": "the rest"}])
    both.themes.add(new)
    found = plan(old, new)
    assert found.lines == ["2 practices move.", "1 of them stands in both already.", "1 narrower theme moves."]
    merge(old, new, carl)
    assert set(Practice.objects.filter(themes=new, primary_theme=new)) == {only, both}
    assert Theme.objects.get(slug="child").parent == new
    noting.refresh_from_db()
    assert noting.elsewhere == [{"theme": "new-theme", "words": "the rest"}]
    response = Client().get("/themes/test-theme/")
    assert (response.status_code, response["Location"]) == (301, "/themes/new-theme/")
    assert not SearchEntry.objects.filter(kind="theme", slug="test-theme").exists()
    assert LogEntry.objects.about("theme", "test-theme").get(action="merge").after == {"into": "new-theme"}
    assert LogEntry.objects.about("theme", *names_of(new)).filter(action="merge").count() == 2


def test_versions_stay_as_they_were_and_can_be_gone_back_to(carl: Any) -> None:
    practice = factories.published()
    text = PracticeText.objects.get(practice=practice)
    text.title = "Another title"
    publish(text, by=None, note="Again.")
    before = list(Revision.objects.filter(practice=practice).values("content", "html"))
    new = factories.theme("new-theme")
    merge(Theme.objects.get(slug="test-theme"), new, carl)
    assert list(Revision.objects.filter(practice=practice).values("content", "html")) == before
    assert revert(practice, "en", 1, by=carl).content["themes"] == ["new-theme"]
    page = Client().get("/practices/test-practice/compare/1..3/").content.decode()
    assert "Main theme" not in page


def test_saving_after_a_merge_is_no_change_of_theme(carl: Any) -> None:
    practice = factories.published()
    merge(Theme.objects.get(slug="test-theme"), factories.theme("new-theme"), carl)
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(PracticeText.objects.get(practice=practice), by=None, note="The same.")


def test_an_open_proposal_that_names_a_merged_theme_still_merges(carl: Any) -> None:
    practice, third = factories.published(), factories.theme("third")
    content = offers.changed(practice, themes=["test-theme", "third"])
    proposal = offers.submitted(cast.esra(), practice, content)
    merge(Theme.objects.get(slug="test-theme"), factories.theme("new-theme"), carl)
    merge(third, factories.theme("fourth"), carl)
    accepted = offers.accepted(proposal, carl)
    assert accepted.state == "accepted"
    assert set(practice.themes.values_list("slug", flat=True)) == {"new-theme", "fourth"}
    assert "with great care" in offers.live(practice).content["body"]


def test_a_proposal_merges_whether_its_theme_is_renamed_before_or_after_another_publication(carl: Any) -> None:
    practice = factories.published()
    proposal = offers.submitted(cast.esra(), practice)
    rename(Theme.objects.get(slug="test-theme"), "renamed", by=carl)
    text = PracticeText.objects.get(practice=practice)
    text.title = "Another title"
    publish(text, by=carl, note="Meanwhile.")
    proposal.refresh_from_db()
    assert not proposal.overlaps
    assert offers.accepted(proposal, carl).state == "accepted"
    assert offers.live(practice).content["primary_theme"] == "renamed"


def test_a_theme_with_narrower_ones_does_not_go_under_another(carl: Any) -> None:
    old, parent = factories.theme("old"), factories.theme("parent")
    child, _ = factories.theme("child", parent=parent), factories.theme("other", parent=old)
    with pytest.raises(Refused, match="nest one level"):
        merge(old, child, carl)
    merge(parent, child, carl)
    child.refresh_from_db()
    assert child.parent is None


def test_what_is_not_as_the_preview_said_is_refused(carl: Any) -> None:
    old, new = factories.theme("old"), factories.theme("new-theme")
    seen = plan(old, new).seen
    Theme.objects.filter(pk=new.pk).update(summary="Changed.")
    with pytest.raises(Stale):
        unite(old, new, by=carl, seen=seen)
    with pytest.raises(Refused, match="same kind"):
        merge(old, old, carl)
    with pytest.raises(Refused, match="curator"):
        merge(old, new, cast.esra())
    assert Theme.objects.filter(slug="old").exists()


def test_a_merge_that_fails_half_way_leaves_everything_as_it_was(carl: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = factories.published()
    old, new = Theme.objects.get(slug="test-theme"), factories.theme("new-theme")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the light went out")

    monkeypatch.setattr(uniting, "record", broken)
    with pytest.raises(RuntimeError):
        merge(old, new, carl)
    assert list(practice.themes.all()) == [old]
    assert not FormerSlug.objects.filter(slug="test-theme").exists()


# Sources


@pytest.fixture
def twins(carl: Any) -> tuple[Source, Source]:
    """Two records of one source: ¶1 and ¶2 are in both, Annex is in the first only; a practice cites both."""
    one, two = factories.source("one"), factories.source("two")
    SourcePassage.objects.create(source=one, label="Annex", anchor="p2-annex", order=3, text="The annex.")
    SourcePassage.objects.filter(source=two, label="¶1").update(text="Better words.")
    Source.objects.filter(pk=one.pk).update(url="https://example.org/one")
    body = factories.body("the work", "one").replace("It helps people change. [@one, ¶1]", "It helps. [@two, ¶2]")
    factories.published("citing", body=body.replace("Do the work", "See the annex [@one, Annex]. Do the work"))
    return Source.objects.get(pk=one.pk), Source.objects.get(pk=two.pk)


def test_citations_and_places_lead_to_the_source_that_stays(twins: tuple[Source, Source], carl: Any) -> None:
    one, two = twins
    published = Revision.objects.get(practice__slug="citing")
    before = Citation.objects.filter(practice=published.practice).count()
    found = plan(one, two)
    assert found.twins == [("¶1", "Passage 1.", "Better words.")]
    assert found.lines[1:] == ["1 place moves.", "2 places are in both."]
    merge(one, two, carl)
    citations = Citation.objects.filter(practice=published.practice)
    assert citations.count() == before
    assert {citation.source for citation in citations} == {two}
    assert sorted(two.passages.values_list("label", flat=True)) == ["Annex", "¶1", "¶2"]
    assert PracticeText.objects.get(practice__slug="citing").source_count == 1
    two.refresh_from_db()
    assert two.url == "https://example.org/one"
    page = Client().get("/practices/citing/").content.decode()
    assert "/sources/two/" in page
    assert "/sources/one/" not in page


def test_published_texts_keep_the_old_key_and_it_goes_on_meaning_the_source(
    twins: tuple[Source, Source], carl: Any
) -> None:
    merge(*twins, carl)
    revision = Revision.objects.get(practice__slug="citing")
    assert "[@one, Annex]" in revision.content["body"]
    assert [cited.source.slug for cited in cited_sources(revision)] == ["two"]
    text = PracticeText.objects.get(practice__slug="citing")
    text.title = "Cites the old key still"
    publish(text, by=carl, note="Again.")
    assert Client().get("/sources/one/")["Location"] == "/sources/two/"
    assert not findings()


def test_an_older_version_names_its_sources_under_their_numbers(twins: tuple[Source, Source], carl: Any) -> None:
    text = PracticeText.objects.get(practice__slug="citing")
    text.title = "A second version"
    publish(text, by=carl, note="Again.")
    html = Revision.objects.get(practice__slug="citing", number=1).html
    merge(*twins, carl)
    old = Revision.objects.get(practice__slug="citing", number=1)
    assert old.html == html
    assert [(cited.number, cited.source.slug) for cited in cited_sources(old)] == [(1, "two"), (2, "two")]


# Terms and the thesaurus


def test_uses_and_labels_lead_to_the_term_that_stays(carl: Any) -> None:
    one = Term.objects.create(slug="okapi", name="okapi", definition="A shy animal.")
    two = Term.objects.create(slug="giraffe", name="forest giraffe", definition="A shy animal.")
    for term, text in ((one, "okapi (f)"), (two, "girafe")):
        TermLabel.objects.create(term=term, language="fr", kind="translation", text=text)
    concept = Concept.objects.create(slug="animals", name="animals", labels=["beast"], term=one)
    body = factories.body().replace("It helps", "See [[term:okapi]] and [[term:giraffe]]. It helps")
    factories.published(body=body)
    merge(one, two, carl)
    assert {(x.language, x.kind, x.text) for x in two.labels.all()} == {
        ("fr", "translation", "girafe"),
        ("fr", "alternate", "okapi (f)"),
        ("en", "synonym", "okapi"),
    }
    assert TermUse.objects.filter(term=two).count() == 1
    concept.refresh_from_db()
    assert concept.term == two
    assert Client().get("/glossary/okapi/")["Location"] == "/glossary/giraffe/"
    assert "/glossary/okapi/" not in Client().get("/practices/test-practice/").content.decode()


def test_two_entries_of_the_thesaurus_become_one(carl: Any) -> None:
    one = Concept.objects.create(slug="zebras", name="zebras", labels=["stripes", "zebra"], practices=[1])
    two = Concept.objects.create(slug="horses", name="horses", labels=["stripes"], practices=[2])
    assert plan(one, two).lines == ["1 everyday word moves.", "1 practice is added."]
    merge(one, two, carl)
    two.refresh_from_db()
    assert (two.labels, two.practices) == (["stripes", "zebra", "zebras"], [2, 1])
    assert not Concept.objects.filter(slug="zebras").exists()


# Whatever the order


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), st.sampled_from("abc"), st.sampled_from("uvwxyz")),
        st.tuples(st.just("merge"), st.sampled_from("abc"), st.sampled_from("abc")),
    ),
    max_size=6,
)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


class WhateverIsRenamedAndMerged(TestCase):
    """Three of a kind, renamed and merged in any order: every address they ever had leads on, nothing is lost."""

    def run_steps(self, rows: dict[str, Any], steps: list[tuple[str, str, str]]) -> set[str]:
        """Does the steps on the rows that are left; all slugs there ever were."""
        ever, carl = {row.slug for row in rows.values()}, cast.carl()
        for act, one, other in steps:
            if one not in rows:
                continue
            if act == "rename":
                try:
                    rename(rows[one], f"slug-{other}", by=carl)
                except Refused:
                    continue
                ever.add(f"slug-{other}")
            elif other in rows and one != other:
                merge(rows[one], rows[other], carl)
                del rows[one]
                rows[other].refresh_from_db()
        return ever

    def assert_addresses_lead(self, path: str, slugs: set[str]) -> None:
        for slug in slugs:
            assert self.client.get(f"/{path}/{slug}/", follow=True).status_code == 200, slug

    @FEW
    @given(STEPS)
    def test_themes(self, steps: list[tuple[str, str, str]]) -> None:
        rows = {name: factories.theme(f"theme-{name}") for name in "abc"}
        practices = {}
        for name, theme in rows.items():
            practices[name] = factories.published(f"practice-{name}")
            practices[name].themes.add(theme)
        ever = self.run_steps(rows, steps)
        self.assert_addresses_lead("themes", ever)
        for practice in practices.values():
            assert practice.themes.filter(pk__in=[row.pk for row in rows.values()]).count() == 1

    @FEW
    @given(STEPS)
    def test_sources(self, steps: list[tuple[str, str, str]]) -> None:
        rows = {name: factories.source(f"source-{name}") for name in "abc"}
        for name in rows:
            factories.published(f"practice-{name}", body=factories.body("the work", f"source-{name}"))
        before = Citation.objects.count()
        ever = self.run_steps(rows, steps)
        self.assert_addresses_lead("sources", ever)
        assert Citation.objects.count() == before
        assert not findings()
        for revision in Revision.objects.filter(practice__slug__startswith="practice-"):
            assert len(cited_sources(revision)) == 1

    @FEW
    @given(STEPS)
    def test_terms(self, steps: list[tuple[str, str, str]]) -> None:
        rows = {n: Term.objects.create(slug=f"term-{n}", name=f"term {n}", definition="Made up.") for n in "abc"}
        for name in rows:
            text = factories.body().replace("It helps", f"See [[term:term-{name}]]. It helps")
            factories.published(f"practice-{name}", body=text)
        ever = self.run_steps(rows, steps)
        self.assert_addresses_lead("glossary", ever)
        assert TermUse.objects.filter(term__in=rows.values(), practice__slug__startswith="practice-").count() == 3
        assert not findings()


def test_an_edition_says_the_same_after_all_of_this(carl: Any, twins: tuple[Source, Source]) -> None:
    theme = Theme.objects.get(slug="test-theme")
    edition = issue("Second edition", "As it was.", by=carl, seen=state_of(list(live_revisions("en"))))
    path = edition.get_absolute_url()
    before = Client().get(path).content
    merge(*twins, carl)
    merge(theme, factories.theme("new-theme", hue="ic"), carl)
    rename(Practice.objects.get(slug="citing"), "citing-now", by=carl)
    keeping.order_practices(Theme.objects.get(slug="new-theme"), [3, 1], by=carl, seen=keeping.fingerprint(
        Theme.objects.get(slug="new-theme")))  # fmt: skip
    text = PracticeText.objects.get(practice__slug="citing-now")
    text.title = "Says something else"
    publish(text, by=carl, note="Later.")
    assert Client().get(path).content == before
