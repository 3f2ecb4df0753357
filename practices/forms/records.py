"""What curators fill in for themes, sources, glossary terms and the search thesaurus.

The rows that belong to a record (places, labels, notes) stand in a formset; a button adds one, without script.

The stubs know a field of a form only as Field (hence type: ignore[attr-defined]).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from practices.forms.parts import DayInput
from practices.models import Concept, Practice, Source, SourcePassage, Term, TermLabel, Theme
from practices.workflow.keeping import Part

if TYPE_CHECKING:  # Django's classes take a type of row in the stubs only
    ThemeBase = forms.ModelForm[Theme]
    SourceBase = forms.ModelForm[Source]
    TermBase = forms.ModelForm[Term]
    ConceptBase = forms.ModelForm[Concept]
    PassageBase = forms.ModelForm[SourcePassage]
    LabelBase = forms.ModelForm[TermLabel]
else:
    ThemeBase = SourceBase = TermBase = ConceptBase = PassageBase = LabelBase = forms.ModelForm

HUES = [("cs", "Blue"), ("ac", "Green"), ("ic", "Purple"), ("sh", "Orange"), ("pf", "Ochre")]
SLUG_HINT = "Small letters, digits and hyphens. It stays the same when the name changes."
SHORT, TALL = {"rows": 2}, {"rows": 4}


class Lines(forms.CharField):
    """A list of words or phrases, one a line."""

    widget = forms.Textarea(attrs=TALL)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))


class Numbers(forms.CharField):
    """Numbers of practices, as people write them: ``P-07, 12``."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(f"P-{number:02d}" for number in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = super().clean(value).replace(",", " ").split()
        digits = [word.upper().removeprefix("P-") for word in words]
        if not all(digit.isdecimal() and len(digit) < 9 for digit in digits):
            raise ValidationError("Write numbers of practices, with commas: P-07, P-12.")
        numbers = list(dict.fromkeys(map(int, digits)))
        known = set(Practice.objects.published().filter(number__in=numbers).values_list("number", flat=True))
        unknown = [f"P-{number:02d}" for number in numbers if number not in known]
        if unknown:
            raise ValidationError(f"No published practice has the number {', '.join(unknown)}.")
        return numbers


class _Record(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The slug is asked for once, when the record is made."""

    log_note = forms.CharField(
        label="Note for the log", max_length=500, required=False, help_text="What changed and why."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
        self.order_fields([name for name in self.fields if name != "log_note"])

    def links(self) -> Mapping[str, Iterable[Any]]:
        """What the many-to-many fields should lead to."""
        fields = self._meta.model._meta.many_to_many
        return {field.name: self.cleaned_data[field.name] for field in fields if field.name in self.fields}


class ThemeForm(_Record):
    hue = forms.ChoiceField(label="Colour", choices=HUES, help_text="A narrower theme takes that of its parent.")

    class Meta:
        model = Theme
        fields = ("name", "slug", "summary", "covers", "parent", "order", "hue")
        labels = {"slug": "Address", "summary": "Scope in one sentence", "covers": "What it covers",
                  "parent": "Part of", "order": "Place among themes"}  # fmt: skip
        help_texts = {"slug": SLUG_HINT, "summary": "", "parent": "Themes nest one level."}
        widgets = {"summary": forms.Textarea(attrs=SHORT), "covers": forms.Textarea(attrs=TALL)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Theme.objects.top_level().exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = "None: a theme of its own"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if data.get("parent"):
            data["hue"] = data["parent"].hue
        return data


class NoteForm(forms.Form):
    """Something that is covered in another theme."""

    words = forms.CharField(label="What", max_length=200)
    theme = forms.ChoiceField(label="Covered in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.values_list("slug", "name")
        self.fields["theme"].choices = [("", "Choose a theme"), *themes]  # type: ignore[attr-defined]


class SourceForm(_Record):
    url = forms.URLField(label="Address on the web", max_length=500, required=False, assume_scheme="https")
    archived_url = forms.URLField(
        label="Address of an archived copy",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Shown on the source's page, and first when the link is dead.",
    )

    class Meta:
        model = Source
        fields = ("title", "short_title", "slug", "kind", "is_event", "summary", "publisher", "authors", "date_text",
                  "start_date", "end_date", "sort_year", "place", "url", "archived_url", "status_note",
                  "what_was_read", "related")  # fmt: skip
        labels = {"slug": "Key", "is_event": "It is an event", "sort_year": "Year it is listed under",
                  "start_date": "First day", "end_date": "Last day",}  # fmt: skip
        widgets = {
            **{name: forms.Textarea(attrs=SHORT) for name in ("title", "status_note", "what_was_read")},
            **{name: DayInput() for name in ("start_date", "end_date")},
            "summary": forms.Textarea(attrs=TALL),
            "related": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["related"].queryset = Source.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


class PassageForm(PassageBase):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SourcePassage
        fields = ("label", "anchor", "heading", "text")
        labels = {"anchor": "Its end of the address", "text": "What it says, in our words"}
        help_texts = {"anchor": "As in p6: /sources/key/#p6."}
        widgets = {"text": forms.Textarea(attrs=TALL)}


class TermForm(_Record):
    class Meta:
        model = Term
        fields = ("name", "slug", "definition", "note", "source_note", "broader", "related")
        labels = {"slug": "Address", "broader": "Broader terms", "related": "Related terms"}
        help_texts = {"slug": SLUG_HINT}
        widgets = {
            **{name: forms.Textarea(attrs=SHORT) for name in ("note", "source_note")},
            **dict.fromkeys(("broader", "related"), forms.CheckboxSelectMultiple),
            "definition": forms.Textarea(attrs=TALL),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("broader", "related"):
            self.fields[name].queryset = Term.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


class LabelForm(LabelBase):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = TermLabel
        fields = ("text", "language", "kind", "attested", "confident", "checked", "ambiguous")
        labels = {"text": "Label", "kind": "Standing", "confident": "The translator is sure",
                  "checked": "Checked by a native speaker", "ambiguous": "Belongs to several terms"}  # fmt: skip
        help_texts = {"confident": "", "checked": "", "ambiguous": "It then leads a search to none of them."}


class ConceptForm(_Record):
    labels = Lines(label="Everyday words and short phrases", help_text="One a line: lock-up, jail.")
    words = Lines(label="Words of the practices searched as well", required=False, help_text="One a line.")
    practices = Numbers(label="Practices about it", required=False, help_text="Best first: P-07, P-12.")

    class Meta:
        model = Concept
        fields = ("name", "slug", "term", "labels", "words", "practices", "pervasive")
        labels = {
            "slug": "Name in the index",
            "term": "Glossary term that means the same",
            "pervasive": "Nearly every practice is about it",
        }
        help_texts = {
            "slug": "Small letters, digits and hyphens. It never changes.",
            "pervasive": "“Psychologists in jail” is then about psychologists, not about jails.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].empty_label = "None"  # type: ignore[attr-defined]

    def clean_labels(self) -> list[str]:
        """A label belongs to one entry only."""
        labels: list[str] = self.cleaned_data["labels"]
        others = Concept.objects.exclude(pk=self.instance.pk)
        known = {label.casefold(): other.name for other in others for label in other.labels}
        taken = [f"{label} ({known[label.casefold()]})" for label in labels if label.casefold() in known]
        if taken:
            raise ValidationError(f"In another entry already: {', '.join(taken)}.")
        return labels


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """The rows that belong to a record. A row that is left empty is passed over."""

    def typed(self) -> list[dict[str, Any]]:
        """What has been typed so far, right or not."""
        return [{name: form[name].value() for name in form.fields} for form in self.forms]

    def rows(self) -> list[dict[str, Any]]:
        """In their order, without those that are to go. Call it after is_valid()."""
        return [form.cleaned_data for form in self.ordered_forms]

    def parts(self, model: type[Part], present: Iterable[Part]) -> list[Part]:
        """The stored rows with what was filled in, and new ones."""
        by_id = {part.pk: part for part in present}
        found = []
        for row in self.rows():
            part = by_id.get(row.get("id") or 0) or model()
            for name, value in row.items():
                if name not in ("id", forms.formsets.DELETION_FIELD_NAME, forms.formsets.ORDERING_FIELD_NAME):
                    setattr(part, name, value)
            found.append(part)
        return found


PassageRows = forms.formset_factory(PassageForm, formset=Rows, extra=0, can_delete=True, can_order=True, max_num=1_000)
LabelRows = forms.formset_factory(LabelForm, formset=Rows, extra=0, can_delete=True, can_order=True, max_num=1_000)
NoteRows = forms.formset_factory(NoteForm, formset=Rows, extra=0, can_delete=True, can_order=True, max_num=100)


class RenameForm(forms.Form):
    slug = forms.SlugField(
        label="New address",
        max_length=80,
        help_text="Small letters, digits and hyphens.",
        error_messages={"required": "Give the new address."},
    )
    note = forms.CharField(label="Note for the log", max_length=500, required=False)


class EditionForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the edition a title."})
    foreword = forms.CharField(
        label="Foreword",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Plain text; a blank line begins a paragraph.",
        error_messages={"required": "Write a foreword: what this edition is, and for whom."},
    )


class CopyForm(forms.Form):
    """Left empty, it takes the copy away."""

    archived_url = forms.URLField(max_length=500, required=False, assume_scheme="https")
