"""Practices as curators keep them: the list, one practice and its acts, and changes to many at once."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practices.forms.practices import BulkForm, RenameForm, RestoreForm, UpkeepForm, WithdrawForm
from practices.models import Practice, Status, Theme, User
from practices.querysets import PracticeQuerySet
from practices.views.access import curators_only, person
from practices.views.finding import whole_number
from practices.views.listing import READING_LANGUAGE
from practices.workflow import naming, upkeep, withdrawal
from practices.workflow.errors import Refused, Stale
from practices.workflow.upkeep import BulkChange

SHOWN = (("", "All"), ("due", "Due for review"), *Status.choices)
SORTS = {"number": ("Number", ("number",)), "due": ("Next review", ("review_by", "number"))}


@curators_only
@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    return render(request, "curation/practice_list.html", _listed(request, BulkForm()))


def _listed(request: HttpRequest, form: BulkForm) -> dict[str, Any]:
    asked = request.GET
    everything, found = Practice.objects.visible_to(request.user), _shown(request)
    sort = asked.get("sort", "") if asked.get("sort") in SORTS else "number"
    query = asked.copy()
    query.pop("page", None)
    owners = everything.exclude(owner_role="").order_by("owner_role").values_list("owner_role", flat=True)
    return {
        "page": Paginator(found.order_by(*SORTS[sort][1]), settings.PAGE_SIZE).get_page(asked.get("page")),
        "query": query.urlencode(),
        "here": asked.urlencode(),
        "chosen": asked,
        "shown": SHOWN,
        "sorts": [(value, label) for value, (label, _) in SORTS.items()],
        "themes": Theme.objects.all(),
        "owners": owners.distinct(),
        "today": timezone.localdate(),
        "form": form,
        "ticked": request.POST.getlist("practice"),
        "most": upkeep.MOST_AT_ONCE,
    }


def _shown(request: HttpRequest) -> PracticeQuerySet:
    """What the list holds under the filters of its address, on all its pages."""
    return _filtered(Practice.objects.visible_to(request.user).for_curators(READING_LANGUAGE), request.GET)


def _filtered(found: PracticeQuerySet, asked: QueryDict) -> PracticeQuerySet:
    """All filters are in the address; what cannot be read is passed over."""
    shown, words = asked.get("show", ""), asked.get("q", "").replace("\0", "").strip()[:100]
    if shown in Status.values:
        found = found.filter(status=shown)
    elif shown == "due":
        found = found.due_for_review(timezone.localdate())
    if asked.get("theme"):
        found = found.in_themes([asked.get("theme", "").replace("\0", "")])
    if asked.get("owner"):
        found = found.filter(owner_role=asked.get("owner", "").replace("\0", ""))
    if words:
        number = whole_number(words.upper().removeprefix("P-"))
        found = found.filter(Q(number=number) if number else Q(text__title__icontains=words))
    return found


@curators_only
@require_safe
def practice(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "curation/practice.html", _context(_found(request, number)))


def _found(request: HttpRequest, number: int) -> Practice:
    return get_object_or_404(Practice.objects.visible_to(request.user).for_curators(READING_LANGUAGE), number=number)


def _context(found: Practice, **failed: Form) -> dict[str, Any]:
    latest = found.revisions.filter(language=READING_LANGUAGE).order_by("-number").defer("html").first()
    upkeep_now = {"owner_role": found.owner_role, "review_by": found.review_by}
    return {
        "practice": found,
        "latest": latest,
        "today": timezone.localdate(),
        "upkeep_form": failed.get("upkeep") or UpkeepForm(initial=upkeep_now, auto_id="upkeep_%s"),
        "rename_form": failed.get("rename") or RenameForm(initial={"slug": found.slug}, auto_id="rename_%s"),
        "restore_form": failed.get("restore") or RestoreForm(auto_id="restore_%s"),
        "withdraw_form": failed.get("withdraw") or _withdraw_form(found),
        "failed": next(iter(failed.values()), None),
    }


def _withdraw_form(found: Practice, data: QueryDict | None = None) -> WithdrawForm:
    return WithdrawForm(data, practice=found, language=READING_LANGUAGE, auto_id="withdraw_%s")


@curators_only
@require_POST
def practice_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One act on one practice; a form that is not right comes back with what was typed."""
    if act not in ACTS:
        raise Http404(act)
    found = _found(request, number)
    make, do, said = ACTS[act]
    form = make(found, request.POST)
    if form.is_valid():
        try:
            do(found, form.cleaned_data, person(request))
        except Refused as refused:
            form.add_error(None, list(refused.reasons))
        else:
            messages.success(request, said)
            return redirect("practices:curation-practice", number=number)
    return render(request, "curation/practice.html", _context(found, **{act: form}), status=400)


def _look_after(found: Practice, data: dict[str, Any], by: User) -> None:
    upkeep.look_after(found, owner_role=data["owner_role"].strip(), review_by=data["review_by"], by=by)


def _rename(found: Practice, data: dict[str, Any], by: User) -> None:
    naming.rename(found, data["slug"], by=by, note=data["note"])


def _withdraw(found: Practice, data: dict[str, Any], by: User) -> None:
    successor = Practice.objects.published().filter(number=data["successor"] or 0).first()
    withdrawal.withdraw(found, reason=data["reason"], successor=successor, by=by)


def _restore(found: Practice, data: dict[str, Any], by: User) -> None:
    withdrawal.restore(found, by=by, note=data["note"])


Act = tuple[Callable[[Practice, QueryDict], Form], Callable[[Practice, dict[str, Any], User], None], str]
ACTS: dict[str, Act] = {
    "upkeep": (lambda _, data: UpkeepForm(data, auto_id="upkeep_%s"), _look_after, "Saved."),
    "rename": (lambda _, data: RenameForm(data, auto_id="rename_%s"), _rename, "The practice has its new address."),
    "withdraw": (_withdraw_form, _withdraw, "The practice is withdrawn. Its page says so."),
    "restore": (lambda _, data: RestoreForm(data, auto_id="restore_%s"), _restore, "The practice is published again."),
}


@curators_only
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Reviewed, no change needed; back to the page the button was on."""
    number = whole_number(request.POST.get("number", ""))
    found = _found(request, number or 0)
    try:
        due = upkeep.confirm(found, by=person(request))
        messages.success(request, f"{found.code} is reviewed. The next review is due on {due:%-d %B %Y}.")
    except Refused as refused:
        messages.error(request, str(refused))
    back = request.POST.get("back", "")
    if back == "list":
        return _to_list(request)
    return redirect("practices:curation") if back else redirect("practices:curation-practice", number=found.number)


def _to_list(request: HttpRequest) -> HttpResponse:
    """As it was filtered: what is sent from the list has the filters in its address."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('practices:curation-practices')}{'?' if query else ''}{query}")


@curators_only
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """First what would change, then, with the fingerprint of just that, the change itself.

    What changes is what was ticked, or with ``all`` whatever the list shows.
    """
    form, numbers = BulkForm(request.POST), _chosen(request)
    right = form.is_valid()
    if right and not numbers:
        form.add_error(None, "Tick the practices to change.")
    if right and len(numbers) > upkeep.MOST_AT_ONCE:
        form.add_error(None, f"Change at most {upkeep.MOST_AT_ONCE} practices at once.")
    if form.errors:
        return render(request, "curation/practice_list.html", _listed(request, form), status=400)
    change, status, errors = _change(form), 200, []
    if request.POST.get("do") == "change":
        try:
            done = upkeep.change_many(numbers, change, by=person(request), seen=request.POST.get("seen", ""))
            messages.success(request, f"{done} practice{'s are' if done > 1 else ' is'} changed.")
            return _to_list(request)
        except Stale as stale:
            status, errors = 409, stale.reasons
        except Refused as refused:
            status, errors = 400, refused.reasons
    rows = Practice.objects.visible_to(request.user).for_curators(READING_LANGUAGE).filter(number__in=numbers)
    planned = upkeep.plan(rows.prefetch_related("themes").order_by("number"), change)
    context = {
        "planned": planned,
        "changing": sum(1 for item in planned if item.rows),
        "seen": upkeep.fingerprint(planned),
        "form": form,
        "numbers": sorted(numbers),
        "here": request.GET.urlencode(),
        "errors": errors,
    }
    return render(request, "curation/bulk.html", context, status=status)


def _chosen(request: HttpRequest) -> set[int]:
    if request.POST.get("all"):
        return set(_shown(request).values_list("number", flat=True)[: upkeep.MOST_AT_ONCE + 1])
    return {number for number in map(whole_number, request.POST.getlist("practice")) if number}


def _change(form: BulkForm) -> BulkChange:
    data = form.cleaned_data
    themes = Theme.objects.in_bulk([data["add_theme"], data["remove_theme"]], field_name="slug")
    return BulkChange(
        add_theme=themes.get(data["add_theme"]),
        remove_theme=themes.get(data["remove_theme"]),
        owner_role=data["owner_role"].strip() or None,
        review_by=data["review_by"],
        note=data["note"],
    )
