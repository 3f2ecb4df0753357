"""Finds what a text mentions, in a handful of queries however many links it has. Former slugs are followed."""

from collections.abc import Iterable

from django.db.models import Model

from practices.models import FormerSlug, Practice, PracticeText, Source, SourcePassage, Term
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


def practices_by_slug(slugs: Iterable[str]) -> dict[str, Practice]:
    today = present_slugs(Practice, FormerSlug.Kind.PRACTICE, set(slugs))
    rows = Practice.objects.in_bulk(list(today.values()), field_name="slug")
    return {slug: rows[present] for slug, present in today.items()}


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
