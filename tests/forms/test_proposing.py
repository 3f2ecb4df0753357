from datetime import timedelta
from typing import Any

import pytest

from practices.forms.proposing import GuestForm, OfferForm, ProposalForm, ProposalForms, SourceForm
from practices.models import ProposalKind
from tests import offers

OFFER = {"reason": "It reads better.", "credit": "full"}


def text_form(**changes: Any) -> ProposalForm:
    return ProposalForm(ProposalForm.initial_from(offers.new_practice().content) | changes, is_new=True)


@pytest.mark.django_db
def test_a_text_comes_back_as_the_content_it_was_filled_from() -> None:
    content = offers.new_practice().content
    form = text_form()
    assert form.is_valid(), form.errors
    assert form.content() == content | {"body": content["body"].strip("\n")}


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["P-07", "likes P-07: because", "see-also"])
def test_a_relation_that_cannot_be_read_is_named_by_its_line(line: str) -> None:
    form = text_form(related=f"see-also P-01: it begins there\n\n{line}")
    assert form.errors["related"][0].startswith("Line 2 cannot be read.")


@pytest.mark.django_db
def test_what_is_wrong_is_kept_as_it_was_typed() -> None:
    form = text_form(related="no such line", title="")
    assert not form.is_valid()
    assert form.typed()["related"] == "no such line"
    assert form.typed()["title"] == ""


def test_a_source_needs_its_title_once_it_has_anything() -> None:
    assert SourceForm({}).is_valid()
    assert "title" in SourceForm({"url": "https://example.org/"}).errors


def test_an_offer_needs_its_reason() -> None:
    assert OfferForm(OFFER).is_valid()
    assert OfferForm({"credit": "full"}).errors["reason"] == ["Say why you propose this."]


def test_a_guest_who_is_faster_than_a_hand_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"email": "guest@example.org", "started": GuestForm.now()}
    assert "machine" in GuestForm(given).non_field_errors()[0]
    monkeypatch.setattr(GuestForm, "FASTEST", timedelta(0))
    assert GuestForm(given).is_valid()
    assert not GuestForm(given | {"website": "https://example.org/"}).is_valid()


def test_a_form_that_was_open_too_long_gets_a_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GuestForm, "SLOWEST", timedelta(0))
    form = GuestForm({"email": "guest@example.org", "started": GuestForm.now()})
    assert "open too long" in form.non_field_errors()[0]
    assert form["started"].value()


def test_every_mistake_on_the_page_is_told_at_once_with_its_field() -> None:
    forms = ProposalForms({"credit": "full"}, kind=ProposalKind.REMARK, start={}, offer={}, is_new_guest=True)
    assert not forms.are_valid()
    assert {field for field, _ in forms.errors()} >= {"id_reason", "id_email"}


@pytest.mark.django_db
def test_more_sources_can_be_asked_for_up_to_five() -> None:
    data: dict[str, Any] = {"do": "source", "source-0-title": "One", "source-1-title": "Two"}
    forms = ProposalForms(data, kind=ProposalKind.EDIT, start={}, offer={})
    assert len(forms.sources) == 3
    data |= {f"source-{n}-title": str(n) for n in range(9)}
    assert not ProposalForms(data, kind=ProposalKind.EDIT, start={}, offer={}).may_add_source
