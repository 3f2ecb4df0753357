"""Finds what a text mentions, in a handful of queries however many links it has. Former slugs are followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.urls import reverse

from practices.models import FormerSlug, Practice, PracticeText, Source, SourcePassage, Term, Theme
from practices.rendering.inline import mentioned
from practices.rendering.references import Target


def present_slugs(model: type[Model], kind: FormerSlug.Kind, slugs: set[str]) -> dict[str, str]:
    """Each slug, as given, to the slug its page has today; unknown ones are left out."""
    today = {slug: slug for slug in model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True)}
    return today | _followed(model, kind, slugs - set(today))


def _followed(model: type[Model], kind: FormerSlug.Kind, slugs: set[str]) -> dict[str, str]:
    """The same for slugs that no page has today."""
    if not slugs:
        return {}
    ids = dict(FormerSlug.objects.filter(kind=kind, slug__in=slugs).values_list("slug", "object_id"))
    names = dict(model._default_manager.filter(pk__in=ids.values()).values_list("pk", "slug"))
    return {slug: names[pk] for slug, pk in ids.items() if pk in names}


def filed_today(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a revision or proposal with its themes under the slugs they have today.

    A theme may have been renamed or merged since. What nobody knows stays as it is, and so does what is missing.
    """
    return all_filed_today([content])[0]


def all_filed_today(contents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for many contents, in one look."""
    today = present_slugs(Theme, FormerSlug.Kind.THEME, {slug for content in contents for slug in _filing(content)})
    return [_filed(content, today) for content in contents]


def alike(*contents: dict[str, Any]) -> list[dict[str, Any]]:
    """Contents to be compared: all_filed_today(), but without a look where all are filed under the same names."""
    filings = {(content.get("primary_theme"), *sorted(content.get("themes", []))) for content in contents}
    return list(contents) if len(filings) == 1 else all_filed_today(contents)


def _filing(content: dict[str, Any]) -> tuple[str, ...]:
    return content.get("primary_theme", ""), *content.get("themes", [])


def _filed(content: dict[str, Any], today: dict[str, str]) -> dict[str, Any]:
    if all(today.get(slug, slug) == slug for slug in _filing(content)):
        return content
    primary, *themes = (today.get(slug, slug) for slug in _filing(content))
    return content | {"primary_theme": primary, "themes": sorted(set(themes))}


def practices_by_slug(slugs: Iterable[str]) -> dict[str, Practice]:
    today = present_slugs(Practice, FormerSlug.Kind.PRACTICE, set(slugs))
    rows = Practice.objects.in_bulk(list(today.values()), field_name="slug")
    return {slug: rows[present] for slug, present in today.items()}


def sources_by_key(keys: Iterable[str]) -> dict[str, Source]:
    """Each key, as given, to its source: one query, and more only for keys that no source has today."""
    wanted = set(keys)
    found = Source.objects.in_bulk(wanted, field_name="slug")
    followed = _followed(Source, FormerSlug.Kind.SOURCE, wanted - set(found))
    rows = Source.objects.in_bulk(followed.values(), field_name="slug") if followed else {}
    return found | {key: rows[present] for key, present in followed.items()}


class DatabaseLookup:
    """Knows the practices, terms and passages that the given texts mention. Places are found in any letter case.

    One query for each kind, and more only for slugs that no page has today.
    """

    def __init__(self, texts: Iterable[str], language: str) -> None:
        found = mentioned("\n".join(texts))
        rows = PracticeText.objects.filter(practice__slug__in=found.practices, language=language)
        self._practices = {
            text.practice.slug: Target(text.practice.get_absolute_url(), text.title, text.practice.slug)
            for text in rows.select_related("practice")
        }
        self._practices |= self._other_practices(found.practices - set(self._practices), language)
        self._terms = self._targets(found.terms)
        for slug, today in _followed(Term, FormerSlug.Kind.TERM, found.terms - set(self._terms)).items():
            self._terms[slug] = self._targets({today})[today]
        self.passages = self._passages(found.sources)
        self._sources = {slug: slug for slug, _ in self.passages}
        self._sources |= _followed(Source, FormerSlug.Kind.SOURCE, found.sources - set(self._sources))
        self.passages |= self._passages({today for slug, today in self._sources.items() if slug != today})

    def _other_practices(self, slugs: set[str], language: str) -> dict[str, Target]:
        """Those with a former slug, or without a text in this language."""
        if not slugs:
            return {}
        practices = practices_by_slug(slugs)
        texts = PracticeText.objects.filter(practice__in=practices.values(), language=language)
        titles = dict(texts.values_list("practice_id", "title"))
        return {
            slug: Target(practice.get_absolute_url(), titles.get(practice.pk, practice.code), practice.slug)
            for slug, practice in practices.items()
        }

    def _targets(self, slugs: set[str]) -> dict[str, Target]:
        terms = Term.objects.filter(slug__in=slugs)
        return {term.slug: Target(term.get_absolute_url(), term.name, term.slug) for term in terms}

    def _passages(self, sources: set[str]) -> dict[tuple[str, str], SourcePassage]:
        passages = SourcePassage.objects.filter(source__slug__in=sources).select_related("source")
        return {(passage.source.slug, passage.label.casefold()): passage for passage in passages}

    def practice(self, slug: str) -> Target | None:
        return self._practices.get(slug)

    def term(self, slug: str) -> Target | None:
        return self._terms.get(slug)

    def passage(self, key: str, place: str) -> Target | None:
        found = self.passages.get((self._sources.get(key, key), place.casefold()))
        return Target(found.get_absolute_url(), found.label, found.source.slug) if found else None


@dataclass
class Names:
    """All that texts may mention, in memory: for many texts at once, and before any of it is in the database."""

    practices: dict[str, str] = field(default_factory=dict)
    """Present slug by any slug, present or former; the same for terms and sources."""
    terms: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    """By slug and language."""
    term_names: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Label and anchor by source and label in small letters."""

    @classmethod
    def in_database(cls) -> "Names":
        names = cls()
        for slug, number in Practice.objects.values_list("slug", "number"):
            names.add_practice(slug, Practice(number=number).code)
        for slug, name in Term.objects.values_list("slug", "name"):
            names.add_term(slug, name)
        for (slug,) in Source.objects.values_list("slug"):
            names.sources[slug] = slug
        for place in SourcePassage.objects.values_list("source__slug", "label", "anchor"):
            names.add_place(*place)
        for slug, language, title in PracticeText.objects.values_list("practice__slug", "language", "title"):
            names.titles[slug, language] = title
        known = ((Practice, names.practices), (Term, names.terms), (Source, names.sources))
        for model, slugs in known:
            kind = FormerSlug.Kind(str(model._meta.model_name))
            former = FormerSlug.objects.filter(kind=kind).values_list("slug", flat=True)
            slugs |= _followed(model, kind, set(former) - set(slugs))
        return names

    def add_practice(self, slug: str, code: str, former: Iterable[str] = ()) -> None:
        self.codes[slug] = code
        self.practices |= dict.fromkeys([slug, *former], slug)

    def add_term(self, slug: str, name: str, former: Iterable[str] = ()) -> None:
        self.term_names[slug] = name
        self.terms |= dict.fromkeys([slug, *former], slug)

    def add_source(self, slug: str, former: Iterable[str] = ()) -> None:
        self.sources |= dict.fromkeys([slug, *former], slug)

    def add_place(self, source: str, label: str, anchor: str) -> None:
        self.places[source, label.casefold()] = label, anchor

    def lookup(self, language: str) -> "NamesLookup":
        return NamesLookup(self, language)


@lru_cache(20_000)
def _address(route: str, slug: str) -> str:
    """Working it out costs a fifth of rendering a text."""
    return reverse(f"practices:{route}", args=[slug])


@dataclass
class NamesLookup:
    """Finds what a text in this language mentions."""

    names: Names
    language: str

    def practice(self, slug: str) -> Target | None:
        present = self.names.practices.get(slug)
        if present is None:
            return None
        title = self.names.titles.get((present, self.language), self.names.codes.get(present, present))
        return Target(_address("practice-detail", present), title, present)

    def term(self, slug: str) -> Target | None:
        present = self.names.terms.get(slug)
        if present is None:
            return None
        return Target(_address("term-detail", present), self.names.term_names[present], present)

    def passage(self, key: str, place: str) -> Target | None:
        present = self.names.sources.get(key, key)
        found = self.names.places.get((present, place.casefold()))
        if found is None:
            return None
        label, anchor = found
        return Target(f"{_address('source-detail', present)}#{anchor}", label, present)
