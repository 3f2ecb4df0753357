"""What an entry holds, and that everything that hangs on it comes and goes with it."""

import pytest

from practices.models import (
    Concept,
    EntryKind,
    Practice,
    PracticeQuestion,
    PracticeText,
    SearchEntry,
    SearchFacets,
    SearchLabel,
    SearchWord,
    Source,
    Term,
    Theme,
)
from practices.search import index, store
from practices.search.analysis import VERSION, as_term, term
from practices.search.backends import backend
from practices.search.backends.base import Match
from practices.search.find import find
from practices.workflow.indexing import rebuild
from tests import factories
from tests.search import index_state, numbers

pytestmark = pytest.mark.django_db


def entry(slug: str) -> SearchEntry:
    return SearchEntry.objects.get(kind=EntryKind.PRACTICE, slug=slug)


def facets(of: SearchEntry) -> set[tuple[str, str, str]]:
    parts = [line.split("\t") for line in of.facets.lines.splitlines() if line]
    return {(facet, value, label) for facet, value, label in parts}


def in_engine(word: str, *, practices: bool = True) -> list[int]:
    return store.matching(backend().selection(Match([([term(word)], [])]), practices=practices, limit=10))


def draft(slug: str) -> index.Draft:
    (found,) = index.practice_drafts(index.texts_to_index().filter(practice__slug=slug), index.concept_tokens())
    return found


def test_an_entry_has_all_that_a_line_of_results_shows() -> None:
    practice = factories.published("zebra", title="Mind the zebra")
    found = entry("zebra")
    assert (found.key, found.number, found.title, found.summary) == (
        practice.code,
        practice.number,
        "Mind the zebra",
        "Do it with care.",
    )
    assert found.url == practice.get_absolute_url()
    assert found.shown == {
        "code": practice.code,
        "hue": "cs",
        "theme": "Test theme",
        "phase": "In custody",
        "sources": 1,
        "reviewed": "",
    }
    assert [line.split("\t")[:3] for line in found.paragraphs.split("\n")] == [
        ["1", "the-practice", "The practice"],
        ["2", "why-it-matters", "Why it matters"],
        ["3", "how-to-apply-it", "How to apply it"],
        ["4", "limits-and-cautions", "Limits and cautions"],
    ]
    assert found.fingerprint == f"{VERSION}:{PracticeText.objects.get(practice=practice).live_revision_id}"


def test_words_are_kept_by_column_and_counted_between_blanks() -> None:
    factories.published("zebra", title="Mind the zebra", key_message="A quagga and a quagga.")
    found = entry("zebra")
    assert found.terms_title == " mind  the  zebra "
    assert found.terms_summary.count(f" {term('quagga')} ") == 2
    assert " care " in found.terms_body
    assert found.length == len(found.terms_body.split())


def test_questions_are_found_but_never_shown() -> None:
    practice = factories.published("zebra")
    PracticeQuestion.objects.create(practice=practice, text="Where do quaggas sleep?")
    index.write([draft("zebra")])
    assert f" {term('quaggas')} " in entry("zebra").terms_asked
    assert numbers("quaggas") == [practice.number]
    assert "quagga" not in str(entry("zebra").shown) + entry("zebra").paragraphs


def test_the_first_practice_of_a_concept_has_its_token_most_often() -> None:
    made = [factories.published(slug) for slug in ("zebra", "quagga", "okapi")]
    Concept.objects.create(slug="striped-animals", name="stripes", practices=[practice.number for practice in made])
    index.write([draft(slug) for slug in ("zebra", "quagga", "okapi")])
    counts = [entry(slug).terms_labels.count(" concept0stripedanimals ") for slug in ("zebra", "quagga", "okapi")]
    assert counts == list(index.PLACES)


def test_facets_name_what_is_shown_and_a_theme_counts_for_its_parent() -> None:
    practice = factories.published("zebra")
    practice.themes.add(Theme.objects.get(slug="aftercare"))
    child = Theme.objects.filter(parent__isnull=False).select_related("parent")[0]
    practice.themes.add(child)
    index.write([draft("zebra")])
    found = facets(entry("zebra"))
    assert ("phase", "custody", "In custody") in found
    assert ("source", "test-source", "Test guidance") in found
    assert {("theme", child.slug, child.name), ("theme", child.parent.slug, child.parent.name)} <= found
    assert {facet for facet, _, _ in found} == {"theme", "phase", "source", "basis"}


def test_sources_their_places_terms_and_themes_can_be_found_too() -> None:
    source = factories.source("zebra-source")
    index.write(index.source_drafts(source))
    keys = SearchEntry.objects.filter(kind=EntryKind.SOURCE, slug="zebra-source").values_list("key", "url")
    assert sorted(keys) == [
        ("zebra-source", "/sources/zebra-source/"),
        ("zebra-source#p1", "/sources/zebra-source/#p1"),
        ("zebra-source#p2", "/sources/zebra-source/#p2"),
    ]
    made = Term.objects.create(slug="quagga", name="Quagga", definition="An animal.")
    made.labels.create(language="fr", kind="synonym", text="couagga")
    made.labels.create(language="en", kind="abbreviation", text="QG", ambiguous=True)
    index.write([index.term_draft(made), index.theme_draft(factories.theme("okapi-theme"))])
    labels = SearchEntry.objects.get(kind=EntryKind.TERM, slug="quagga").terms_labels
    assert term("couagga", "fr") in labels
    assert " qg " not in labels
    assert SearchEntry.objects.get(kind=EntryKind.THEME, slug="okapi-theme").title == "Okapi theme"


def test_everything_of_the_first_edition_is_there() -> None:
    kinds = [EntryKind.PRACTICE, EntryKind.TERM, EntryKind.THEME]
    rows = [Practice.objects.filter(status="published"), Term.objects.all(), Theme.objects.all()]
    for kind, expected in zip(kinds, rows, strict=True):
        assert SearchEntry.objects.filter(kind=kind).count() == expected.count() > 0
    sources = SearchEntry.objects.filter(kind=EntryKind.SOURCE)
    assert set(sources.values_list("slug", flat=True)) == set(Source.objects.values_list("slug", flat=True))


def test_writing_twice_is_writing_once() -> None:
    factories.published("zebra")
    before, found = index_state(), entry("zebra").pk
    assert index.write([draft("zebra")]) == [found]
    assert index_state() == before
    assert in_engine("zebra") == [found]


def test_erasing_takes_everything_along() -> None:
    before = index_state()
    practice = factories.published("zebra")
    assert in_engine("zebra") == [entry("zebra").pk]
    gone = entry("zebra").pk
    index.erase(EntryKind.PRACTICE, [practice.code])
    assert index_state() == before
    assert in_engine("zebra") == []
    assert not SearchFacets.objects.filter(entry=gone).exists()
    index.erase(EntryKind.PRACTICE, ["P-9999"])
    assert index_state() == before


def test_words_are_counted_by_practices_not_by_times() -> None:
    factories.published("zebra", key_message="Zebra zebra zebra.")
    factories.published("quagga", key_message="A zebra.")
    assert SearchWord.objects.get(language="en", word="zebra").entries == 2
    assert SearchWord.objects.get(language="en", word=as_term(term("zebra"))).entries == 2
    total = SearchWord.objects.get(language="en", word=as_term(""))
    assert total.entries == SearchEntry.objects.filter(kind=EntryKind.PRACTICE).count()


def test_an_abbreviation_in_the_plural_beside_its_lower_case_does_no_harm() -> None:
    factories.published("zebra", key_message="Show the IDs of the ids.")
    assert numbers("zebra") == [entry("zebra").number]


def test_counts_that_are_behind_never_stop_a_publication() -> None:
    practice = factories.published("zebra")
    SearchWord.objects.update(entries=0)
    index.erase(EntryKind.PRACTICE, [practice.code])
    assert not SearchWord.objects.filter(entries__lt=0).exists()


def test_other_languages_have_entries_of_their_own() -> None:
    practice = factories.published("zebra")
    factories.published("zebra", language="fr", title="Le zèbre", body=factories.body("zebra").replace("care", "soin"))
    found = SearchEntry.objects.filter(kind=EntryKind.PRACTICE, key=practice.code)
    assert {row.language: row.terms_title for row in found} == {"en": " try  zebra ", "fr": " fr0le  fr0zebr "}
    assert SearchWord.objects.get(language="fr", word=as_term("")).entries == 1


def test_a_translation_is_not_found_by_who_reads_english() -> None:
    practice = factories.published("zebra", language="fr", title="Le zèbre")
    Concept.objects.create(slug="stripes", name="stripes", practices=[practice.number])
    rebuild()
    assert numbers("stripes") == []
    assert numbers(practice.code) == []
    factories.published("zebra")
    assert numbers("stripes") == numbers(practice.code) == [practice.number]
    assert find(practice.code).hits[0].entry.title == "Try zebra"


def test_labels_are_known_as_they_are_and_without_their_function_words() -> None:
    Concept.objects.create(slug="zebra", name="zebra", labels=["crossing of the zebra"], words=["quagga", "zebra"])
    index.write_labels()
    rows = SearchLabel.objects.filter(token="concept0zebra")
    keys = {row.text: set() for row in rows} | {}
    for row in rows:
        keys[row.text].add(row.key)
    assert keys == {"zebra": {"zebra"}, "crossing of the zebra": {"cross of the zebra", "cross zebra"}}
    assert {tuple(map(tuple, row.words)) for row in rows if row.text == "zebra"} == {(("quagga",),)}
    known = SearchWord.objects.get(language="en", word="crossing")
    assert known.entries == 0


def test_labels_that_go_take_their_words_along() -> None:
    before = index_state()
    made = Concept.objects.create(slug="zebra", name="zebra", labels=["quagga"])
    index.write_labels()
    assert index_state() != before
    made.delete()
    index.write_labels()
    assert index_state() == before
