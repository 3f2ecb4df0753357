"""The plan of an import: what it would change, and why it cannot."""

import json
from pathlib import Path

import pytest

from practices.exchange.planning import FILE, HERE, Plan, make_plan, state
from practices.models import Practice, Term
from practices.workflow.errors import Refused
from practices.workflow.naming import rename
from practices.workflow.publication import publish
from tests import factories
from tests.exchange.collections import bring_in, changed, the, written

pytestmark = pytest.mark.django_db
ROBUST = 33


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return written(tmp_path)


def retitled(place: Path, title: str) -> None:
    text = the(place, "practices", ROBUST)["texts"][0]
    changed(place, "practices", ROBUST, texts=[text | {"title": title}])


def changed_here(title: str = "Changed here") -> None:
    text = Practice.objects.get(number=ROBUST).texts.get()
    text.title = title
    publish(text, by=None, note="Here.")


def refusal(place: Path, prefer: str = "") -> str:
    with pytest.raises(Refused) as refused:
        make_plan(place, prefer)
    return "\n".join(refused.value.reasons)


def numbers(plan: Plan) -> tuple[int, int, int]:
    return len(plan.added), len(plan.changed), len(plan.kept)


def test_a_plan_names_what_is_added_and_which_fields_change(place: Path) -> None:
    changed(place, "glossary", "disengagement", note="New.")
    retitled(place, "New")
    extra = the(place, "themes", "aftercare") | {"slug": "new-theme", "base": "", "former_slugs": []}
    whole = place.read_text(encoding="utf-8")
    place.write_text(whole.replace('"themes": [', f'"themes": [{json.dumps(extra)}, ', 1), encoding="utf-8")
    plan = make_plan(place)
    assert [str(step) for step in plan.added] == ["one.json, themes 1 (theme new-theme)"]
    assert [step.fields for step in plan.changed] == [["note"], ["title (en)"]]


def test_what_changed_here_since_the_file_was_written_is_a_conflict(place: Path) -> None:
    changed_here()
    assert "practice P-33): changed here since the file was written: title (en)" in refusal(place)
    assert numbers(make_plan(place, HERE)) == (0, 0, 1)
    assert numbers(make_plan(place, FILE)) == (0, 1, 0)


def test_whose_words_are_taken_is_for_people_to_say(place: Path) -> None:
    retitled(place, "Changed in the file")
    changed_here()
    before = state()
    refusal(place)
    bring_in(place, HERE)
    assert state() == before
    bring_in(place, FILE)
    assert Practice.objects.get(number=ROBUST).texts.get().title == "Changed in the file"


def test_the_same_change_on_both_sides_is_none(place: Path) -> None:
    retitled(place, "The same")
    changed_here("The same")
    assert numbers(make_plan(place)) == (0, 0, 0)


def test_a_number_that_another_practice_has_is_taken(place: Path) -> None:
    changed(place, "practices", ROBUST, slug="quite-another")
    assert "number 33 is taken by robust-aftercare" in refusal(place, FILE)


def test_an_address_that_another_page_has_or_had_is_taken(place: Path) -> None:
    changed(place, "practices", ROBUST, number=933)
    assert "practice P-933): the address robust-aftercare is taken, or was once used, by P-33" in refusal(place, FILE)


def test_a_thing_renamed_here_is_still_the_same(place: Path) -> None:
    rename(Practice.objects.get(number=ROBUST), "care-after", by=None)
    assert "changed here since" in refusal(place)
    assert numbers(make_plan(place, HERE))[:2] == (0, 0)


def test_a_file_that_says_only_a_part_leaves_the_rest(tmp_path: Path) -> None:
    place = tmp_path / "part.json"
    place.write_text('{"format": 1, "practices": [{"number": 33, "slug": "robust-aftercare", "owner_role": "Nurse"}]}')
    with pytest.raises(Refused, match="primary_theme is missing"):
        make_plan(place)
    place.write_text('{"format": 1, "thesaurus": [{"slug": "odd", "name": "odd"}]}')
    assert numbers(make_plan(place)) == (1, 0, 0)


def test_every_mistake_is_named_at_once(place: Path) -> None:
    body = factories.body().replace("## Why it matters", "## Why")
    text = the(place, "practices", ROBUST)["texts"][0] | {"body": body}
    changed(place, "practices", ROBUST, phase="someday", texts=[text], successor=ROBUST)
    changed(place, "sources", "hague-2011", start_date="soon", kind="rumour")
    changed(place, "themes", "aftercare", name=" ", parent="assessment-placement")
    found = refusal(place)
    for reason in ("phase: Value 'someday'", "the body needs the sections", "cites an unknown place", "invalid date"):
        assert reason in found
    for reason in ("'rumour' is not a valid choice", "name: This field cannot be blank", "themes nest one level"):
        assert reason in found
    assert "successor: a practice does not replace itself" in found


def test_a_passage_that_is_cited_and_a_text_are_not_taken_away(place: Path) -> None:
    passages = the(place, "sources", "hague-2011")["passages"]
    changed(place, "sources", "hague-2011", passages=passages[:3])
    changed(place, "practices", ROBUST, texts=[])
    found = refusal(place)
    assert "¶8 is missing, and cited here by " in found
    assert "the text in en is missing: a text is never taken out" in found


def test_the_state_changes_with_anything_a_collection_holds() -> None:
    before = state()
    assert before == state()
    Term.objects.filter(slug="disengagement").update(note="Other.")
    assert state() != before
