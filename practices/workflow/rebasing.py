"""After a publication: what has become of the other proposals for the same practice."""

from practices.models import Proposal, ProposalKind, ProposalVersion, Revision
from practices.workflow.merging import merge
from practices.workflow.outbox import tell_proposer


def look_again(revision: Revision) -> None:
    """Clean proposals move their base silently; overlapping ones are flagged, and their proposer is told once.

    Called by publish(), in its transaction and under its lock.
    """
    others = Proposal.objects.select_for_update(of=("self",)).open()
    about = others.filter(practice=revision.practice_id, language=revision.language, kind=ProposalKind.EDIT)
    for row in about.select_related("proposer"):
        _look(row, revision)


def _look(row: Proposal, revision: Revision) -> None:
    text = row.text
    if text is None or text.base_revision is None:
        return
    merged = merge(text.base_revision.content, revision.content, text.content)
    if merged.is_clean:
        row.version += 1
        row.base_revision, row.overlaps = revision, False
        ProposalVersion.objects.create(
            proposal=row, number=row.version, base_revision=revision, content=merged.content, is_rebase=True
        )
    elif not row.overlaps:
        row.overlaps = True
        tell_proposer(row, "overlap", f"overlap-{row.pk}", f"Proposal {row.pk}: the practice has changed")
    row.save()
