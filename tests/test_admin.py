"""The administration pages: everything is saved through workflow/, and leaves its line."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from practices.models import LogEntry, Practice, PracticeText, Source, Theme, User
from tests import cast, factories
from tests.markup import Page

pytestmark = pytest.mark.django_db


def path(model: type[Any], what: str, *args: Any) -> str:
    return reverse(f"admin:practices_{model._meta.model_name}_{what}", args=args)


def form(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back from the form of this page, with its line ends."""
    context = client.get(address).context
    sets = [
        each
        for inline in context["inline_admin_formsets"]
        for each in (inline.formset.management_form, *inline.formset)
    ]
    fields = [bound for each in (context["adminform"].form, *sets) for bound in each]
    sent = {bound.html_name: "" if bound.value() is None else bound.value() for bound in fields}
    assert sent
    return {name: v.replace("\n", "\r\n") if isinstance(v, str) else v for name, v in sent.items() if v is not False}


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label == "practices"])
def test_every_table_has_a_list_and_a_page_for_a_row(ada_client: Client, model: type[Any]) -> None:
    factories.published()
    assert ada_client.get(path(model, "changelist")).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert ada_client.get(path(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize(
    "name", ["revision", "citation", "practicelink", "termuse", "edition", "editionitem", "logentry"]
)
def test_what_the_program_writes_can_be_looked_at_not_touched(ada_client: Client, name: str) -> None:
    model = next(model for model in admin.site._registry if model._meta.model_name == name)
    row = model._default_manager.first()
    assert row
    assert ada_client.get(path(model, "add")).status_code == 403
    assert ada_client.post(path(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert ada_client.post(path(model, "change", row.pk), {}).status_code == 403


def test_publishing_from_the_form_makes_a_version_with_note_and_line(ada_client: Client, ada: User) -> None:
    practice = factories.published()
    address = path(PracticeText, "change", PracticeText.objects.get(practice=practice).pk)
    sent = form(ada_client, address) | {"title": "Better title", "note": "Clearer.", "related": "[]"}
    assert ada_client.post(address, sent).status_code == 302
    revision = practice.revisions.get(number=2)
    assert (revision.title, revision.note, revision.author) == ("Better title", "Clearer.", ada)
    assert LogEntry.objects.about("practice", practice.code).filter(action="publish", actor=ada).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"note": "Nothing."}, "Nothing has changed"),
        ({"title": "Better", "note": ""}, "This field is required"),
        ({"body": "Only this.", "note": "x"}, "the body needs the sections"),
        (
            {"related": '[{"to": "no-such", "kind": "see-also", "reason": "."}]', "note": "x"},
            "related practice is unknown",
        ),
        ({"related": '{"a": 1}', "note": "x"}, "each with to, kind and reason"),
        ({"related": "[1]", "note": "x"}, "each with to, kind and reason"),
        ({"related": "null", "note": "x"}, "each with to, kind and reason"),
    ],
)
def test_a_text_that_cannot_be_published_comes_back_with_the_reason(
    ada_client: Client, change: dict[str, str], reason: str
) -> None:
    practice = factories.published()
    address = path(PracticeText, "change", PracticeText.objects.get(practice=practice).pk)
    response = ada_client.post(address, form(ada_client, address) | {"related": "[]"} | change)
    assert response.status_code == 200
    assert reason in Page(response.content.decode()).text
    assert practice.revisions.count() == 1


def test_line_ends_of_a_browser_do_not_count_as_a_change(ada_client: Client) -> None:
    practice = factories.published()
    text = PracticeText.objects.get(practice=practice)
    address = path(PracticeText, "change", text.pk)
    sent = form(ada_client, address) | {"title": "Better", "note": "x", "related": "[]"}
    assert "\r\n" in sent["body"]
    assert ada_client.post(address, sent).status_code == 302
    assert practice.revisions.get(number=2).content["body"] == text.body


def test_a_corrected_stage_is_published_and_noted(ada_client: Client, ada: User) -> None:
    practice = factories.published()
    address = path(Practice, "change", practice.pk)
    assert ada_client.post(address, form(ada_client, address) | {"phase": "release"}).status_code == 302
    assert practice.revisions.get(number=2).content["phase"] == "release"
    entry = LogEntry.objects.about("practice", practice.code).get(action="repair")
    assert (entry.before["phase"], entry.after["phase"], entry.actor) == ("custody", "release", ada)


def test_number_slug_and_status_cannot_be_changed_by_hand(ada_client: Client) -> None:
    practice = factories.published()
    address = path(Practice, "change", practice.pk)
    sent = form(ada_client, address) | {"number": 900, "slug": "other", "status": "draft"}
    assert ada_client.post(address, sent).status_code == 302
    assert Practice.objects.filter(pk=practice.pk, slug="test-practice", status="published").exists()
    assert not Practice.objects.filter(number=900).exists()


def test_a_new_theme_is_noted(ada_client: Client) -> None:
    sent = {"slug": "new", "name": "New", "hue": "cs", "summary": "New.", "order": 1, "elsewhere": "[]"}
    assert ada_client.post(path(Theme, "add"), sent).status_code == 302
    assert LogEntry.objects.about("theme", "new").get().action == "add"


def test_a_corrected_passage_is_noted_with_its_source(ada_client: Client) -> None:
    source = factories.source()
    address = path(Source, "change", source.pk)
    sent = form(ada_client, address) | {"passages-0-text": "Other words."}
    assert ada_client.post(address, sent).status_code == 302
    entry = LogEntry.objects.about("source", "test-source").get(action="repair")
    assert entry.after["passages"][0]["text"] == "Other words."


def test_deleting_from_the_list_is_noted_for_each(ada_client: Client) -> None:
    themes = [factories.theme("one"), factories.theme("two")]
    sent = {"action": "delete_selected", "_selected_action": [theme.pk for theme in themes], "post": "yes"}
    ada_client.post(path(Theme, "changelist"), sent)
    assert set(LogEntry.objects.filter(action="delete").values_list("object_key", flat=True)) == {"one", "two"}


def test_a_new_account_is_noted_without_its_password(ada_client: Client) -> None:
    sent = {"email": "new@example.org", "usable_password": "true"}
    sent |= dict.fromkeys(("password1", "password2"), "quite-a-long-password")
    assert ada_client.post(path(User, "add"), sent).status_code == 302
    made = User.objects.get(email="new@example.org")
    assert made.check_password("quite-a-long-password")
    entry = LogEntry.objects.get(action="add", object_kind="user")
    assert "password" not in str(entry.after)
    assert "quite-a-long" not in str(entry.after)


@pytest.mark.parametrize("person", [cast.esra, cast.dora])
def test_others_are_asked_to_sign_in(person: Any) -> None:
    client = Client()
    client.force_login(person())
    response = client.get(path(Practice, "changelist"))
    assert response["Location"].startswith("/admin/login/")
