"""What more than one form is made of."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict


class DayInput(forms.DateInput):
    """A day as browsers take it: always as year-month-day, whatever the reader's language writes."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WrittenForm(forms.Form):
    """A form for longer texts. No control cuts off what is pasted into it: what is too long is said, and kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def forgive(self) -> None:
        """Show what was sent as it is: nobody asked yet whether it is right."""
        self._errors = ErrorDict()


KINDS_OF_CHANGE = [("", "Substance: the meaning changes"), ("1", "Wording only: spelling, grammar or clarity")]
