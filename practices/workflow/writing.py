"""What curators write directly, without a proposal: a new practice, a draft, the next version of a page."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from practices.models import Practice, PracticeText, Revision, Status, User
from practices.workflow.errors import Refused, Stale
from practices.workflow.log import record
from practices.workflow.publication import (
    Content,
    new_practice,
    only_curators,
    publish,
    snapshot,
    write_content,
)

MOVED_ON = "Somebody else has changed this practice since you opened the page. Your text is still here."


@dataclass(frozen=True)
class Writing:
    """What a curator filled in. ``seen`` is the state_of() the text when they opened the form."""

    content: Content
    note: str
    seen: str = ""
    is_minor: bool = False
    review_by: date | None = None


def state_of(text: PracticeText) -> str:
    """What the text says now, as a short name: its live version, or a fingerprint of a draft's words."""
    if text.live_revision:
        return text.live_revision.label
    words = json.dumps(snapshot(text), sort_keys=True)
    return f"draft-{hashlib.sha256(words.encode()).hexdigest()[:16]}"


@transaction.atomic
def begin(writing: Writing, language: str, *, by: User, draft: bool = False) -> Practice:
    """A new practice with the next number: published at once, or kept as a draft that only curators see."""
    only_curators(by)
    _needs_note(writing, draft)
    practice = new_practice(writing.content, Status.DRAFT if draft else Status.PUBLISHED)
    text = PracticeText(practice=practice, language=language)
    write_content(text, writing.content, writing.review_by)
    after = {"slug": practice.slug, "status": practice.status, "title": text.title}
    record("add", "practice", practice.code, by=by, after=after, note=writing.note)
    if not draft:
        _publish(text, writing, by)
    return practice


@transaction.atomic
def save_draft(practice: Practice, language: str, writing: Writing, *, by: User) -> None:
    """Keep what was written into a draft, complete or not."""
    text = _locked(practice, language, writing, by)
    if text.practice.status != Status.DRAFT or text.live_revision:
        raise Refused(f"{text.practice.code} is no draft: publish the change, or send it for review.")
    before = snapshot(text)
    write_content(text, writing.content, writing.review_by)
    after = snapshot(text)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        record(
            "save-draft", "practice", text.practice.code, by=by, note=writing.note,
            before=_only(before, changed), after=_only(after, changed),
        )  # fmt: skip


@transaction.atomic
def publish_directly(practice: Practice, language: str, writing: Writing, *, by: User) -> Revision:
    """The next version of a published practice, or the first of a draft.

    Raises Stale when another version was published meanwhile.
    """
    _needs_note(writing, draft=False)
    text = _locked(practice, language, writing, by)
    if text.practice.is_withdrawn:
        raise Refused(f"{text.practice.code} is withdrawn: restore it before you change it.")
    write_content(text, writing.content, writing.review_by)
    if text.practice.status == Status.DRAFT:
        text.practice.status = Status.PUBLISHED
        text.practice.save(update_fields=["status"])
    return _publish(text, writing, by)


def _publish(text: PracticeText, writing: Writing, by: User) -> Revision:
    return publish(text, by=by, note=writing.note, minor=writing.is_minor, credit=by.credit_line)


def _locked(practice: Practice, language: str, writing: Writing, by: User) -> PracticeText:
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    text = row.texts.select_related("live_revision").get(language=language)
    text.practice = row
    if state_of(text) != writing.seen:
        raise Stale(MOVED_ON)
    return text


def _needs_note(writing: Writing, draft: bool) -> None:
    if not draft and not writing.note.strip():
        raise Refused("Say what changed and why.")


def _only(content: Content, names: list[str]) -> dict[str, Any]:
    return {name: content[name] for name in names}
