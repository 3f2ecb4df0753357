"""Finds what a text mentions, in a handful of queries however many links it has. Former slugs are followed."""

from collections.abc import Iterable

from django.db.models import Model

from practices.models import FormerSlug, Practice, PracticeText, Source, SourcePassage, Term
from practices.rendering.inline import mentioned
from practices.rendering.references import Target


def _present_slugs(model: type[Model], kind: FormerSlug.Kind, slugs: set[str]) -> dict[str, str]:
    """Each slug, as given, to the slug its page has today; unknown ones are left out."""
    today = {slug: slug for slug in model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True)}
    if len(today) < len(slugs):
        former = FormerSlug.objects.filter(kind=kind, slug__in=slugs - set(today)).values_list("slug", "object_id")
        ids = dict(former)
        names = dict(model._default_manager.filter(pk__in=ids.values()).values_list("pk", "slug"))
        today |= {slug: names[pk] for slug, pk in ids.items() if pk in names}
    return today


def practices_by_slug(slugs: Iterable[str]) -> dict[str, Practice]:
    today = _present_slugs(Practice, FormerSlug.Kind.PRACTICE, set(slugs))
    rows = Practice.objects.in_bulk(list(today.values()), field_name="slug")
    return {slug: rows[present] for slug, present in today.items()}


class DatabaseLookup:
    """Knows the practices, terms and passages that the given texts mention. Places are found in any letter case."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        found = mentioned("\n".join(texts))
        practices = practices_by_slug(found.practices)
        titles = dict(
            PracticeText.objects.filter(practice__in=practices.values(), language=language).values_list(
                "practice_id", "title"
            )
        )
        self._practices = {
            slug: Target(practice.get_absolute_url(), titles.get(practice.pk, practice.code), practice.slug)
            for slug, practice in practices.items()
        }
        terms = _present_slugs(Term, FormerSlug.Kind.TERM, found.terms)
        rows = Term.objects.in_bulk(list(terms.values()), field_name="slug")
        self._terms = {
            slug: Target(rows[today].get_absolute_url(), rows[today].name, today) for slug, today in terms.items()
        }
        self._sources = _present_slugs(Source, FormerSlug.Kind.SOURCE, found.sources)
        self.passages = {
            (passage.source.slug, passage.label.casefold()): passage
            for passage in SourcePassage.objects.filter(source__slug__in=self._sources.values()).select_related(
                "source"
            )
        }

    def practice(self, slug: str) -> Target | None:
        return self._practices.get(slug)

    def term(self, slug: str) -> Target | None:
        return self._terms.get(slug)

    def passage(self, key: str, place: str) -> Target | None:
        found = self.passages.get((self._sources.get(key, key), place.casefold()))
        return Target(found.get_absolute_url(), found.label, found.source.slug) if found else None
