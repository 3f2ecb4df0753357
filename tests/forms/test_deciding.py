from datetime import date

from practices.forms.deciding import VerdictForm

SEEN = {"version": "1", "live": "2"}


def test_a_verdict_is_read_with_its_next_review() -> None:
    form = VerdictForm(SEEN | {"decision": "accept", "review_by": "2027-05-01", "is_minor": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["review_by"] == date(2027, 5, 1)
    assert form.cleaned_data["is_minor"]


def test_nobody_decides_without_having_seen_a_version() -> None:
    assert {"version", "live"} <= set(VerdictForm({"decision": "accept"}).errors)


def test_an_unknown_decision_is_refused() -> None:
    assert "decision" in VerdictForm(SEEN | {"decision": "perhaps"}).errors
