"""What stands on the review page: changes, result, checks, who else proposes, and what is new to this curator."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from practices.forms.deciding import VerdictForm
from practices.models import Proposal, ProposalVersion, Revision
from practices.rendering.guard import TooComplex
from practices.rendering.markdown import render as render_markdown
from practices.rendering.references import Rendered
from practices.rendering.sanitise import inert
from practices.rendering.structure import text_problems, uncited_paragraphs
from practices.views.access import person
from practices.views.curation import verdicts
from practices.views.curation.differences import (
    Differences,
    Fold,
    Place,
    Settle,
    against_live,
    as_proposed,
    fields_to_settle,
    folded,
    read_only,
)
from practices.views.curation.queue import neighbours, queue_filter
from practices.views.curation.thread import Line, thread
from practices.views.curation.verdicts import WITH_TEXT, typed
from practices.workflow import decisions
from practices.workflow.decisions import Verdict
from practices.workflow.lookup import DatabaseLookup, all_filed_today, filed_today
from practices.workflow.merging import EMPTY, Content, Merge, changes, merge, named
from practices.workflow.rebasing import live_revision

QUOTED = 60
"""Characters of a text that stand for it in a list."""


@dataclass
class Matter:
    """The proposal with all that a decision on it depends on, read once."""

    proposal: Proposal
    live: Revision | None
    text: ProposalVersion | None
    others: list[tuple[Proposal, Content]]
    taken: set[str]
    """The names of the changes that are ticked."""
    open_merge: Merge
    """With every conflict, whatever was chosen."""
    merged: Merge
    """As it would be published."""
    base: Content = field(default_factory=EMPTY.copy)
    """What the proposal began with, what it wants, and what readers see: themes under the names they have today."""
    wanted: Content = field(default_factory=EMPTY.copy)
    now: Content = field(default_factory=EMPTY.copy)

    @property
    def has_text(self) -> bool:
        return self.text is not None and self.proposal.kind in WITH_TEXT

    @property
    def is_behind(self) -> bool:
        """Whether readers see something else than the proposer saw."""
        return bool(self.has_text and self.live and self.text and self.live.pk != self.text.base_revision_id)


def matter(request: HttpRequest, proposal: Proposal, live: Revision | None) -> Matter:
    """Two queries, for this text and those of all others about the same practice, and for names of today."""
    texts = list(ProposalVersion.objects.current().beside(proposal))
    text = next((text for text in texts if text.proposal_id == proposal.pk), None)
    base = text.base_revision.content if text and text.base_revision else None
    contents = [*(text.content for text in texts), base or EMPTY, live.content if live else EMPTY]
    *filed, began, now = all_filed_today(contents)
    others = [(row.proposal, content) for row, content in zip(texts, filed, strict=True) if row is not text]
    if text is None:
        return Matter(proposal, live, None, others, set(), Merge({}), Merge({}))
    wanted = filed[texts.index(text)]
    offered = {change.id for change in changes(began, wanted)}
    taken = offered - verdicts.left_out(request)
    if base is None or live is None:
        as_it_is = Merge(dict(wanted))
        return Matter(proposal, live, text, others, taken, as_it_is, as_it_is, began, wanted, now)
    chosen = Verdict(proposal.version, 0, chosen=taken)
    open_merge = decisions.merge_as_chosen(began, now, wanted, chosen)
    chosen.resolutions = verdicts.resolutions(request)
    merged = decisions.merge_as_chosen(began, now, wanted, chosen) if open_merge.conflicts else open_merge
    return Matter(proposal, live, text, others, taken, open_merge, merged, began, wanted, now)


def page(request: HttpRequest, proposal: Proposal, form: VerdictForm, live: Revision | None) -> dict[str, Any]:
    found = matter(request, proposal, live)
    chosen = queue_filter(request)
    view = _view(request, found)
    shown = _differences(found, view)
    lines = thread(proposal)
    places = _places(shown)
    unplaced = _say_beside(places, lines)
    _fill_in(request, places)
    shown.rows = folded(shown.rows)
    by = person(request)
    return {
        "proposal": proposal,
        "form": form,
        "text": found.text,
        "shown": shown,
        "views": _views(found),
        "view": view,
        "split": request.GET.get("view") == "split",
        **chosen.links(),
        "queue": neighbours(chosen, proposal.pk),
        "count": len(changes(found.base, found.wanted)) if found.has_text else 0,
        "conflicts": len(found.open_merge.conflicts),
        "may_leave_out": found.has_text and found.text is not None and found.text.base_revision_id is not None,
        "merged": found.merged.content if found.has_text else {},
        "next_number": (live.number if live else 0) + 1,
        **result(request, found),
        "comment": typed(request, "comment"),
        "place": typed(request, "about") or typed(request, "place"),
        "places": _listed(places),
        "thread": unplaced,
        "decided": next((line for line in reversed(lines) if line.outcome == proposal.state), None),
        "since": _since(found, lines, by.pk),
        "others": [_other(found, *other) for other in found.others],
        "colleagues": _colleagues(proposal, by.pk) if request.POST.get("do") in ("choose", "assign") else None,
        "may_decide": proposal.is_open and proposal.proposer_id != by.pk,
    }


# The changes


def _view(request: HttpRequest, found: Matter) -> str:
    asked = request.GET.get("against", "")
    return asked if asked in _views(found) else next(iter(_views(found)), "")


def _views(found: Matter) -> dict[str, str]:
    """Against what the proposal can be shown, the first unless asked otherwise. One alone is no choice."""
    views = {}
    if found.is_behind and found.proposal.is_open:
        views["live"] = "What is published"
    views["seen"] = "What the proposer saw"
    if found.has_text and getattr(found.proposal, "look_version", None) not in (None, found.proposal.version):
        views["look"] = "What I last looked at"
    return views


def _differences(found: Matter, view: str) -> Differences:
    if not found.has_text or found.text is None:
        return Differences([], [])
    if view == "live" and found.live:
        return against_live(found.base, found.now, found.wanted, found.taken, found.open_merge.conflicts)
    if view == "look":
        number = getattr(found.proposal, "look_version", 0)
        before = found.proposal.versions.filter(number=number).first()
        seen = filed_today(before.content) if before else found.base
        shown = read_only(seen, found.wanted, sorted(found.taken))
    else:
        shown = as_proposed(found.base, found.wanted, found.taken)
    if found.proposal.is_open:
        shown.rows += [*fields_to_settle(found.open_merge.conflicts)]
        shown.rows += [Settle(c, c) for c in found.open_merge.conflicts if c.field == "body"]
    return shown


def _places(shown: Differences) -> list[Place]:
    """What a comment can be about: each change, each conflict, and each paragraph that stays as it is."""
    return [row for row in (*shown.rows, *shown.left_out) if not isinstance(row, Fold) and row.place]


def _listed(places: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    """Each once, the changes first."""
    by_name = {row.place: row for row in places}
    groups: dict[str, list[Place]] = {"Changes": [], "Unchanged paragraphs": []}
    for row in by_name.values():
        groups["Unchanged paragraphs" if row.kind == "same" else "Changes"].append(row)
    return [group for group in groups.items() if group[1]]


def _say_beside(places: Iterable[Place], lines: Iterable[Line]) -> list[Line]:
    """Put what was said beside what it is about. Returns what is about the whole, or about words that are gone."""
    rows: dict[str, Place] = {}
    for row in places:
        for name in row.places:
            rows.setdefault(name, row)
    unplaced: list[Line] = []
    for line in lines:
        beside = rows.get(line.place)
        (beside.thread if beside else unplaced).append(line)
    return unplaced


def _fill_in(request: HttpRequest, places: Iterable[Place]) -> None:
    """In each conflict what was picked and written."""
    for row in places:
        if isinstance(row, Settle):
            own = request.POST.get(f"text-own-{row.place}")
            row.own = row.conflict.proposed if own is None else typed(request, f"text-own-{row.place}")
            row.picked = request.POST.get(f"conflict-{row.place}", "")


def quote_of(request: HttpRequest, proposal: Proposal, place: str) -> str:
    """The words that a comment is about; empty for a place that is not there."""
    found = matter(request, proposal, live_revision(proposal))
    shown = _differences(found, _view(request, found))
    return next((" ".join(row.quote.split()) for row in _places(shown) if row.place == place), "")


# The result


def result(request: HttpRequest, found: Matter) -> dict[str, Any]:
    """The text as it would be published, with the curator's own words where they were written over just this result;
    words that were written over another one are kept beside it, and never put in its place."""
    given = str(found.merged.content.get("body", "")).strip("\n")
    own, kept = verdicts.own_wording(request), typed(request, "own_kept")
    if own and request.POST.get("own_from", named(given)) != named(given):
        own, kept = "", own
    rendered = _rendered(own or given, found.proposal.language)
    html = rendered if isinstance(rendered, str) else rendered.html
    return {
        "own_body": own or given,
        "own_body_is_own": bool(own),
        "own_from": named(given),
        "own_kept": kept,
        "preview": inert(html) if found.proposal.is_guest else html,  # nothing to follow until it has been accepted
        "checks": _checks(found, rendered),
    }


def _rendered(body: str, language: str) -> Rendered | str:
    """Or why it cannot be shown."""
    try:
        return render_markdown(body, DatabaseLookup([body], language))
    except TooComplex as error:
        return str(error)


def _checks(found: Matter, rendered: Rendered | str) -> list[tuple[bool, str]]:
    """What a curator would look for first, done already."""
    proposal, conflicts = found.proposal, len(found.merged.conflicts)
    checks = [(bool(proposal.reason.strip()), "A reason is given" if proposal.reason.strip() else "No reason is given")]
    if found.has_text:
        checks += _checks_of_text(found, rendered)
        settle = f"{conflicts} place{'s' if conflicts > 1 else ''} to settle"
        checks.append((not conflicts, settle if conflicts else "No conflict with what is published"))
    if proposal.new_sources:
        found_all = all(str(source.get("url", "")).startswith("http") for source in proposal.new_sources)
        checks.append((found_all, "The new source has an address" if found_all else "A new source has no address"))
    declared = bool(proposal.interest.strip())
    return [*checks, (not declared, "An interest is declared" if declared else "No interest declared")]


def _checks_of_text(found: Matter, rendered: Rendered | str) -> list[tuple[bool, str]]:
    if isinstance(rendered, str):
        return [(False, rendered)]
    broken = [str(broken) for broken in rendered.broken]
    problems = text_problems(found.merged.content, rendered, found.proposal.language)
    form = [words[0].upper() + words[1:] for words in problems if words not in broken]
    uncited = uncited_paragraphs(rendered)
    bare = f"Paragraph{'s' if len(uncited) > 1 else ''} {', '.join(map(str, uncited))} without a source"
    return [
        *((False, words) for words in form),
        *([] if form else [(True, "Title, key message and sections are as they should be")]),
        *((False, words[0].upper() + words[1:]) for words in broken),
        *([] if broken else [(True, "All links and citations lead somewhere")]),
        (not uncited, bare if uncited else "Every paragraph cites a source"),
    ]


# Who else, and what is new


def _other(found: Matter, other: Proposal, wanted: Content) -> dict[str, Any]:
    """Another open proposal, with the places in which both change something and cannot both be taken as they are."""
    if not found.has_text or other.kind not in WITH_TEXT:
        return {"proposal": other, "places": []}
    conflicts = merge(found.base, found.wanted, wanted).conflicts
    fields = dict.fromkeys(conflict.field for conflict in conflicts if conflict.field != "body")
    quotes = [_short(c.base or c.proposed) for c in conflicts if c.field == "body"]
    return {"proposal": other, "fields": list(fields), "quotes": quotes, "places": [*fields, *quotes]}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else words[:QUOTED].rsplit(" ", 1)[0] + "…"


def _since(found: Matter, lines: Iterable[Line], user: int) -> dict[str, Any] | None:
    """What has happened since this curator last did something here; None when they never did."""
    proposal = found.proposal
    at = getattr(proposal, "looked_at", None)
    if at is None:
        return None
    new = [line for line in lines if line.created_at > at and line.author != user]
    version = proposal.version if proposal.version != getattr(proposal, "look_version", 0) else 0
    live = found.live.number if found.live and found.live.number != getattr(proposal, "look_live", 0) else 0
    return {"at": at, "version": version, "live": live, "comments": len(new), "nothing": not (new or version or live)}


def _colleagues(proposal: Proposal, user: int) -> list[Any]:
    return [person for person in decisions.curators() if person.pk not in (user, proposal.proposer_id)]
