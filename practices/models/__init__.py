"""The tables. Code outside this package imports from here only; inside, a module imports only from those above it.

vocabulary  the controlled lists that live in code
constraints rules that the database itself holds
user        people
theme       themes and actors, the lists that practices are filed under
source      documents and events, and their passages
term        the glossary
practice    a practice and its text per language
revision    what a practice said at each publication
derived     citations, links and uses of terms, worked out from the text
edition     frozen sets of revisions
naming      slugs that used to be
link_check  outgoing links, and how they answer
log         the audit trail
"""

from practices.models.derived import Citation, PracticeLink, TermUse
from practices.models.edition import Edition, EditionItem
from practices.models.invitation import Invitation
from practices.models.link_check import LinkCheck, LinkState
from practices.models.log import LogEntry
from practices.models.naming import FormerSlug
from practices.models.outbox import OutboxMessage
from practices.models.practice import Practice, PracticeText
from practices.models.proposal import (
    Decision,
    LastLook,
    Proposal,
    ProposalComment,
    ProposalKind,
    ProposalState,
    ProposalVersion,
)
from practices.models.revision import Revision
from practices.models.search import (
    Concept,
    FailedSearch,
    PracticeQuestion,
    SearchEntry,
    SearchFacets,
    SearchLabel,
    SearchWord,
)
from practices.models.source import Source, SourcePassage
from practices.models.term import Term, TermLabel
from practices.models.theme import Actor, Theme
from practices.models.user import Credit, Rhythm, Role, User
from practices.models.vocabulary import Basis, EntryKind, LabelKind, Language, LinkKind, Phase, SourceKind, Status

__all__ = [
    "Actor",
    "Basis",
    "Citation",
    "Concept",
    "Credit",
    "Decision",
    "Edition",
    "EditionItem",
    "EntryKind",
    "FailedSearch",
    "FormerSlug",
    "Invitation",
    "LabelKind",
    "Language",
    "LastLook",
    "LinkCheck",
    "LinkKind",
    "LinkState",
    "LogEntry",
    "OutboxMessage",
    "Phase",
    "Practice",
    "PracticeLink",
    "PracticeQuestion",
    "PracticeText",
    "Proposal",
    "ProposalComment",
    "ProposalKind",
    "ProposalState",
    "ProposalVersion",
    "Revision",
    "Rhythm",
    "Role",
    "SearchEntry",
    "SearchFacets",
    "SearchLabel",
    "SearchWord",
    "Source",
    "SourceKind",
    "SourcePassage",
    "Status",
    "Term",
    "TermLabel",
    "TermUse",
    "Theme",
    "User",
]
