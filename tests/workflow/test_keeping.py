"""Themes, sources, terms and the search thesaurus: added, changed, removed, each with its line in the log."""

from typing import Any

import pytest

from practices.models import (
    Concept,
    FormerSlug,
    LogEntry,
    Practice,
    Revision,
    SearchEntry,
    Source,
    SourcePassage,
    Term,
    TermLabel,
    Theme,
)
from practices.search.find import find
from practices.workflow import keeping
from practices.workflow.errors import Refused, Stale
from practices.workflow.keeping import fingerprint
from practices.workflow.publication import revert
from tests import cast, factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl() -> Any:
    return cast.carl()


def new_source(slug: str = "new-guide") -> Source:
    return Source(slug=slug, kind="guidance", title="A new guide", short_title="New guide", summary="About zebras.")


def place(label: str = "¶1", **fields: Any) -> SourcePassage:
    return SourcePassage(**({"label": label, "anchor": f"p{label.strip('¶')}", "text": f"It says {label}."} | fields))


def line(action: str, kind: str, key: str) -> LogEntry:
    return LogEntry.objects.about(kind, key).filter(action=action).latest("pk")


def test_a_source_is_added_with_its_places_found_and_noted(carl: Any) -> None:
    keeping.add(new_source(), [place("¶1"), place("¶2")], by=carl)
    found = Source.objects.get(slug="new-guide")
    assert [(p.label, p.order) for p in found.passages.all()] == [("¶1", 1), ("¶2", 2)]
    assert find("zebras").others[0].entry.slug == "new-guide"
    noted = line("add", "source", "new-guide")
    assert (noted.actor, noted.before) == (carl, None)
    assert [p["label"] for p in noted.after["passages"]] == ["¶1", "¶2"]


def test_what_breaks_a_rule_is_refused_whole(carl: Any) -> None:
    with pytest.raises(Refused, match="¶1"):
        keeping.add(new_source(), [place("¶1"), place("¶1", anchor="other")], by=carl)
    assert not Source.objects.filter(slug="new-guide").exists()
    assert not SearchEntry.objects.filter(slug="new-guide").exists()


@pytest.mark.parametrize("slug", ["test-source", "former-name", "two words"])
def test_a_name_that_is_or_was_in_use_is_refused(slug: str, carl: Any) -> None:
    FormerSlug.objects.create(kind="source", slug="former-name", object_id=factories.source().pk)
    with pytest.raises(Refused):
        keeping.add(new_source(slug), by=carl)


def test_nobody_but_a_curator_keeps_records() -> None:
    with pytest.raises(Refused, match="curator"):
        keeping.add(new_source(), by=cast.esra())


def test_a_change_is_saved_with_exactly_the_parts_given(carl: Any) -> None:
    source = factories.source("guide")
    one, two = source.passages.all()
    source.summary, two.text = "About quaggas.", "It says something else."
    assert keeping.change(source, [two, place("¶9")], by=carl, seen=fingerprint(Source.objects.get(pk=source.pk)))
    found = Source.objects.get(pk=source.pk)
    assert [(p.label, p.text, p.order) for p in found.passages.all()] == [
        ("¶2", "It says something else.", 1),
        ("¶9", "It says ¶9.", 2),
    ]
    assert not SourcePassage.objects.filter(pk=one.pk).exists()
    noted = line("change", "source", "guide")
    assert (noted.before["summary"], noted.after["summary"]) == ("Made up.", "About quaggas.")
    assert find("quaggas").others[0].entry.slug == "guide"


def test_an_old_copy_is_refused_and_changes_nothing(carl: Any) -> None:
    source = factories.source("guide")
    seen = fingerprint(source)
    SourcePassage.objects.filter(source=source, label="¶1").update(text="Changed by somebody else.")
    source.summary = "Mine."
    with pytest.raises(Stale, match="Somebody else"):
        keeping.change(source, list(source.passages.all()), by=carl, seen=seen)
    assert Source.objects.get(pk=source.pk).summary == "Made up."


def test_what_was_deleted_meanwhile_is_stale(carl: Any) -> None:
    source = factories.source("guide")
    seen = fingerprint(source)
    copy = Source.objects.get(pk=source.pk)
    keeping.remove(source, by=carl, seen=seen)
    with pytest.raises(Stale, match="deleted or merged"):
        keeping.change(copy, by=carl, seen=seen)


def test_saving_without_a_change_leaves_no_line(carl: Any) -> None:
    source, before = factories.source("guide"), LogEntry.objects.count()
    assert not keeping.change(source, list(source.passages.all()), by=carl, seen=fingerprint(source))
    assert LogEntry.objects.count() == before


def test_a_place_that_is_cited_stays_and_keeps_its_name(carl: Any) -> None:
    factories.published()
    source = Source.objects.get(slug="test-source")
    one, two = source.passages.all()
    with pytest.raises(Refused, match="cite ¶1"):
        keeping.change(source, [two], by=carl, seen=fingerprint(source))
    one.label = "¶1a"
    with pytest.raises(Refused, match="the name stays"):
        keeping.change(source, [one, two], by=carl, seen=fingerprint(source))


def test_a_term_renamed_is_renamed_on_pages_that_use_it(carl: Any) -> None:
    term = Term(slug="okapi", name="okapi", definition="A shy animal.")
    keeping.add(term, by=carl)
    revision = factories.revision(body=factories.body().replace("It helps", "See [[term:okapi]]. It helps"))
    term.name = "forest giraffe"
    keeping.change(term, [TermLabel(language="fr", kind="translation", text="girafe")], by=carl, seen=fingerprint(term))
    assert "forest giraffe</a>" in Revision.objects.get(pk=revision.pk).html
    assert find("forest giraffe").hits[0].entry.slug in {"okapi", "test-practice"}
    assert Term.objects.get(slug="okapi").labels.get().text == "girafe"


def test_links_between_terms_are_set(carl: Any) -> None:
    broader = Term.objects.get(slug="radicalisation")
    term = Term(slug="okapi", name="okapi", definition="A shy animal.")
    keeping.add(term, links={"broader": [broader]}, by=carl)
    assert list(Term.objects.get(slug="okapi").broader.all()) == [broader]


def test_themes_nest_one_level_only(carl: Any) -> None:
    parent = factories.theme("parent")
    child = factories.theme("child", parent=parent)
    with pytest.raises(Refused, match="one level"):
        keeping.add(Theme(slug="grandchild", name="Grandchild", hue="cs", summary="Too deep.", parent=child), by=carl)


def test_only_an_empty_theme_can_go_and_its_name_with_it(carl: Any) -> None:
    factories.published()
    full, empty = Theme.objects.get(slug="test-theme"), factories.theme("empty")
    with pytest.raises(Refused, match="1 practice is filed under it"):
        keeping.remove(full, by=carl, seen=fingerprint(full))
    keeping.remove(empty, by=carl, seen=fingerprint(empty))
    assert not Theme.objects.filter(slug="empty").exists()
    assert line("delete", "theme", "empty").before["name"] == "Empty"
    with pytest.raises(Refused, match="once used"):
        keeping.add(Theme(slug="empty", name="Empty", hue="cs", summary="Again."), by=carl)


def test_a_theme_with_narrower_ones_or_an_open_proposal_stays(carl: Any) -> None:
    parent = factories.theme("parent")
    factories.theme("child", parent=parent)
    practice = factories.published()
    content = offers.changed(practice, themes=["child", "test-theme"])
    offers.submitted(cast.esra(), practice, content)
    assert keeping.uses(parent) == ["1 narrower theme belongs to it."]
    assert keeping.uses(Theme.objects.get(slug="child")) == ["1 open proposal names it."]


def test_a_theme_that_an_older_version_names_stays_so_that_one_can_go_back_to_it(carl: Any) -> None:
    practice, theme = factories.published(), factories.theme("left-behind")
    for themes in ([theme.slug, "test-theme"], ["test-theme"]):
        practice.themes.set(Theme.objects.filter(slug__in=themes))
        factories.publish(practice.texts.get(), by=None, note="Filed otherwise.")
    assert keeping.uses(theme) == ["1 published version names it."]
    with pytest.raises(Refused, match="published version"):
        keeping.remove(theme, by=carl, seen=fingerprint(theme))
    revert(practice, "en", 2, by=carl)
    assert theme in practice.themes.all()


def test_a_source_or_term_that_any_version_rests_on_stays(carl: Any) -> None:
    source = Source.objects.get(slug="hague-2011")
    assert any("published version" in reason for reason in keeping.uses(source))
    with pytest.raises(Refused, match="rest on it"):
        keeping.remove(source, by=carl, seen=fingerprint(source))
    unused = factories.source("unused")
    assert keeping.uses(unused) == []
    keeping.remove(unused, by=carl, seen=fingerprint(unused))
    assert not SearchEntry.objects.filter(slug="unused").exists()


def test_the_thesaurus_leads_to_practices_as_soon_as_it_is_saved(carl: Any) -> None:
    practice = factories.published()
    concept = Concept(slug="zebra-care", name="care of zebras", labels=["zebra"], practices=[practice.number])
    keeping.add(concept, by=carl)
    assert [hit.entry.number for hit in find("zebra").hits] == [practice.number]
    concept.labels = ["quagga"]
    keeping.change(concept, by=carl, seen=fingerprint(Concept.objects.get(slug="zebra-care")))
    assert [hit.entry.number for hit in find("quagga").hits] == [practice.number]
    keeping.remove(concept, by=carl, seen=fingerprint(concept))
    assert not find("quagga").hits


def test_two_concepts_never_share_a_token(carl: Any) -> None:
    keeping.add(Concept(slug="a-b", name="one", labels=["one"]), by=carl)
    with pytest.raises(Refused, match="hyphens"):
        keeping.add(Concept(slug="ab", name="two", labels=["two"]), by=carl)


def test_practices_are_put_in_order_within_a_theme(carl: Any) -> None:
    numbers = [factories.published(slug).number for slug in ("one", "two")]
    theme = Theme.objects.get(slug="test-theme")
    keeping.order_practices(theme, [*reversed(numbers), 99_999], by=carl, seen=fingerprint(theme))
    theme.refresh_from_db()
    assert theme.practice_order == numbers[::-1]
    assert line("order", "theme", "test-theme").after == {"practice_order": numbers[::-1]}
    assert Practice.objects.filter(themes=theme).count() == 2
