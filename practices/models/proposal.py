"""What people offer to change, each state of it, what was said about it, and what was decided."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from practices.models.constraints import filled, listed
from practices.models.practice import Practice
from practices.models.revision import Revision
from practices.models.user import Credit
from practices.models.vocabulary import Language
from practices.querysets import ProposalQuerySet, ProposalVersionQuerySet

CONFIRM_WITHIN = timedelta(days=7)
CLAIM_LASTS = timedelta(days=7)
REOPEN_WITHIN = timedelta(days=30)
EXPIRES_AFTER = timedelta(days=44)


class ProposalKind(models.TextChoices):
    EDIT = "edit", "Edit"
    NEW = "new", "New practice"
    REMARK = "remark", "Remark"
    WITHDRAW = "withdraw", "Withdraw this practice"


class ProposalState(models.TextChoices):
    """Where a proposal stands. "Needs rebase" is computed, not a state."""

    DRAFT = "draft", "Draft"
    UNCONFIRMED = "unconfirmed", "Waiting for confirmation"
    SUBMITTED = "submitted", "Submitted"
    IN_REVIEW = "in-review", "In review"
    CHANGES_REQUESTED = "changes-requested", "Changes asked for"
    ACCEPTED = "accepted", "Accepted"
    ACCEPTED_MODIFIED = "accepted-modified", "Accepted with changes"
    ACCEPTED_IN_PART = "accepted-in-part", "Accepted in part"
    DECLINED = "declined", "Not taken up"
    SUPERSEDED = "superseded", "Superseded"
    SPAM = "spam", "Spam"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


OPEN = (ProposalState.SUBMITTED, ProposalState.IN_REVIEW, ProposalState.CHANGES_REQUESTED)
"""States in which a curator may decide."""
EDITABLE = (ProposalState.DRAFT, *OPEN)
"""States in which the proposer may still change the text."""
DECIDED = (
    *(ProposalState.ACCEPTED, ProposalState.ACCEPTED_MODIFIED, ProposalState.ACCEPTED_IN_PART),
    *(ProposalState.DECLINED, ProposalState.SUPERSEDED),
)
REOPENABLE = (ProposalState.DECLINED, ProposalState.EXPIRED, ProposalState.WITHDRAWN)


class Proposal(models.Model):
    """An offered edit against ``base_revision``. ``version`` counts the submitted states of its text.

    ``email`` and ``affiliation`` are those of a guest; the address is never shown. ``token_hash`` is of the secret link
    the guest follows it by.
    """

    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.EN)
    base_revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals_based_on"
    )
    state = models.CharField(max_length=20, choices=ProposalState.choices, default=ProposalState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    interest = models.TextField(blank=True)
    is_minor = models.BooleanField(default=False)
    new_sources: Any = models.JSONField(default=list, blank=True)
    draft: Any = models.JSONField(default=dict, blank=True)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    proposer_name = models.CharField(max_length=150, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    is_guest = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    confirm_hash = models.CharField(max_length=64, blank=True, db_index=True)
    credit = models.CharField(max_length=12, choices=Credit.choices, default=Credit.FULL)
    credit_line = models.CharField(max_length=300, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="claimed"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    overlaps = models.BooleanField(default=False)
    words = models.PositiveIntegerField(default=0, help_text="That go and come in all, in the text sent last.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    superseded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            listed("proposal", "kind", ProposalKind),
            listed("proposal", "state", ProposalState),
            listed("proposal", "credit", Credit),
            models.CheckConstraint(
                condition=models.Q(kind=ProposalKind.NEW) | models.Q(practice__isnull=False),
                name="proposal_about_a_practice",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="proposal_queue")]

    def __str__(self) -> str:
        return f"Proposal {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """Not answered within the days that the portal promises."""
        promised = timezone.now() - timedelta(days=settings.ANSWER_DAYS)
        return self.is_open and self.submitted_at is not None and self.submitted_at < promised

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def reopen_until(self) -> datetime:
        return self.state_since + REOPEN_WITHIN

    @property
    def may_be_reopened(self) -> bool:
        return self.state in REOPENABLE and timezone.now() <= self.reopen_until

    @property
    def text(self) -> "ProposalVersion | None":
        """The state of the text that was submitted last."""
        return self.versions.order_by("-number").select_related("base_revision").first()

    def get_absolute_url(self) -> str:
        return reverse("practices:proposal-detail", args=[self.pk])


class ProposalVersion(models.Model):
    """One submitted state of a proposal's text; kept for good. ``content`` is shaped like a revision's."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    base_revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    content: Any = models.JSONField()
    is_rebase = models.BooleanField(default=False, help_text="Made by the portal when another proposal was published.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProposalVersionQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_unique")]

    def __str__(self) -> str:
        return f"{self.proposal}, version {self.number}"


class ProposalComment(models.Model):
    """A line of the thread. Internal ones are for curators only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    author_name = models.CharField(max_length=150)
    is_internal = models.BooleanField(default=False)
    place = models.CharField(
        max_length=100, blank=True, help_text="The change or paragraph it is about; empty for all."
    )
    quote = models.CharField(max_length=200, blank=True, help_text="What stood there, for when it does no longer.")
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = filled("comment", "text", "author_name")

    def __str__(self) -> str:
        return f"{self.author_name} on {self.proposal}"


class LastLook(models.Model):
    """How things stood when a curator last said or did something about a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    version = models.PositiveIntegerField(help_text="Of the proposal.")
    live = models.PositiveIntegerField(help_text="The version of the practice that was published; 0 for none.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="last_look_unique")]

    def __str__(self) -> str:
        return f"{self.user} at {self.proposal}, version {self.version}"


class Decision(models.Model):
    """Who decided what, why, and with which resulting revision."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField(help_text="Of the proposal, as it was decided on.")
    outcome = models.CharField(max_length=20, choices=ProposalState.choices)
    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    curator_name = models.CharField(max_length=150)
    message = models.TextField(blank=True)
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="decision")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [listed("decision", "outcome", ProposalState)]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.outcome}"
