"""What the pages of curation need to know of each kind of record: its words, its form, and where it is used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from practices.forms.records import (
    ConceptForm,
    LabelRows,
    NoteRows,
    PassageRows,
    Rows,
    SourceForm,
    TermForm,
    ThemeForm,
)
from practices.models import Concept, Practice, Source, SourcePassage, Term, TermLabel, Theme, User
from practices.views.listing import READING_LANGUAGE
from practices.workflow.keeping import Part, Record


@dataclass(frozen=True)
class Use:
    """A practice that rests on the record, and how."""

    practice: Practice
    title: str
    how: str = ""


@dataclass(frozen=True)
class Desk:
    """``listed`` gives the rows with ``name`` and ``used``; ``search`` are the fields that are looked through."""

    kind: str
    one: str
    many: str
    lede: str
    model: type[Any]
    form: type[Any]
    search: tuple[str, ...]
    listed: Callable[[], QuerySet[Any]]
    uses: Callable[[Any, User], list[Use]]
    rows: type[Any] | None = None
    row_name: str = ""
    rows_name: str = ""
    part: type[Part] | None = None

    def stored_rows(self, record: Record) -> list[dict[str, Any]]:
        """What belongs to the record, as the formset begins with it."""
        if isinstance(record, Theme):
            return list(record.elsewhere)
        if not record.pk or self.part is None:
            return []
        names = ["id", *self.form_of_a_row._meta.fields]
        return list(self.present(record).values(*names))

    @property
    def form_of_a_row(self) -> Any:
        return self.rows.form if self.rows else None

    def present(self, record: Record) -> QuerySet[Any]:
        if isinstance(record, Source):
            return record.passages.all()
        assert isinstance(record, Term)  # noqa: S101  (no other record has parts)
        return record.labels.all()

    def parts(self, record: Record, rows: Rows | None) -> Sequence[Part]:
        """What the formset says of them; a theme's notes are part of the theme itself."""
        if rows is None:
            return []
        if isinstance(record, Theme):
            record.elsewhere = [{"theme": row["theme"], "words": row["words"]} for row in rows.rows()]
            return []
        return rows.parts(self.part, self.present(record) if record.pk else []) if self.part else []


def _practices(user: User) -> Any:
    return Practice.objects.visible_to(user).with_text(READING_LANGUAGE).select_related("primary_theme")


def theme_uses(theme: Theme, user: User) -> list[Use]:
    filed = _practices(user).filter(themes=theme).order_by("number")
    return [Use(p, p.title, "main theme" if p.primary_theme_id == theme.pk else "") for p in filed]


def source_uses(source: Source, user: User) -> list[Use]:
    citations = source.citations.in_language(READING_LANGUAGE).select_related("practice__primary_theme", "passage")
    places: dict[int, Use] = {}
    for citation in citations.order_by("practice__number", "paragraph"):
        before = places.get(citation.practice_id)
        cited = dict.fromkeys([*(before.how.split("; ") if before else []), citation.passage.label])
        places[citation.practice_id] = Use(citation.practice, citation.title, "; ".join(cited))
    return list(places.values())


def term_uses(term: Term, user: User) -> list[Use]:
    found = _practices(user).filter(pk__in=term.uses.values("practice")).order_by("number")
    return [Use(practice, practice.title) for practice in found]


def concept_uses(concept: Concept, user: User) -> list[Use]:
    found = {practice.number: practice for practice in _practices(user).filter(number__in=concept.practices)}
    return [Use(found[number], found[number].title) for number in concept.practices if number in found]


DESKS = {
    desk.kind: desk
    for desk in (
        Desk(
            "themes", "theme", "Themes", "What practices are filed under. Themes nest one level.",
            Theme, ThemeForm, ("name", "slug", "summary"),
            lambda: Theme.objects.select_related("parent").annotate(used=Count("practices")).order_by("order", "slug"),
            theme_uses, NoteRows, "note", "Covered elsewhere",
        ),
        Desk(
            "sources", "source", "Sources and events", "What practices rest on, place by place.",
            Source, SourceForm, ("title", "short_title", "slug", "publisher"),
            lambda: Source.objects.annotate(used=Count("citations__practice", distinct=True)).order_by("short_title"),
            source_uses, PassageRows, "place", "Places in it", SourcePassage,
        ),
        Desk(
            "glossary", "term", "Glossary", "What words mean here. Labels and translations also lead a search.",
            Term, TermForm, ("name", "slug", "definition", "labels__text"),
            lambda: Term.objects.annotate(used=Count("uses__practice", distinct=True)).order_by("name", "slug"),
            term_uses, LabelRows, "label", "Labels and translations", TermLabel,
        ),
        Desk(
            "thesaurus", "entry", "Search thesaurus", "Everyday words, and the practices they lead a search to.",
            Concept, ConceptForm, ("name", "slug", "labels"), lambda: Concept.objects.order_by("name"), concept_uses,
        ),
    )
}  # fmt: skip
