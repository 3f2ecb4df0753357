"""The first edition, as its fixtures give it: complete, sourced, linked, in our words, loaded all or nothing."""

import re
import shutil
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, models

from practices.exchange.fixture import files_in
from practices.models import Concept, Edition, LogEntry, Practice, PracticeText, Source, Term, TermLabel, Theme
from practices.rendering.structure import SECTIONS, count_words
from tests.words import copied

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"

CATALOGUE = (
    (1, "good-prison-standards", "custodial-setting"),
    (2, "improve-prison-environment", "custodial-setting"),
    (3, "trust-between-staff-and-detainees", "staff-and-trust"),
    (4, "no-single-model", "programme-design"),
    (5, "cross-disciplinary-team", "multidisciplinary-team"),
    (6, "define-goals-and-measures", "programme-design"),
    (7, "realistic-goals-and-research", "programme-design"),
    (8, "intake-assessment-and-classification", "assessment-placement"),
    (9, "reassess-regularly", "assessment-placement"),
    (10, "weigh-placement-options", "assessment-placement"),
    (11, "extend-to-pre-trial-detention", "assessment-placement"),
    (12, "train-all-staff", "staff-and-trust"),
    (13, "prison-officers-support-the-process", "staff-and-trust"),
    (14, "notice-radicalisation-early", "prevention-in-custody"),
    (15, "prevent-continued-activity-in-custody", "prevention-in-custody"),
    (16, "gather-information-without-harm", "intelligence-collection"),
    (17, "prison-intelligence-and-dynamic-security", "intelligence-collection"),
    (18, "share-information-on-returnees", "intelligence-collection"),
    (19, "psychologists-in-the-programme", "multidisciplinary-team"),
    (20, "religious-scholars-in-dialogue", "multidisciplinary-team"),
    (21, "voice-of-victims", "stakeholders"),
    (22, "former-extremists-as-messengers", "stakeholders"),
    (23, "respected-community-figures", "stakeholders"),
    (24, "involve-and-support-families", "stakeholders"),
    (25, "partnerships-beyond-the-state", "stakeholders"),
    (26, "cognitive-skills", "skills-and-incentives"),
    (27, "basic-education", "skills-and-incentives"),
    (28, "vocational-training", "skills-and-incentives"),
    (29, "employment-partnerships", "aftercare"),
    (30, "recognise-achievement", "skills-and-incentives"),
    (31, "incentives-to-take-part", "skills-and-incentives"),
    (32, "start-reintegration-on-arrival", "aftercare"),
    (33, "robust-aftercare", "aftercare"),
    (34, "supervision-after-release", "aftercare"),
    (35, "protect-people-at-risk", "aftercare"),
    (36, "prepare-communities", "aftercare"),
    (37, "legal-framework", "law-and-rights"),
    (38, "tailor-to-groups", "law-and-rights"),
    (39, "clear-mandates-between-agencies", "law-and-rights"),
    (40, "assess-returnees-individually", "assessment-placement"),
    (41, "capacity-building-between-states", "capacity-building"),
)
NUMBERS = [number for number, _, _ in CATALOGUE]

ROME_NUMBERS_READ = {1, 2, 7, 8, 9, *range(15, 20)}
"""The numbers of the Rome Memorandum that were seen in a copy of it; others are known by subject only."""


def text_of(number: int) -> PracticeText:
    return PracticeText.objects.select_related("live_revision").get(practice__number=number, language="en")


def outline_of(number: int) -> dict[str, Any]:
    live = text_of(number).live_revision
    assert live is not None
    return live.outline


def running_text(text: PracticeText) -> str:
    """Without citations, and without what stands between the brackets of a link before its words."""
    body = re.sub(r"\[@[^\]]*\]", "", text.body)
    body = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", body)
    return "\n".join((text.title, text.key_message, body))


# What is in it


def test_every_practice_of_the_catalogue_is_published_under_its_number_slug_and_theme() -> None:
    found = Practice.objects.published().order_by("number").values_list("number", "slug", "primary_theme__slug")
    assert tuple(found) == CATALOGUE


def test_there_are_13_themes_37_sources_and_40_terms() -> None:
    assert (Theme.objects.count(), Source.objects.count(), Term.objects.count()) == (13, 37, 40)


def test_every_theme_holds_a_practice_and_every_practice_is_filed_under_its_main_theme() -> None:
    for theme in Theme.objects.all():
        assert Practice.objects.in_theme(theme).exists(), theme
    for practice in Practice.objects.all():
        assert practice.primary_theme in practice.themes.all(), practice


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh"])
def test_every_term_has_one_preferred_translation(language: str) -> None:
    found = TermLabel.objects.filter(language=language, kind="translation").values_list("term__slug", flat=True)
    assert Counter(found) == dict.fromkeys(Term.objects.values_list("slug", flat=True), 1)


def test_a_translation_is_not_marked_as_checked_before_anybody_has_checked_it() -> None:
    assert not TermLabel.objects.exclude(language="en").filter(checked=True).exists()


def test_a_label_of_the_thesaurus_belongs_to_one_concept() -> None:
    """As the page that edits a concept demands."""
    labels = [label.casefold() for concept in Concept.objects.all() for label in concept.labels]
    assert len(labels) > 1_000
    assert [label for label, times in Counter(labels).items() if times > 1] == []


def test_every_source_has_a_summary_and_a_place_to_cite() -> None:
    for source in Source.objects.all():
        assert source.summary.strip(), source
        assert source.passages.exists(), source


def test_edition_1_is_frozen_with_all_practices_in_order() -> None:
    edition = Edition.objects.get(number=1)
    items = edition.items.values_list("position", "revision__practice__number", "revision__number")
    assert list(items) == [(number, number, 1) for number in NUMBERS]


# What each practice is like


@pytest.mark.parametrize("number", NUMBERS)
def test_the_key_message_has_at_most_60_words(number: int) -> None:
    assert 10 <= count_words(text_of(number).key_message) <= 60


@pytest.mark.parametrize("number", NUMBERS)
def test_the_body_has_its_four_sections_and_6_to_14_paragraphs(number: int) -> None:
    outline = outline_of(number)
    assert [heading["name"] for heading in outline["headings"]] == list(SECTIONS)
    assert 6 <= len(outline["paragraphs"]) <= 14


@pytest.mark.parametrize("number", NUMBERS)
def test_every_paragraph_cites_a_place(number: int) -> None:
    outline = outline_of(number)
    cited = {citation["paragraph"] for citation in outline["citations"]}
    assert cited == {paragraph["number"] for paragraph in outline["paragraphs"]}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_text_links_at_least_three_other_practices(number: int) -> None:
    text = text_of(number)
    linked = {link["slug"] for link in outline_of(number)["links"]} - {text.practice.slug}
    assert len(linked) >= 3


@pytest.mark.parametrize("number", NUMBERS)
def test_at_least_three_typed_links_lead_to_other_practices_with_a_reason(number: int) -> None:
    links = list(Practice.objects.get(number=number).links.typed())
    assert len({link.target_id for link in links}) >= 3
    assert all(link.reason for link in links)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_stored_rows_say_what_the_text_says(number: int) -> None:
    practice, outline = Practice.objects.get(number=number), outline_of(number)
    cited = [(c["key"], c["place"], c["paragraph"]) for c in outline["citations"]]
    assert list(practice.citations.values_list("source__slug", "passage__label", "paragraph")) == cited
    linked = {link["slug"] for link in outline["links"]} - {practice.slug}
    assert set(practice.links.filter(kind="mentions").values_list("target__slug", flat=True)) == linked


@pytest.mark.parametrize("number", NUMBERS)
def test_only_numbers_that_were_read_in_the_rome_memorandum_are_printed(number: int) -> None:
    found = re.findall(r"(?i)\b(?:good practices?|GP|number)\s*(\d+)", running_text(text_of(number)))
    assert {int(n) for n in found} <= ROME_NUMBERS_READ


@pytest.mark.parametrize("file", files_in(FIXTURES), ids=lambda file: file.stem)
def test_no_eight_words_in_a_row_are_those_of_the_conference_record(file: Path) -> None:
    """Titles of documents are exempt: they are names."""
    for record in yaml.safe_load(file.read_text(encoding="utf-8")):
        fields = {name: value for name, value in record["fields"].items() if name != "title"}
        for value in fields.values():
            assert copied(str(value)) == [], record["fields"].get("slug", file.name)


def test_the_detector_of_copied_sentences_detects() -> None:
    record = "the importance of a robust aftercare programme; how to best involve other key stakeholders"
    assert copied(record)
    assert copied("A made-up sentence of more than eight words that nobody has written before.") == []


# Loading


def emptied() -> None:
    """Remove all content from the database; foreign keys are checked at the end of a transaction only.

    The log gives up its protection for this, which comes back when the test is rolled back.
    """
    log = import_module("practices.migrations.0006_log_append_only")
    with connection.cursor() as cursor:
        for statement in {"sqlite": log.SQLITE_BACK, "postgresql": log.POSTGRESQL_BACK}[connection.vendor]:
            cursor.execute(statement)
    for model in apps.get_app_config("practices").get_models(include_auto_created=True):
        if model._meta.managed:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)


def content() -> dict[str, list[str]]:
    """Every table of the portal's content, without ids and times, in an order of its own."""
    tables = {}
    for model in apps.get_app_config("practices").get_models():
        rows = model._base_manager.all()
        rows = rows.exclude(action="load") if model is LogEntry else rows
        dropped = {field.name for field in model._meta.fields if isinstance(field, models.DateTimeField)} | WITH_IDS
        names = names_behind_ids(model)
        out = []
        for row in serializers.serialize("python", rows, use_natural_foreign_keys=True):
            fields = {name: value for name, value in row["fields"].items() if name not in dropped}
            fields |= {name: known.get(fields.get(name, row["pk"])) for name, known in names.items()}
            fields |= {name: sorted(value) for name, value in fields.items() if _plain(value)}
            out.append(repr(fields))
        tables[model._meta.label] = sorted(out)
    return tables


WITH_IDS = {"fingerprint"}
"""Fields that say which row of the database something was made from."""


def names_behind_ids(model: type[models.Model]) -> dict[str, dict[Any, str]]:
    """For each reference to a table whose rows have no natural key: what each of its ids stands for."""
    references = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    return {
        field.name: {row.pk: str(row) for row in field.related_model._base_manager.all()}
        for field in references
        if not hasattr(field.related_model, "natural_key")
    }


def _plain(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, tuple | list | str) for part in value)


def all_files() -> list[str]:
    """In the order Django's own command needs: a question is known by its practice, so the practice comes first."""
    return [str(file) for file in sorted(files_in(FIXTURES), key=lambda file: file.stem == "questions")]


def test_loaddata_and_load_edition_give_the_same_content() -> None:
    emptied()
    call_command("load_edition", verbosity=0)
    by_load_edition = content()
    emptied()
    call_command("loaddata", *all_files(), verbosity=0)
    by_loaddata = content()
    assert len(by_loaddata["practices.Revision"]) == 41
    for table, rows in by_load_edition.items():
        assert by_loaddata[table] == rows, table


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = content()
    call_command("load_edition", verbosity=0)
    call_command("loaddata", *all_files(), verbosity=0)
    assert content() == before
    assert "already loaded" in capsys.readouterr().out


def test_loaddata_finds_the_fixtures_by_their_names() -> None:
    before = content()
    call_command("loaddata", "themes", "p07-realistic-goals-and-research", verbosity=0)
    assert content() == before


P07 = "practices/p07-realistic-goals-and-research.yaml"
MISTAKES = {
    "unknown theme": (P07, "primary_theme: [programme-design]", "primary_theme: [no-theme]", "practice 7", "no-theme"),
    "dead link": (P07, "[[reassess-regularly|", "[[no-such-practice|", "practicetext 7", "no-such-practice"),
    "dead related": (P07, "to: reassess-regularly", "to: no-such-practice", "practicetext 7", "no-such-practice"),
    "dead citation": (P07, "[@hague-2011, ¶9]", "[@hague-2011, ¶99]", "practicetext 7", "hague-2011, ¶99"),
    "dead term": (P07, "[[term:recidivism|", "[[term:no-term|", "practicetext 7", "no-term"),
    "unknown field": (P07, "phase: system", "phase: system\n    colour: red", "practice 7", "unknown field colour"),
    "bad choice": (P07, "phase: system", "phase: someday", "practice 7", "phase: "),
    "long message": (P07, "Be candid about", "Be candid " * 40 + "about", "practicetext 7", "the most is 60"),
    "no list": ("themes.yaml", "- model: practices.theme", "model: practices.theme", "themes.yaml", "cannot be read"),
    "unknown source": ("sources.yaml", "[lucca-2011]", "[no-source]", "source hague-2011", "no-source"),
}


@pytest.mark.parametrize("command", ["load_edition", "loaddata"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_file_record_and_reason_and_nothing_is_loaded(
    mistake: str, command: str, tmp_path: Path
) -> None:
    name, right, wrong, record, reason = MISTAKES[mistake]
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))
    written = (folder / name).read_text(encoding="utf-8")
    assert right in written
    (folder / name).write_text(written.replace(right, wrong, 1), encoding="utf-8")
    emptied()
    with pytest.raises(CommandError) as refused:
        call_command(command, *([folder] if command == "load_edition" else files_in(folder)), verbosity=0)
    lines = [line for line in str(refused.value).splitlines() if Path(name).name in line]
    assert any(record in line and reason in line for line in lines), str(refused.value)
    assert not Practice.objects.exists()
    assert not Theme.objects.exists()
