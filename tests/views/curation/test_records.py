"""The pages on which curators keep themes, sources, the glossary and the thesaurus."""

import re
from typing import Any

import pytest
from django.forms import BoundField
from django.test import Client

from practices.models import Concept, LogEntry, Source, SourcePassage, Term, Theme
from practices.views.curation.desks import DESKS
from practices.workflow.keeping import fingerprint
from tests import cast, factories
from tests.markup import Page

pytestmark = pytest.mark.django_db

FIRST = {
    "themes": "custodial-setting",
    "sources": "hague-2011",
    "glossary": "radicalisation",
    "thesaurus": "psychologists",
}


@pytest.fixture
def client(db: None) -> Client:
    found = Client()
    found.force_login(cast.carl())
    return found


def form_of(page: Page) -> dict[str, Any]:
    """Everything a browser would send back of the record's form: fields with what they hold now."""
    found: dict[str, Any] = {}
    for tag in page.tags:
        name = tag.attributes.get("name", "")
        if not name or name in ("q", "next", "csrfmiddlewaretoken", "colours", "do"):
            continue
        if tag.name == "textarea":
            found[name] = tag.text.lstrip("\n")
        elif tag.name == "input" and tag.attributes.get("type") == "checkbox":
            if "checked" in tag.attributes:
                found.setdefault(name, []).append(tag.attributes.get("value", "on"))
        elif tag.name == "input":
            found[name] = tag.attributes.get("value", "")
    return found


def filled(client: Client, path: str, **fields: Any) -> dict[str, Any]:
    """What the form holds; values of choices are not read off the page and are given here."""
    response = client.get(path)
    assert response.status_code == 200
    return form_of(Page(response.content.decode())) | fields


def in_a_browser(bound: BoundField) -> Any:
    """What the field holds there: one for a date is empty unless the date is written in the one way it can read."""
    widget, value = bound.field.widget, bound.field.prepare_value(bound.value())
    if widget.attrs.get("type") == "date":
        shown = widget.format_value(value) or ""
        return shown if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", shown) else ""
    return value


SOURCE = {"kind": "guidance"}
PATH = "/curation/sources/test-source/"


@pytest.mark.parametrize("kind", DESKS)
def test_the_lists_show_what_there_is_and_find_words(client: Client, kind: str) -> None:
    page = client.get(f"/curation/{kind}/")
    assert page.status_code == 200
    found = client.get(f"/curation/{kind}/", {"q": FIRST[kind].split("-")[0]}).content.decode()
    assert f"/curation/{kind}/{FIRST[kind]}/" in found
    assert "Nothing matches" in client.get(f"/curation/{kind}/", {"q": "zebra quagga"}).content.decode()


@pytest.mark.parametrize("kind", DESKS)
@pytest.mark.parametrize("end", ["", "rename/", "merge/", "remove/"])
def test_every_page_of_a_record_opens(client: Client, kind: str, end: str) -> None:
    expected = 404 if (kind, end) == ("thesaurus", "rename/") else 200
    assert client.get(f"/curation/{kind}/{FIRST[kind]}/{end}").status_code == expected
    assert client.get(f"/curation/{kind}/no-such-one/{end}").status_code == 404


@pytest.mark.parametrize("kind", DESKS)
def test_the_page_of_a_record_says_where_it_is_used(client: Client, kind: str) -> None:
    page = Page(client.get(f"/curation/{kind}/{FIRST[kind]}/").content.decode())
    assert any(link.startswith("/practices/") and link != "/practices/" for link in page.links)


@pytest.mark.parametrize("kind", DESKS)
def test_saving_what_is_shown_changes_nothing(client: Client, kind: str) -> None:
    """Nothing is lost or rewritten on the way through the form, choices included."""
    record = DESKS[kind].model.objects.get(slug=FIRST[kind])
    before, lines = fingerprint(record), LogEntry.objects.count()
    response = client.get(f"/curation/{kind}/{FIRST[kind]}/")
    form, rows = response.context["form"], response.context["rows"]
    data: dict[str, Any] = {"seen": response.context["seen"]}
    for one in [form, *(rows.forms if rows is not None else [])]:
        for bound in one:
            value = in_a_browser(bound)
            if value is not None and value is not False:
                data[bound.html_name] = [str(getattr(v, "pk", v)) for v in value] if isinstance(value, list) else value
    if rows is not None:
        data |= {f"row-{name}": rows.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    response = client.post(f"/curation/{kind}/{FIRST[kind]}/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert fingerprint(DESKS[kind].model.objects.get(slug=FIRST[kind])) == before
    assert LogEntry.objects.count() == lines


def test_a_box_to_tick_says_what_it_does(client: Client) -> None:
    page = client.get("/curation/thesaurus/custodial-setting/").content.decode()
    described = re.search(r'name="pervasive"[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert f'id="{described[1]}">“Psychologists in jail” is then about psychologists' in page


def test_a_source_is_added_with_places_row_by_row(client: Client) -> None:
    path = "/curation/new/sources/"
    data = filled(client, path, kind="guidance", title="A new guide", short_title="New guide", slug="new-guide",
                  summary="About zebras.", do="row")  # fmt: skip
    page = client.post(path, data)
    assert page.status_code == 200
    assert not Page(page.content.decode()).all("p[class=error]")
    data = form_of(Page(page.content.decode())) | {"kind": "guidance", "do": "row"}
    assert (data["title"], data["row-TOTAL_FORMS"]) == ("A new guide", "1")
    data |= {"row-0-label": "¶1", "row-0-anchor": "p1", "row-0-text": "It says so."}
    data = form_of(Page(client.post(path, data).content.decode())) | {"kind": "guidance"}
    assert (data["row-TOTAL_FORMS"], data["row-0-text"]) == ("2", "It says so.")
    response = client.post(path, data)
    assert (response.status_code, response["Location"]) == (302, "/curation/sources/new-guide/")
    assert [p.label for p in Source.objects.get(slug="new-guide").passages.all()] == ["¶1"]


def test_places_are_changed_put_in_another_order_and_removed(client: Client) -> None:
    factories.source()
    data = filled(client, PATH, **SOURCE)
    data |= {"row-0-ORDER": "2", "row-1-ORDER": "1", "row-1-text": "Changed.", "log_note": "Better."}
    assert client.post(PATH, data).status_code == 302
    rows = SourcePassage.objects.filter(source__slug="test-source").values_list("label", "text")
    assert list(rows) == [("¶2", "Changed."), ("¶1", "Passage 1.")]
    assert LogEntry.objects.about("source", "test-source").latest("pk").note == "Better."
    data = filled(client, PATH, **SOURCE) | {"row-0-DELETE": "on"}
    assert client.post(PATH, data).status_code == 302
    assert Source.objects.get(slug="test-source").passages.get().label == "¶1"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(client: Client) -> None:
    factories.source()
    data = filled(client, PATH, **SOURCE) | {"title": "", "summary": "Typed.", "row-0-text": "", "row-1-text": "Kept."}
    response = client.post(PATH, data)
    page = Page(response.content.decode()).text
    assert response.status_code == 400
    assert "Place 1, what it says, in our words: This field is required." in page
    assert ("Typed." in page, "Kept." in page) == (True, True)
    assert Source.objects.get(slug="test-source").summary == "Made up."


def test_an_old_copy_is_answered_with_409_and_what_was_typed(client: Client) -> None:
    source = factories.source()
    data = filled(client, PATH, **SOURCE) | {"summary": "What I typed.", "row-0-text": "My place."}
    Source.objects.filter(pk=source.pk).update(summary="What a colleague wrote.")
    response = client.post(PATH, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert [one["label"] for one in response.context["differences"]] == ["Summary", "Places in it"]
    for words in ("What I typed.", "What a colleague wrote.", "My place.", "Somebody else has changed this"):
        assert words in page
    assert Source.objects.get(pk=source.pk).summary == "What a colleague wrote."
    again = form_of(Page(page)) | SOURCE
    assert client.post(PATH, again).status_code == 302
    assert Source.objects.get(pk=source.pk).summary == "What I typed."


def test_what_was_deleted_meanwhile_loses_nothing_that_was_typed(client: Client) -> None:
    factories.source()
    data = filled(client, PATH, **SOURCE) | {"summary": "What I typed."}
    client.post(f"{PATH}remove/", {"seen": data["seen"]})
    response = client.post(PATH, data)
    page = response.content.decode()
    assert (response.status_code, "What I typed." in page, "Passage 1." in page) == (409, True, True)
    path = "/curation/new/sources/"
    again = form_of(Page(page)) | SOURCE | {"slug": "once-more"}
    assert client.post(path, again).status_code == 302
    assert Source.objects.get(slug="once-more").passages.count() == 2


def test_what_was_merged_meanwhile_is_looked_at_again(client: Client) -> None:
    factories.source()
    data = filled(client, PATH, **SOURCE) | {"summary": "What I typed."}
    factories.source("another")
    seen = client.get(f"{PATH}merge/", {"into": "another"}).context["plan"].seen
    client.post(f"{PATH}merge/", {"into": "another", "seen": seen})
    response = client.post(PATH, data)
    assert (response.status_code, "What I typed." in response.content.decode()) == (409, True)


def test_a_theme_says_what_is_covered_elsewhere(client: Client) -> None:
    factories.theme()
    path = "/curation/themes/test-theme/"
    data = filled(client, path, hue="ic", parent="", do="row")
    data = form_of(Page(client.post(path, data).content.decode())) | {"hue": "ic", "parent": ""}
    data |= {"row-0-words": "jobs", "row-0-theme": "aftercare"}
    assert client.post(path, data).status_code == 302
    theme = Theme.objects.get(slug="test-theme")
    assert (theme.elsewhere, theme.hue) == ([{"theme": "aftercare", "words": "jobs"}], "ic")
    assert "Jobs: " in client.get("/themes/test-theme/").content.decode()


def test_a_narrower_theme_takes_the_colour_of_its_parent(client: Client) -> None:
    parent = Theme.objects.top_level().exclude(hue="cs")[0]
    data = {"name": "New", "slug": "new", "summary": "New.", "order": 1, "hue": "cs", "parent": parent.pk}
    data |= {"row-TOTAL_FORMS": 0, "row-INITIAL_FORMS": 0}
    assert client.post("/curation/new/themes/", data).status_code == 302
    assert Theme.objects.get(slug="new").hue == parent.hue


def test_a_term_gets_labels_and_the_thesaurus_words(client: Client) -> None:
    data = {"name": "okapi", "slug": "okapi", "definition": "A shy animal.", "row-TOTAL_FORMS": 1,
            "row-INITIAL_FORMS": 0, "row-0-text": "girafe", "row-0-language": "fr",
            "row-0-kind": "translation"}  # fmt: skip
    assert client.post("/curation/new/glossary/", data).status_code == 302
    assert Term.objects.get(slug="okapi").labels.get().text == "girafe"
    words = {"name": "okapis", "slug": "okapis", "labels": "forest giraffe\n\nshy one", "practices": "P-03, 7"}
    assert client.post("/curation/new/thesaurus/", words).status_code == 302
    concept = Concept.objects.get(slug="okapis")
    assert (concept.labels, concept.practices) == (["forest giraffe", "shy one"], [3, 7])


def test_the_note_of_a_term_is_not_the_note_for_the_log(client: Client) -> None:
    path = "/curation/glossary/radicalisation/"
    before = Term.objects.get(slug="radicalisation").note
    data = filled(client, path)
    rows = Term.objects.get(slug="radicalisation").labels.all()
    data |= {f"row-{n}-{name}": getattr(row, name) for n, row in enumerate(rows) for name in ("language", "kind")}
    assert client.post(path, data | {"definition": "Shorter.", "log_note": "Why."}).status_code == 302
    assert Term.objects.get(slug="radicalisation").note == before
    assert LogEntry.objects.about("term", "radicalisation").latest("pk").note == "Why."


def test_an_address_is_changed_and_the_old_one_leads_on(client: Client) -> None:
    factories.theme()
    path = "/curation/themes/test-theme/rename/"
    assert client.post(path, {"slug": "aftercare"}).status_code == 400
    assert client.post(path, {"slug": "renamed", "note": "Clearer."})["Location"] == "/curation/themes/renamed/"
    assert client.get("/themes/test-theme/")["Location"] == "/themes/renamed/"
    assert "Clearer." in client.get("/curation/themes/renamed/").content.decode()


def test_a_merge_is_shown_with_counts_before_it_is_done(client: Client) -> None:
    factories.published()
    factories.theme("new-theme")
    path = "/curation/themes/test-theme/merge/"
    response = client.get(path, {"into": "new-theme"})
    assert "1 practice moves." in response.content.decode()
    assert Theme.objects.filter(slug="test-theme").exists()
    data = {"into": "new-theme", "seen": response.context["plan"].seen, "note": "The same."}
    Theme.objects.filter(slug="new-theme").update(summary="Changed.")
    stale = client.post(path, data)
    assert (stale.status_code, "The same." in stale.content.decode()) == (409, True)
    data["seen"] = stale.context["plan"].seen
    assert client.post(path, data)["Location"] == "/curation/themes/new-theme/"
    assert client.get(path, {"into": "nothing"}).status_code == 404


def test_what_is_used_cannot_be_deleted_and_the_page_says_why(client: Client) -> None:
    factories.published()
    path = "/curation/themes/test-theme/remove/"
    response = client.get(path)
    assert "1 practice is filed under it." in response.content.decode()
    assert client.post(path, {"seen": response.context["seen"]}).status_code == 400
    factories.theme("empty")
    seen = client.get("/curation/themes/empty/remove/").context["seen"]
    assert client.post("/curation/themes/empty/remove/", {"seen": seen}).status_code == 302
    assert client.get("/themes/empty/").status_code == 404


def test_practices_are_put_in_the_themes_own_order(client: Client) -> None:
    one, two = (factories.published(slug) for slug in ("one", "two"))
    path = "/curation/themes/test-theme/order/"
    seen = client.get(path).context["seen"]
    data = {"seen": seen, f"place-{one.number}": "2", f"place-{two.number}": "1"}
    assert client.post(path, data).status_code == 302
    page = client.get("/themes/test-theme/").content.decode()
    assert page.index("/practices/two/") < page.index("/practices/one/")
    assert "own order" in page
    by_number = client.get("/themes/test-theme/?sort=number").content.decode()
    assert by_number.index("/practices/one/") < by_number.index("/practices/two/")
    assert client.post(path, data).status_code == 409
