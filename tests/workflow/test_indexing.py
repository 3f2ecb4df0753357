"""The index follows the content in the same transaction; written anew as a whole, it says the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from practices.models import Actor, Concept, EntryKind, Practice, PracticeText, SearchEntry, Source, Term, Theme
from practices.search.checks import index_agrees
from practices.search.find import find
from practices.workflow import indexing, repair
from practices.workflow.indexing import index_record, rebuild
from practices.workflow.naming import rename
from practices.workflow.publication import publish, review
from practices.workflow.withdrawal import restore, withdraw
from tests import factories
from tests.search import index_state, numbers

pytestmark = pytest.mark.django_db


def entry(slug: str) -> SearchEntry:
    return SearchEntry.objects.get(kind=EntryKind.PRACTICE, slug=slug)


def zebra(**fields: Any) -> Practice:
    """A published practice whose theme and source are in the index too."""
    practice = factories.published("zebra", **fields)
    for row in (factories.theme(), factories.source()):
        index_record(row)
    return practice


def text_of(practice: Practice) -> PracticeText:
    return PracticeText.objects.get(practice=practice, language="en")


class Undone(Exception):
    pass


def test_a_published_text_is_found_at_once() -> None:
    practice = zebra(key_message="Mind the quagga.")
    assert numbers("quagga") == [practice.number]


def test_a_publication_that_is_rolled_back_leaves_no_trace() -> None:
    before = index_state()

    def in_vain() -> None:
        with transaction.atomic():
            factories.published("zebra", key_message="Mind the quagga.")
            assert numbers("quagga")
            raise Undone

    with pytest.raises(Undone):
        in_vain()
    assert index_state() == before
    assert find("quagga").total == 0


def test_a_new_version_replaces_the_old_one() -> None:
    text = text_of(zebra(key_message="Mind the quagga."))
    text.key_message = "Mind the okapi."
    publish(text, by=None, note="Another animal.")
    assert numbers("okapi") == [text.practice.number]
    assert find("quagga", exact=True).total == 0
    assert SearchEntry.objects.filter(kind=EntryKind.PRACTICE, slug="zebra").count() == 1


def test_what_is_withdrawn_goes_and_what_is_restored_comes_back() -> None:
    practice = zebra(key_message="Mind the quagga.")
    before = index_state()
    withdraw(practice, reason="For a test.", by=None)
    assert find("quagga", exact=True).total == 0
    assert find(practice.code).total == 0
    restore(practice, by=None, note="Back.")
    assert numbers("quagga") == [practice.number]
    assert index_state() == before


def test_a_rename_changes_the_address() -> None:
    practice = zebra()
    rename(practice, "quagga", by=None)
    assert entry("quagga").url == "/practices/quagga/"
    assert not SearchEntry.objects.filter(slug="zebra").exists()


def test_a_review_shows_its_date() -> None:
    practice = zebra()
    assert entry("zebra").shown["reviewed"] == ""
    review(practice, by=None, review_by=None)
    assert entry("zebra").shown["reviewed"] != ""


def edit() -> None:
    text = text_of(zebra())
    text.body = text.body.replace("care", "zeal and IDs, ids")
    publish(text, by=None, note="Zeal.")


def retitle_a_neighbour() -> None:
    """The page that links here shows the new title, so it is found by it."""
    practice = zebra()
    other = factories.published("okapi", body=factories.body("See [[zebra]]"))
    text = text_of(practice)
    text.title = "Mind the quagga"
    publish(text, by=None, note="Title.")
    assert set(numbers("quagga")) == {practice.number, other.number}


def change(model: Any, slug: str, **fields: Any) -> Callable[[], None]:
    def act() -> None:
        row = model.objects.get(slug=slug)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        index_record(row)

    act.__name__ = f"change_{model.__name__}"
    return act


def change_slug(model: Any, slug: str) -> Callable[[], None]:
    def act() -> None:
        rename(model.objects.get(slug=slug), "another-name", by=None)
        assert not SearchEntry.objects.filter(kind=model.__name__.lower(), slug=slug).exists()

    act.__name__ = f"rename_{model.__name__}"
    return act


def drop_a_place() -> None:
    zebra()
    factories.source("quagga-source")
    source = Source.objects.get(slug="quagga-source")
    index_record(source)
    source.passages.all()[0].delete()
    index_record(source)


def add_and_drop_a_term() -> None:
    term = Term.objects.create(slug="quagga", name="Quagga", definition="An animal.")
    term.labels.create(language="fr", kind="synonym", text="couagga")
    index_record(term)
    assert find("couagga").added
    withdraw_row(term)
    assert not find("couagga").added


def withdraw_row(row: Any) -> None:
    texts = indexing.texts_showing(row)
    row.delete()
    indexing.forget_record(row, texts)


def drop_a_concept() -> None:
    assert find("shrink").added
    withdraw_row(Concept.objects.get(slug="psychologists"))
    assert not find("shrink").added


def drop_an_actor() -> None:
    withdraw_row(Actor.objects.filter(practices__isnull=False)[0])


def add_a_concept() -> None:
    practice = zebra()
    concept = Concept.objects.create(slug="stripes", name="stripes", labels=["stripy"], practices=[practice.number, 3])
    index_record(concept)
    assert numbers("stripy")[0] == practice.number
    concept.practices = [3]
    concept.save()
    index_record(concept)
    assert numbers("stripy") == [3]


def ask_a_question() -> None:
    practice = zebra()
    practice.questions.create(text="Where do quaggas sleep?")
    index_record(practice)
    assert numbers("quaggas") == [practice.number]


def parent() -> Theme:
    return Theme.objects.filter(children__isnull=False).distinct()[0]


def rename_a_parent_theme() -> None:
    change(Theme, parent().slug, name="Quagga theme", summary="Stripes.")()
    labels = {label for (_, label) in find("prison").facet_counts["theme"]}
    assert "Quagga theme" in labels


CHANGES = [
    edit,
    retitle_a_neighbour,
    change(Theme, "aftercare", name="Quagga theme"),
    change(Actor, "psychologists", name="Quaggas"),
    change(Source, "rome-memorandum", short_title="Quagga", summary="Stripes."),
    change(Term, "disengagement", name="Quagga"),
    change(Concept, "psychologists", labels=["quagga"]),
    change_slug(Theme, "aftercare"),
    change_slug(Source, "rome-memorandum"),
    change_slug(Term, "disengagement"),
    change_slug(Practice, "cognitive-skills"),
    rename_a_parent_theme,
    drop_a_place,
    add_and_drop_a_term,
    add_a_concept,
    drop_a_concept,
    drop_an_actor,
    ask_a_question,
]


@pytest.mark.parametrize("act", CHANGES, ids=lambda act: act.__name__)
def test_after_any_change_the_index_is_what_a_rebuild_would_make_it(act: Callable[[], None]) -> None:
    act()
    before = index_state()
    assert index_agrees(None, ["default"]) == []
    rebuild()
    after = index_state()
    for part, rows in after.items():
        assert before[part] == rows, part


def test_the_first_edition_was_indexed_whole() -> None:
    before = index_state()
    assert rebuild() == len(before["entries"])
    assert index_state() == before


def test_a_rebuild_mends_what_is_wrong() -> None:
    before = index_state()
    SearchEntry.objects.filter(number=1).delete()
    SearchEntry.objects.filter(number=2).update(title="Wrong", fingerprint="")
    SearchEntry.objects.create(kind=EntryKind.PRACTICE, key="P-9999", language="en", slug="gone", url="/", title="Gone")
    rebuild()
    assert index_state() == before
    assert numbers("P-01") == [1]


def test_a_rebuild_goes_in_batches_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 50)
    said: list[tuple[str, int, int]] = []
    total = rebuild(lambda *progress: said.append(progress))
    assert said[-1] == ("Indexing", total, total)
    assert len(said) == -(-total // 50)


def test_what_is_published_during_a_rebuild_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Practice] = []

    def meanwhile(doing: str, done: int, total: int) -> None:
        if not made:
            made.append(zebra(key_message="Mind the quagga."))

    rebuild(meanwhile)
    assert SearchEntry.objects.filter(number=made[0].number).exists()
    assert index_agrees(None, ["default"]) == []
    withdraw(made[0], reason="For a test.", by=None)


def test_deleting_in_the_administration_pages_is_followed(ada: Any) -> None:
    repair.delete(Concept.objects.get(slug="psychologists"), by=ada)
    before = index_state()
    rebuild()
    assert index_state() == before
