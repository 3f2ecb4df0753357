"""The words in which the portal asks for data. Imports no models.

``published()`` and ``visible_to(user)`` are the only doors for reading: a view never starts from ``objects.all()``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from practices.models import (  # noqa: F401  (named in the strings below)
        Actor,
        Citation,
        Concept,
        Edition,
        FailedSearch,
        Invitation,
        LinkCheck,
        LogEntry,
        OutboxMessage,
        Practice,
        PracticeLink,
        PracticeQuestion,
        PracticeText,
        Proposal,
        ProposalVersion,
        Revision,
        Source,
        SourcePassage,
        Term,
        TermLabel,
        TermUse,
        Theme,
        User,
    )

    Person: TypeAlias = User | AnonymousUser

Model = TypeVar("Model", bound=models.Model)

PUBLISHED, WITHDRAWN = "published", "withdrawn"


def sees_drafts(user: Person) -> bool:
    """Whether drafts are shown to this person: to those who may change practices."""
    return user.is_active and user.has_perm("practices.change_practice")


class NaturalKeyQuerySet(models.QuerySet[Model], Generic[Model]):
    """Finds a row by what people call it, which is how fixtures refer to rows."""

    natural_key_fields: tuple[str, ...] = ("slug",)

    def get_by_natural_key(self, *values: Any) -> Model:
        return self.get(**dict(zip(self.natural_key_fields, values, strict=True)))


class PracticeQuerySet(NaturalKeyQuerySet["Practice"]):
    natural_key_fields = ("number",)

    def published(self) -> Self:
        return self.filter(status=PUBLISHED)

    def visible_to(self, user: Person) -> Self:
        """Drafts are for those who edit. A withdrawn practice stays readable: others may have cited it."""
        return self if sees_drafts(user) else self.filter(status__in=(PUBLISHED, WITHDRAWN))

    def with_text(self, language: str) -> Self:
        """Those that have a live text in this language; adds ``title``, ``key_message`` and ``source_count``."""
        return (
            self.annotate(
                text=FilteredRelation(
                    "texts", condition=Q(texts__language=language, texts__live_revision__isnull=False)
                )
            )
            .filter(text__isnull=False)
            .annotate(title=F("text__title"), key_message=F("text__key_message"), source_count=F("text__source_count"))
        )

    def for_list(self, language: str) -> Self:
        """All that a line in a list shows, in one query."""
        return self.with_text(language).select_related("primary_theme__parent")

    def for_curators(self, language: str) -> Self:
        """As for_list(), with drafts that were never published."""
        text = FilteredRelation("texts", condition=Q(texts__language=language))
        return self.annotate(text=text, title=F("text__title")).select_related("primary_theme__parent")

    def in_theme(self, theme: Theme) -> Self:
        """Filed under the theme or one of its sub-themes."""
        return self.in_themes([theme.slug])

    # Each of these compares with a subquery, so that no practice comes out twice.

    def in_themes(self, slugs: list[str]) -> Self:
        rows = self.model._default_manager.filter(Q(themes__slug__in=slugs) | Q(themes__parent__slug__in=slugs))
        return self.filter(pk__in=rows.values("pk"))

    def with_actors(self, slugs: list[str]) -> Self:
        return self.filter(pk__in=self.model._default_manager.filter(actors__slug__in=slugs).values("pk"))

    def citing(self, slugs: list[str], language: str) -> Self:
        rows = self.model._default_manager.filter(citations__source__slug__in=slugs, citations__language=language)
        return self.filter(pk__in=rows.values("pk"))

    def bare(self, language: str) -> Self:
        """Published ones that cite nothing, or that no link leads to or from. Adds ``is_linked``."""
        rows = self.model._default_manager
        linked = Q(pk__in=rows.filter(links__language=language).values("pk"))
        linked |= Q(pk__in=rows.filter(backlinks__language=language).values("pk"))
        found = self.published().for_list(language).annotate(is_linked=ExpressionWrapper(linked, BooleanField()))
        return found.filter(Q(source_count=0) | Q(is_linked=False))

    def due_for_review(self, today: date) -> Self:
        return self.published().filter(review_by__lte=today)


class PracticeTextQuerySet(NaturalKeyQuerySet["PracticeText"]):
    natural_key_fields = ("practice__number", "language")

    def live(self) -> Self:
        return self.filter(live_revision__isnull=False)

    def behind(self, language: str) -> Self:
        """Translations whose text in this language says something else than when they were written, the oldest first.

        What was only filed otherwise since counts for neither side, and a text that was reverted says what it said.
        Adds ``source_at``, ``source_now``, the number of the version that is live, and those of with_origin().
        """
        source = self.model._default_manager.filter(practice=OuterRef("practice"), language=language)
        still = self._said().filter(
            language=language,
            number=OuterRef("source_then"),
            practice__texts__language=language,
            said_title=F("practice__texts__title"),
            said_message=F("practice__texts__key_message"),
            said_body=F("practice__texts__body"),
        )
        found = self.live().exclude(language=language).with_origin(language)
        dated = found.annotate(
            source_at=Subquery(source.values("live_revision__created_at")),
            source_now=Subquery(source.values("live_revision__number")),
        )
        return dated.filter(~Exists(still), source_now__isnull=False).order_by("source_at", "pk")

    def with_origin(self, language: str) -> Self:
        """Adds ``written_at``, when the words of the text came, and ``source_then``, the number of the version in the
        language that was live then, from which they were written."""
        own = self._said().filter(language=OuterRef("language"))
        other = own.exclude(
            said_title=OuterRef("title"), said_message=OuterRef("key_message"), said_body=OuterRef("body")
        )
        came = own.filter(number__gt=OuterRef("before")).order_by("number")
        source = self._said().filter(language=language, created_at__lte=OuterRef("written_at"))
        return (
            self.annotate(before=Coalesce(Subquery(other.order_by("-number").values("number")[:1]), 0))
            .annotate(written_at=Subquery(came.values("created_at")[:1]))
            .annotate(source_then=Subquery(source.order_by("-number").values("number")[:1]))
        )

    def _said(self) -> Any:
        """The versions of the same practice, with their words."""
        revisions = self.model._meta.get_field("live_revision").related_model._default_manager
        return revisions.filter(practice=OuterRef("practice")).alias(
            said_title=KT("content__title"), said_message=KT("content__key_message"), said_body=KT("content__body")
        )


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: Person) -> Self:
        return self if sees_drafts(user) else self.filter(practice__status__in=(PUBLISHED, WITHDRAWN))

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def rendered_before(self, version: int) -> Self:
        return self.filter(renderer__lt=version)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def for_list(self) -> Self:
        return self.select_related("practice__primary_theme").defer("html")


class ThemeQuerySet(NaturalKeyQuerySet["Theme"]):
    def top_level(self) -> Self:
        return self.filter(parent__isnull=True)


class ActorQuerySet(NaturalKeyQuerySet["Actor"]):
    pass


class SourceQuerySet(NaturalKeyQuerySet["Source"]):
    def with_counts(self, language: str) -> Self:
        """Adds ``practice_count``: the published practices that cite the source."""
        cited = Q(citations__language=language, citations__practice__status=PUBLISHED)
        counted = self.annotate(practice_count=Count("citations__practice", filter=cited, distinct=True))
        return counted.order_by(F("sort_year").asc(nulls_last=True), F("start_date").asc(nulls_last=True), "slug")

    def in_time(self) -> Self:
        """Dated ones, oldest first."""
        return self.filter(start_date__isnull=False).order_by("start_date", "slug")


class SourcePassageQuerySet(NaturalKeyQuerySet["SourcePassage"]):
    natural_key_fields = ("source__slug", "label")


class CitationQuerySet(models.QuerySet["Citation"]):
    def in_published(self) -> Self:
        return self.filter(practice__status=PUBLISHED)

    def in_language(self, language: str) -> Self:
        """Adds ``title``, that of the practice in this language."""
        return self.filter(language=language, practice__texts__language=language).annotate(
            title=F("practice__texts__title")
        )


class PracticeLinkQuerySet(models.QuerySet["PracticeLink"]):
    def to_published(self, language: str) -> Self:
        """Adds ``title``, that of the practice the link leads to."""
        return self.filter(language=language, target__status=PUBLISHED, target__texts__language=language).annotate(
            title=F("target__texts__title")
        )

    def from_published(self, language: str) -> Self:
        """Adds ``title``, that of the practice the link comes from."""
        return self.filter(language=language, practice__status=PUBLISHED, practice__texts__language=language).annotate(
            title=F("practice__texts__title")
        )

    def typed(self) -> Self:
        return self.exclude(kind="mentions")


class TermQuerySet(NaturalKeyQuerySet["Term"]):
    def alphabetical(self) -> Self:
        return self.order_by("name", "slug")


class TermLabelQuerySet(NaturalKeyQuerySet["TermLabel"]):
    natural_key_fields = ("term__slug", "language", "text")


class TermUseQuerySet(models.QuerySet["TermUse"]):
    def in_published(self, language: str) -> Self:
        """Adds ``title``, that of the practice that uses the term."""
        return self.filter(language=language, practice__status=PUBLISHED, practice__texts__language=language).annotate(
            title=F("practice__texts__title")
        )


class EditionQuerySet(NaturalKeyQuerySet["Edition"]):
    natural_key_fields = ("number",)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def about(self, kind: str, *keys: str) -> Self:
        """What happened to one object; more keys where it was once called otherwise."""
        return self.filter(object_kind=kind, object_key__in=keys)


class ConceptQuerySet(NaturalKeyQuerySet["Concept"]):
    pass


class PracticeQuestionQuerySet(NaturalKeyQuerySet["PracticeQuestion"]):
    natural_key_fields = ("practice__number", "text")


class FailedSearchQuerySet(models.QuerySet["FailedSearch"]):
    def since(self, day: date) -> Self:
        return self.filter(last_on__gte=day)

    def most_wanted(self) -> Self:
        return self.order_by("-times", "-last_on", "query")

    def least_wanted(self) -> Self:
        return self.order_by("times", "last_on", "pk")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True)


OPEN_STATES = ("submitted", "in-review", "changes-requested")
DECIDED_STATES = ("accepted", "accepted-modified", "accepted-in-part", "declined", "superseded")


def reviews(user: Person) -> bool:
    return user.is_active and user.has_perm("practices.review")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        """Those a curator may decide on."""
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> Self:
        """Those that wait for a curator, not for the proposer."""
        return self.filter(state__in=("submitted", "in-review"))

    def decided(self) -> Self:
        return self.filter(state__in=DECIDED_STATES)

    def by(self, user: User) -> Self:
        """What is spam is hidden from its sender too."""
        return self.filter(proposer=user).exclude(state="spam")

    def visible_to(self, user: Person) -> Self:
        """One's own; for curators all that was submitted; for everybody what was decided, on published practices."""
        public = Q(state__in=DECIDED_STATES) & (Q(practice__isnull=True) | ~Q(practice__status="draft"))
        if not user.is_authenticated:
            return self.filter(public)
        if reviews(user):
            return self.filter(Q(proposer=user) | ~Q(state__in=("draft", "unconfirmed")))
        return self.filter(public | Q(proposer=user)).exclude(state="spam")

    def unclaimed_since(self, moment: datetime) -> Self:
        return self.filter(state="in-review", claimed_at__lt=moment)

    def sent(self) -> Self:
        return self.exclude(state__in=("draft", "unconfirmed"))

    def with_last_look(self, user: User) -> Self:
        """Adds ``look_version``, ``look_live`` and ``looked_at``: how things stood when they last did something."""
        looks = FilteredRelation("looks", condition=Q(looks__user=user))
        return self.annotate(
            last=looks, look_version=F("last__version"), look_live=F("last__live"), looked_at=F("last__at")
        )


class ProposalVersionQuerySet(models.QuerySet["ProposalVersion"]):
    def current(self) -> Self:
        """The text of each proposal that was sent last, without the HTML of what it is based on."""
        rows = self.filter(number=F("proposal__version")).select_related("proposal", "base_revision")
        return rows.defer("base_revision__html", "base_revision__outline")

    def beside(self, proposal: Proposal) -> Self:
        """That of the proposal, and those of all other open ones about the same practice."""
        if proposal.practice_id is None:
            return self.filter(proposal=proposal)
        about = Q(proposal__practice=proposal.practice_id, proposal__language=proposal.language)
        return self.filter(Q(proposal=proposal) | about & Q(proposal__state__in=OPEN_STATES))


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, now: datetime) -> Self:
        return self.filter(sent_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def due(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def troubled(self) -> Self:
        """What a curator would look at: dead ones first, then those that have failed longest."""
        order = models.Case(models.When(state="dead", then=0), models.When(state="failing", then=1), default=2)
        return self.filter(state__in=("dead", "failing", "moved", "unclear")).order_by(order, "failing_since", "url")
