"""After a publication: what has become of the other proposals for the same practice."""

from practices.models import PracticeText, Proposal, ProposalKind, ProposalVersion, Revision, User
from practices.workflow.lookup import alike, filed_today
from practices.workflow.merging import EMPTY, Content, Merge, Resolutions, changes, merge, words_changed
from practices.workflow.outbox import tell_proposer


def live_revision(proposal: Proposal) -> Revision | None:
    """What readers see now of the practice that the proposal is about."""
    text = PracticeText.objects.live().filter(practice=proposal.practice_id, language=proposal.language)
    found = text.select_related("live_revision").first()
    return found.live_revision if found else None


def merged_today(base: Content, live: Content, proposed: Content, resolutions: Resolutions | None = None) -> Merge:
    """merge(), with themes that were renamed or merged meanwhile under one name on all three sides."""
    base, live, proposed = alike(base, live, proposed)
    return merge(base, live, proposed, resolutions)


def overlaps(proposal: Proposal) -> bool:
    """Whether what is live has changed since, in the same place."""
    text, live = proposal.text, live_revision(proposal)
    if proposal.kind != ProposalKind.EDIT or text is None or text.base_revision is None or live is None:
        return False
    return not merged_today(text.base_revision.content, live.content, text.content).is_clean


def size(proposal: Proposal) -> int:
    """How many words the proposal takes out and puts in."""
    text = proposal.text
    if proposal.kind not in (ProposalKind.EDIT, ProposalKind.NEW) or text is None:
        return 0
    base = filed_today(text.base_revision.content) if text.base_revision else EMPTY
    return words_changed(changes(base, filed_today(text.content)))


def look_again(revision: Revision, *, by: User | None) -> None:
    """Clean proposals move their base silently; overlapping ones are flagged, and their proposer is told once.

    Called by publish(), in its transaction and under its lock. Whoever published is not told what they did.
    """
    others = Proposal.objects.select_for_update(of=("self",)).open()
    about = others.filter(practice=revision.practice_id, language=revision.language, kind=ProposalKind.EDIT)
    for row in about.select_related("proposer"):
        _look(row, revision, by)


def _look(row: Proposal, revision: Revision, by: User | None) -> None:
    text = row.text
    if text is None or text.base_revision is None:
        return
    merged = merged_today(text.base_revision.content, revision.content, text.content)
    if merged.is_clean:
        row.version += 1
        row.base_revision, row.overlaps = revision, False
        row.words = words_changed(changes(filed_today(revision.content), merged.content))
        ProposalVersion.objects.create(
            proposal=row, number=row.version, base_revision=revision, content=merged.content, is_rebase=True
        )
    elif not row.overlaps:
        row.overlaps = True
        if by is None or row.proposer_id != by.pk:
            tell_proposer(row, "overlap", f"overlap-{row.pk}", f"Proposal {row.pk}: the practice has changed")
    row.save()
