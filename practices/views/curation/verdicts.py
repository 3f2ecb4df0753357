"""What a curator has filled in on the review page: ticks, chosen readings, own wording, and the decision itself."""

from typing import Any

from django.http import HttpRequest

from practices.filters import practice_number
from practices.forms.deciding import VerdictForm
from practices.models import Practice, Proposal, ProposalKind, User
from practices.views.access import person
from practices.views.finding import whole_number
from practices.workflow import decisions
from practices.workflow.decisions import Verdict
from practices.workflow.errors import Refused
from practices.workflow.merging import named
from practices.workflow.rebasing import live_revision

WITH_TEXT = (ProposalKind.EDIT, ProposalKind.NEW)
READINGS = ("live", "proposed", "own")


def typed(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).replace("\r\n", "\n").replace("\0", "")


def ticked(request: HttpRequest) -> list[str] | None:
    """The names of the changes to take; None when the page had none to leave out."""
    return request.POST.getlist("change") if request.POST.get("ticked") == "1" else None


def left_out(request: HttpRequest) -> set[str]:
    """The names of the changes whose tick was taken away."""
    taken = ticked(request)
    return set() if taken is None else set(request.POST.getlist("seen")) - set(taken)


def resolutions(request: HttpRequest) -> dict[str, str]:
    """For each conflict: the live reading, the proposed one, or the curator's own text."""
    return {
        name.removeprefix("conflict-"): typed(request, f"text-{value}-{name.removeprefix('conflict-')}")
        for name, value in request.POST.items()
        if name.startswith("conflict-") and value in READINGS
    }


def own_wording(request: HttpRequest) -> str:
    """The curator's own wording of the whole text; empty when it was left as the page gave it."""
    own = typed(request, "own_body").strip("\n")
    return "" if named(own) == request.POST.get("own_from") else own


def has_work(request: HttpRequest) -> bool:
    """Whether anything stands in the form that a fresh page would not have."""
    words = any(typed(request, name) for name in ("message", "note", "other", "successor", "decision", "own_kept"))
    combined = any(
        typed(request, name) != typed(request, f"text-proposed-{name.removeprefix('text-own-')}")
        for name in request.POST
        if name.startswith("text-own-")
    )
    return words or combined or bool(resolutions(request) or left_out(request) or own_wording(request))


def decide(request: HttpRequest, proposal: Proposal, form: VerdictForm) -> None:
    """Hand the decision to the workflow. Raises Refused, or Stale, when it cannot be made."""
    verdict, by, do = _verdict(request, form), person(request), _decision(request)
    if do == "accept":
        verdict.edited = _edited(request, proposal, verdict)
        verdict.successor = _successor(form)
        decisions.accept(proposal, by=by, verdict=verdict)
    elif do == "changes":
        decisions.ask_for_changes(proposal, by=by, verdict=verdict)
    elif do == "decline":
        decisions.decline(proposal, by=by, verdict=verdict)
    elif do == "spam":
        decisions.mark_spam(proposal, by=by, verdict=verdict)
    elif do == "supersede":
        decisions.supersede(proposal, by=by, verdict=verdict, other=_other(request, form))
    else:
        raise Refused("Choose what to decide.")


def _decision(request: HttpRequest) -> str:
    do = request.POST.get("do", "")
    return request.POST.get("decision", "") if do == "decide" else do


def _verdict(request: HttpRequest, form: VerdictForm) -> Verdict:
    data = form.cleaned_data
    return Verdict(
        version=data["version"], live=data["live"], message=data["message"], note=data["note"],
        is_minor=data["is_minor"], review_by=data["review_by"], keep_rest=data["keep_rest"],
        chosen=ticked(request), resolutions=resolutions(request),
    )  # fmt: skip


def _other(request: HttpRequest, form: VerdictForm) -> Proposal:
    number = whole_number(form.cleaned_data["other"]) or 0
    other = Proposal.objects.visible_to(request.user).filter(pk=number).first()
    if other is None:
        raise Refused("Give the number of the proposal that replaces this one.")
    return other


def _successor(form: VerdictForm) -> Practice | None:
    words = form.cleaned_data["successor"].strip()
    if not words:
        return None
    found = Practice.objects.published().filter(number=practice_number(words) or 0).first()
    if found is None:
        raise Refused("There is no published practice with the number that you gave as the one that takes its place.")
    return found


def _edited(request: HttpRequest, proposal: Proposal, verdict: Verdict) -> dict[str, Any] | None:
    """Raises Refused when the wording was written over another result than the one the other choices lead to."""
    own = own_wording(request)
    if not own or proposal.kind not in WITH_TEXT:
        return None
    found = decisions.proposed_merge(proposal, verdict).content
    given = str(found["body"]).strip("\n")
    if own == given:
        return None
    current = live_revision(proposal)
    is_stale = verdict.version != proposal.version or verdict.live != (current.number if current else 0)
    if not is_stale and request.POST.get("own_from", named(given)) != named(given):
        raise Refused("You chose otherwise after you wrote your own text: put your words into the result below.")
    return found | {"body": own}


def colleague(request: HttpRequest) -> User:
    number = whole_number(typed(request, "colleague"))
    found = next((user for user in decisions.curators() if user.pk == number), None)
    if found is None:
        raise Refused("Choose to whom it is given.")
    return found
