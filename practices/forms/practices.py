"""What curators fill in, beside the text itself.

The stubs know a field of a form only as Field (hence type: ignore[attr-defined]).
"""

from typing import Any

from django import forms

from practices.forms.parts import KINDS_OF_CHANGE, DayInput, WrittenForm
from practices.models import Practice, Theme


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput())


class PublishingForm(WrittenForm):
    """What goes with a text that a curator writes directly. Only a draft may do without a note."""

    note = forms.CharField(
        label="What changed and why",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Published with the new version. Everybody can read it in the history.",
        error_messages={"required": "Say what changed and why."},
    )
    is_minor = forms.ChoiceField(
        label="Kind of change",
        choices=KINDS_OF_CHANGE,
        widget=forms.RadioSelect,
        required=False,
    )
    review_by = _date("Next review due")

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = not is_draft


class UpkeepForm(forms.Form):
    owner_role = forms.CharField(
        label="Who looks after it", max_length=100, required=False, help_text="A role, not a person."
    )
    review_by = _date("Next review due")


class RenameForm(forms.Form):
    slug = forms.SlugField(
        label="New address",
        max_length=100,
        help_text="Small letters, digits and hyphens. The old address redirects.",
        error_messages={"required": "Give the new address."},
    )
    note = forms.CharField(label="Why", max_length=300, required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see this at the top of the page. The text stays, for those who have cited it.",
        error_messages={"required": "Say why the practice is withdrawn."},
    )
    successor = forms.ChoiceField(label="What replaces it", required=False)

    def __init__(self, *args: Any, practice: Practice, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Practice.objects.published().exclude(pk=practice.pk).for_list(language)
        choices = [(str(other.number), f"{other.code} {other.title}") for other in others]
        self.fields["successor"].choices = [("", "Nothing"), *choices]  # type: ignore[attr-defined]


class RestoreForm(forms.Form):
    note = forms.CharField(
        label="Why it comes back", max_length=1_000, error_messages={"required": "Say why the practice comes back."}
    )


class BulkForm(forms.Form):
    """What is to become of the practices that are ticked. What is left empty stays as it is."""

    add_theme = forms.ChoiceField(label="Add to theme", required=False)
    remove_theme = forms.ChoiceField(label="Remove from theme", required=False)
    owner_role = forms.CharField(label="Who looks after them", max_length=100, required=False)
    review_by = _date("Next review due")
    note = forms.CharField(
        label="Why",
        max_length=300,
        required=False,
        help_text="A change of themes makes a new version of each practice, and this is published with it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [("", "No theme"), *Theme.objects.values_list("slug", "name")]
        for name in ("add_theme", "remove_theme"):
            self.fields[name].choices = themes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if not self.errors and not any(data[name] for name in data if name != "note"):
            raise forms.ValidationError("Choose what to change.")
        if data.get("add_theme") and data.get("add_theme") == data.get("remove_theme"):
            self.add_error("remove_theme", "This is the theme to add.")
        return data


class RedactForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label="What to take out",
        choices=[("note", "The note"), ("before", "What was before"), ("after", "What was after")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what to take out."},
    )
    why = forms.CharField(
        label="Why",
        max_length=300,
        error_messages={"required": "Say why the words are taken out."},
        help_text="This stays in the log. Say what kind of words they were, and do not repeat them.",
    )
