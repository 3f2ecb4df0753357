"""What a curator decides on a proposal."""

from django import forms

from practices.forms.parts import DayInput


class VerdictForm(forms.Form):
    """A curator's decision. What the curator saw, and each conflict and change, comes beside it in the view."""

    DECISIONS = (
        ("accept", "Accept and publish"),
        ("changes", "Ask for changes"),
        ("decline", "Do not take it up"),
        ("supersede", "Superseded by another proposal"),
        ("spam", "Spam"),
    )

    version = forms.IntegerField(widget=forms.HiddenInput)
    live = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="Decision", choices=DECISIONS, widget=forms.RadioSelect, required=False)
    other = forms.CharField(
        label="Replaced by proposal number", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    successor = forms.CharField(
        label="Practice that takes its place",
        required=False,
        help_text="Its number, as in P-07. Leave it empty when none does.",
    )
    message = forms.CharField(
        label="Message to the proposer",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Needed unless you accept.",
    )
    note = forms.CharField(
        label="Change note", max_length=300, required=False, help_text="Published with the new version."
    )
    is_minor = forms.BooleanField(label="Wording only", required=False)
    review_by = forms.DateField(
        label="Next review due",
        required=False,
        widget=DayInput(),
    )
    keep_rest = forms.BooleanField(label="Keep what I leave out as a proposal of its own", required=False)
