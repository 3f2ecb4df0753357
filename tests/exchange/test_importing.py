"""A collection goes out and comes in: the same bytes, one revision for each change, all or nothing."""

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.exchange.importing import carry_out
from practices.exchange.planning import make_plan
from practices.models import (
    FormerSlug,
    LogEntry,
    Practice,
    PracticeQuestion,
    PracticeText,
    Revision,
    SearchEntry,
    Source,
    SourcePassage,
    Term,
    TermLabel,
)
from practices.workflow.errors import Refused
from practices.workflow.naming import rename
from practices.workflow.publication import publish
from practices.workflow.withdrawal import withdraw
from tests import factories
from tests.exchange.collections import bring_in, changed, contents, the, wipe, written

pytestmark = pytest.mark.django_db
FORMS = ["one.json", "folder"]
ROBUST = 33


def everything() -> None:
    """Beside the first edition: a draft, a withdrawn practice with a successor, a translation, former addresses."""
    rename(Practice.objects.get(number=1), "standards-first", by=None)
    rename(Term.objects.get(slug="disengagement"), "leaving", by=None)
    factories.text("a-draft", body="Not\r\nfinished.\n---\n# x")
    Practice.objects.filter(slug="a-draft").update(status="draft", owner_role="Legal adviser")
    gone = factories.published("gone")
    withdraw(gone, reason="Replaced: see the other.", successor=Practice.objects.get(number=3), by=None)
    text = factories.text("gone", "ar", title="بناء الثقة", key_message="ابدأ بالثقة.", body=factories.body("العمل"))
    publish(text, by=None, note="In Arabic.")


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_out_comes_in_and_goes_out_the_same(tmp_path: Path, form: str) -> None:
    everything()
    place = written(tmp_path, form)
    again = make_plan(place)
    assert (again.steps, again.kept, again.only_here) == ([], [], 0), "into the same portal nothing changes"
    before = {text.practice.number: text.live_revision for text in PracticeText.objects.live().filter(language="en")}
    wipe()
    bring_in(place)
    assert contents(written(tmp_path, f"again-{form}")) == contents(place)
    for text in PracticeText.objects.live().filter(language="en").select_related("live_revision", "practice"):
        old, new = before[text.practice.number], text.live_revision
        assert old
        assert new
        assert (new.content, new.number) == (old.content, 1)


def test_a_portal_made_from_a_file_reads_and_searches_as_the_one_it_came_from(tmp_path: Path) -> None:
    def seen() -> list[list[str]]:
        texts = PracticeText.objects.values_list("practice__number", "language", "title", "source_count")
        links = Practice.objects.values_list("number", "links__target__number", "links__kind", "links__paragraph")
        cited = Practice.objects.values_list("number", "citations__passage__label", "citations__paragraph")
        entries = SearchEntry.objects.values_list("kind", "key", "language", "terms_body", "terms_labels")
        pages = Revision.objects.values_list("practice__number", "html", "outline")
        return [sorted(map(str, rows)) for rows in (texts, links, cited, entries, pages)]

    place = written(tmp_path)
    before = seen()
    wipe()
    bring_in(place)
    assert seen() == before


def test_a_changed_practice_is_one_revision_and_one_line_and_the_others_none(tmp_path: Path) -> None:
    place = written(tmp_path)
    text = the(place, "practices", ROBUST)["texts"][0]
    changed(place, "practices", ROBUST, texts=[text | {"title": "Go on caring"}])
    before = Revision.objects.count(), LogEntry.objects.count()
    plan = bring_in(place, note="From the spring review.")
    assert [str(step) for step in plan.changed] == [f"{place.name}, practices 33 (practice P-33): title (en)"]
    live = Practice.objects.get(number=ROBUST).texts.get().live_revision
    assert live
    assert (live.number, live.title, live.note) == (2, "Go on caring", "From the spring review.")
    assert (Revision.objects.count(), LogEntry.objects.count()) == (before[0] + 1, before[1] + 1)
    assert SearchEntry.objects.get(key="P-33").title == "Go on caring"


def test_pages_that_show_a_changed_title_are_made_anew(tmp_path: Path) -> None:
    here = factories.published("here", body=factories.body().replace("It helps", "See [[robust-aftercare]]. It helps"))
    place = written(tmp_path)
    text = the(place, "practices", ROBUST)["texts"][0]
    changed(place, "practices", ROBUST, texts=[text | {"title": "Go on caring"}])
    bring_in(place)
    live = here.texts.get().live_revision
    assert live
    assert (live.number, "Go on caring" in live.html) == (1, True)


def test_what_is_no_text_is_changed_with_a_line_that_says_from_what_to_what(tmp_path: Path) -> None:
    place = written(tmp_path)
    questions = the(place, "practices", ROBUST)["questions"]
    changed(place, "practices", ROBUST, review_by="2030-01-31", questions=[*questions[1:], "Who helps then?"])
    changed(place, "glossary", "disengagement", note="A new note.")
    before = Revision.objects.count()
    bring_in(place)
    assert Revision.objects.count() == before
    assert str(Practice.objects.get(number=ROBUST).review_by) == "2030-01-31"
    kept = set(PracticeQuestion.objects.filter(practice__number=ROBUST).values_list("text", flat=True))
    assert kept == {*questions[1:], "Who helps then?"}
    line = LogEntry.objects.about("term", "disengagement").get(action="change")
    assert (line.after, line.actor_name) == ({"note": "A new note."}, "import of a collection")
    assert LogEntry.objects.about("practice", "P-33").get(action="change").after["review_by"] == "2030-01-31"


def test_a_new_address_in_the_file_leaves_the_old_one_leading_there(tmp_path: Path) -> None:
    place = written(tmp_path)
    changed(place, "practices", ROBUST, slug="care-after", former_slugs=["robust-aftercare"])
    bring_in(place)
    assert Practice.objects.get(number=ROBUST).slug == "care-after"
    assert set(FormerSlug.objects.values_list("kind", "slug")) == {("practice", "robust-aftercare")}
    assert make_plan(place).steps == []


def test_a_withdrawn_practice_comes_in_withdrawn_and_out_of_the_search(tmp_path: Path) -> None:
    place = written(tmp_path)
    state = {"status": "withdrawn", "withdrawn_on": "2026-12-01", "withdrawn_reason": "Outdated.", "successor": 3}
    changed(place, "practices", ROBUST, **state)
    bring_in(place)
    row = Practice.objects.get(number=ROBUST)
    assert (row.status, row.withdrawn_reason, row.successor and row.successor.number) == ("withdrawn", "Outdated.", 3)
    assert not SearchEntry.objects.filter(key="P-33").exists()


def test_what_is_only_here_is_left_alone(tmp_path: Path) -> None:
    place = written(tmp_path)
    mine = factories.published("mine")
    assert make_plan(place).only_here == 3, "the practice, its source and its theme"
    bring_in(place)
    mine.refresh_from_db()


def test_a_change_between_plan_and_import_stops_it(tmp_path: Path) -> None:
    place = written(tmp_path)
    changed(place, "glossary", "disengagement", note="A new note.")
    plan = make_plan(place)
    factories.theme("somebody-was-quicker")
    with pytest.raises(Refused, match="changed after the plan was made"):
        carry_out(plan)
    assert Term.objects.get(slug="disengagement").note != "A new note."


def test_a_text_that_was_not_waited_for_stops_the_import_with_every_reason(tmp_path: Path) -> None:
    place = written(tmp_path)
    for number in (3, ROBUST):
        text = the(place, "practices", number)["texts"][0]
        changed(place, "practices", number, texts=[text | {"body": "Only this."}])
    changed(place, "glossary", "disengagement", note="A new note.")
    plan = make_plan(place, wait=False)
    with pytest.raises(Refused) as refused:
        carry_out(plan)
    told = "\n".join(refused.value.reasons)
    assert f"{place.name}, practices 3 (practicetext 3 en): the body needs the sections" in told
    assert f"{place.name}, practices 33 (practicetext 33 en): the body needs the sections" in told
    assert Term.objects.get(slug="disengagement").note != "A new note."
    with pytest.raises(Refused) as refused:
        make_plan(place)
    assert "\n".join(refused.value.reasons) == told


def test_a_refusal_late_in_the_import_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = written(tmp_path)
    wipe()
    before = LogEntry.objects.count()
    monkeypatch.setattr("practices.workflow.loading._index", lambda *_: (_ for _ in ()).throw(Refused("Not now.")))
    with pytest.raises(Refused, match="Not now"):
        bring_in(place)
    assert (Practice.objects.count(), Source.objects.count(), LogEntry.objects.count()) == (0, 0, before)


ODD = [
    "---",
    "No",
    "1e3",
    "2026-11-24",
    "null",
    "~",
    "- a",
    "a: b",
    "# x",
    "'",
    '"',
    "\\",
    "{{",
    "!!python/none",
    "&a *a",
]
TEXTS = st.one_of(
    st.sampled_from(
        [*ODD, " lead", "trail ", "\n---\n", "\r\n", "a\rb", "بناء الثقة", "激进化", "e\u0301", "\u2028", "\ufeffx"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40),
).filter(lambda text: text.strip() and len(text.strip(" ")) > 0)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=12, max_size=12), st.sampled_from(FORMS))
def test_whatever_people_write_comes_back_as_they_wrote_it(tmp_path: Path, words: list[str], form: str) -> None:
    folder = tmp_path / str(hash(tuple(words)))
    folder.mkdir(exist_ok=True)
    with transaction.atomic():
        wipe()
        practice = factories.text("odd", title=words[0], key_message=words[1], body=words[2], related=[]).practice
        Practice.objects.filter(pk=practice.pk).update(status="draft", owner_role=words[3], withdrawn_reason=words[4])
        PracticeQuestion.objects.create(practice=practice, text=words[5])
        PracticeText.objects.create(practice=practice, language="zh", title=words[6], key_message="x", body=words[7])
        term = Term.objects.create(slug="odd", name=words[8], definition=words[9])
        TermLabel.objects.create(term=term, language="ar", kind="translation", text=words[10])
        SourcePassage.objects.update(heading=words[11])
        place = written(folder, form)
        assert make_plan(place).steps == []
        wipe()
        bring_in(place)
        assert contents(written(folder, f"again-{form}")) == contents(place)
        transaction.set_rollback(True)
