"""What is offered: a change or a new practice, its sources, and who offers it.

The stubs know a field of a form only as Field (hence type: ignore[attr-defined]).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.text import slugify

from practices.forms.parts import KINDS_OF_CHANGE, WrittenForm
from practices.models import Actor, Basis, Credit, LinkKind, Phase, ProposalKind, Theme
from practices.workflow.merging import read_link

LINK_HINT = "One a line: kind, practice, colon, reason. Kinds: builds-on, needed-for, works-with, next-step, see-also."


class ProposalForm(WrittenForm):
    """An offered change of a practice, or a new one. ``content()`` is shaped like a revision's."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="What to do, as an action.",
        error_messages={"required": "Give the practice a title."},
    )
    key_message = forms.CharField(
        label="Key message",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="At most 60 words: what, and why.",
        error_messages={"required": "Say in a sentence what to do, and why."},
    )
    body = forms.CharField(
        label="Text",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": "Write the text of the practice."},
    )
    primary_theme = forms.ChoiceField(label="Main theme", error_messages={"required": "Choose the main theme."})
    themes = forms.MultipleChoiceField(label="Themes", required=False, widget=forms.CheckboxSelectMultiple)
    phase = forms.ChoiceField(label="Stage", choices=Phase.choices)
    actors = forms.MultipleChoiceField(label="Who acts", required=False, widget=forms.CheckboxSelectMultiple)
    basis = forms.ChoiceField(label="Basis", choices=Basis.choices)
    related = forms.CharField(
        label="Related practices",
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=LINK_HINT,
    )
    slug = forms.SlugField(
        label="Address of the page",
        max_length=100,
        required=False,
        help_text="Small letters, digits and hyphens. Left empty, it is made from the title.",
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = list(Theme.objects.values_list("slug", "name"))
        none = [("", "Choose a theme")] if is_new else []
        self.fields["primary_theme"].choices = none + themes  # type: ignore[attr-defined]
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]
        self.fields["actors"].choices = list(Actor.objects.values_list("slug", "name"))  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["slug"]

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip("\n")

    def clean_related(self) -> list[dict[str, str]]:
        links: dict[tuple[str, str], dict[str, str]] = {}
        for number, line in enumerate(filter(str.strip, self.cleaned_data["related"].splitlines()), start=1):
            link = read_link(line)
            if link is None or link["kind"] not in LinkKind.values:
                raise forms.ValidationError(f"Line {number} cannot be read. {LINK_HINT}")
            if (link["to"], link["kind"]) in links:
                raise forms.ValidationError(f"Line {number} relates a practice that is related in this way already.")
            links[link["to"], link["kind"]] = dict(link)
        return list(links.values())

    def content(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in self.fields}
        if data.get("slug") == "":
            data["slug"] = slugify(data["title"])[:100].strip("-")
        themes = {*data["themes"], data["primary_theme"]}
        return data | {"themes": sorted(themes), "actors": sorted(data["actors"])}

    def typed(self) -> dict[str, Any]:
        """What has been typed, complete and right or not: for a draft. Call it after is_valid()."""
        raw = {name: self[name].value() or "" for name in self.fields}
        kept = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in raw.items()}
        return kept | self.cleaned_data

    @staticmethod
    def initial_from(content: dict[str, Any]) -> dict[str, Any]:
        """Of a revision's content, or of a draft, whose links may be lines that nobody can read yet."""
        related = content.get("related", [])
        if isinstance(related, list):
            related = "\n".join(f"{link['kind']} {link['to']}: {link['reason']}" for link in related)
        return content | {"related": related}


class SourceForm(WrittenForm):
    """One source that the portal does not have yet. Several stand on a page, each with a prefix of its own."""

    title = forms.CharField(label="Title and publisher", max_length=300, required=False)
    place = forms.CharField(
        label="Where in the source", max_length=120, required=False, help_text="Paragraph, page or rule number."
    )
    url = forms.URLField(
        label="Web address",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="The official copy, if there is one.",
        error_messages={"invalid": "Enter a full web address, starting with https://"},
    )

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if (data.get("place") or data.get("url")) and not data.get("title"):
            self.add_error("title", "Say what the source is called.")
        return data


class OfferForm(WrittenForm):
    """What goes with a proposal of any kind: why, and by whom."""

    summary = forms.CharField(
        label="Short title for your proposal",
        max_length=120,
        required=False,
        help_text="One line that says what changes. Curators see it in their queue.",
    )
    reason = forms.CharField(
        label="Why should this change?",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is wrong, missing or out of date, and what supports your version. It is published with it.",
        error_messages={"required": "Say why you propose this."},
    )
    is_minor = forms.ChoiceField(
        label="Kind of change", choices=KINDS_OF_CHANGE, widget=forms.RadioSelect, required=False
    )
    interest = forms.CharField(
        label="Your interest in this change, if you have one",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Personal or institutional: who gains if it is accepted. Curators see it.",
    )
    credit = forms.ChoiceField(label="How to name you", choices=Credit.choices, widget=forms.RadioSelect)


class NameForm(WrittenForm):
    """Who somebody without an account is."""

    name = forms.CharField(label="Your name", max_length=150, required=False)
    affiliation = forms.CharField(label="Your affiliation", max_length=200, required=False)


class GuestForm(NameForm):
    """For somebody who begins. ``website`` is for machines only, which fill in whatever they find."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send a link to confirm it. Nobody else sees it.",
        error_messages={
            "required": "Give an e-mail address, so that a curator can answer you.",
            "invalid": "Enter a full e-mail address, such as name@example.org.",
        },
    )
    website = forms.CharField(required=False)
    started = forms.CharField(widget=forms.HiddenInput)

    field_order = ("email",)

    FASTEST = timedelta(seconds=4)
    SLOWEST = timedelta(days=2)

    @staticmethod
    def now() -> str:
        return TimestampSigner(salt="guest").sign("started")

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        try:
            TimestampSigner(salt="guest").unsign(data.get("started", ""), max_age=self.SLOWEST)
            too_fast = self._is_too_fast(data["started"])
        except BadSignature as error:
            self.data = dict(self.data.items()) | {"started": self.now()}
            raise forms.ValidationError(
                "The form was open too long. Send it once more; your text is still here."
            ) from error
        if data.get("website") or too_fast:
            raise forms.ValidationError("This looks as if a machine had sent it. Wait a moment and send it once more.")
        return data

    def _is_too_fast(self, started: str) -> bool:
        try:
            TimestampSigner(salt="guest").unsign(started, max_age=self.FASTEST)
        except SignatureExpired:
            return False
        return True


MOST_SOURCES = 5


WITH_TEXT = (ProposalKind.EDIT, ProposalKind.NEW)


class ProposalForms:
    """All forms of the page on which a change is offered. ``data`` is what was sent, ``start`` what they begin with."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        kind: ProposalKind,
        start: Mapping[str, Any],
        offer: Mapping[str, Any],
        sources: Sequence[Mapping[str, str]] = (),
        guest: Mapping[str, str] | None = None,
        is_new_guest: bool = False,
    ) -> None:
        self.kind = kind
        self.text: ProposalForm | None = None
        if kind in WITH_TEXT:
            begin = ProposalForm.initial_from(dict(start))
            self.text = ProposalForm(data, initial=begin, is_new=kind == ProposalKind.NEW)
        self.offer = OfferForm(data, initial=dict(offer))
        rows = _source_count(data, len(sources)) if self.text else 0
        self.sources = [
            SourceForm(data, prefix=f"source-{n}", initial=dict(sources[n]) if n < len(sources) else {})
            for n in range(rows)
        ]
        self.guest: NameForm | None = NameForm(data, initial=dict(guest)) if guest is not None else None
        if is_new_guest:
            self.guest = GuestForm(data, initial={"started": GuestForm.now()})

    def __iter__(self) -> Iterator[WrittenForm]:
        """In the order of the page."""
        yield from filter(None, (self.text, self.offer, *self.sources, self.guest))

    @property
    def may_add_source(self) -> bool:
        return len(self.sources) < MOST_SOURCES

    @property
    def has_filing_errors(self) -> bool:
        return self.text is not None and bool({"primary_theme", "phase", "basis", "related"} & set(self.text.errors))

    def are_valid(self) -> bool:
        valid = [form.is_valid() for form in self]  # each of them, so that every mistake is told at once
        return all([*valid, self._can_be_credited()])

    def _can_be_credited(self) -> bool:
        """A guest who wants their affiliation shown has to give one."""
        wanted = self.offer.cleaned_data.get("credit") == Credit.AFFILIATION
        if self.guest is None or not wanted or self.guest.cleaned_data.get("affiliation", "wrong already"):
            return True
        self.guest.add_error("affiliation", "Give your affiliation, or choose another way to be named.")
        return False

    def may_be_draft(self) -> bool:
        """Whether nothing is wrong with what goes beside the text, but that something is missing."""
        return _only_lacks(self.offer) and all(source.is_valid() for source in self.sources)

    def forgive(self) -> None:
        for form in self:
            form.forgive()

    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of its field; with none where it is not about one field."""
        found = [("", str(error)) for form in self for error in form.non_field_errors()]
        fields = [field for form in self for field in form if field.errors]
        return found + [(field.auto_id, str(error)) for field in fields for error in field.errors]

    def add(self, problems: Mapping[str, str]) -> None:
        """What the workflow found, by field."""
        for name, words in problems.items():
            form = self.text if self.text and name in self.text.fields else self.offer
            form.add_error(name, words)

    def new_sources(self) -> list[dict[str, str]]:
        rows = [{name: str(form.cleaned_data.get(name, "")) for name in form.fields} for form in self.sources]
        return [row for row in rows if row["title"]]


def _only_lacks(form: forms.Form) -> bool:
    return all(error.code == "required" for errors in form.errors.as_data().values() for error in errors)


def _source_count(data: Mapping[str, Any] | None, known: int) -> int:
    wanted = sum(f"source-{n}-title" in data for n in range(MOST_SOURCES)) if data is not None else known
    more = data is not None and data.get("do") == "source"
    return min(MOST_SOURCES, max(1, wanted) + more)
