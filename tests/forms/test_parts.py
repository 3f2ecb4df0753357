import datetime

from django import forms

from practices.forms.parts import DayInput


class Asked(forms.Form):
    day = forms.DateField(widget=DayInput())


def test_a_day_is_written_as_browsers_take_it_and_read_back() -> None:
    day = datetime.date(2026, 2, 1)
    assert 'type="date" name="day" value="2026-02-01"' in str(Asked(initial={"day": day})["day"])
    given = Asked({"day": "2026-02-01"})
    assert given.is_valid()
    assert given.cleaned_data == {"day": day}
