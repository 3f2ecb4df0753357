"""What a practice said before: its versions, one of them, and two of them side by side."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from practices.models import Actor, Basis, FormerSlug, LinkKind, Phase, Practice, PracticeText, Revision, Theme
from practices.rendering.diff import Block, compare, compare_words
from practices.views.access import curators_only, person
from practices.views.finding import Moved, find, whole_number
from practices.views.listing import READING_LANGUAGE
from practices.views.practices import practice_context
from practices.workflow.errors import Refused
from practices.workflow.lookup import filed_today
from practices.workflow.publication import revert


def _practice(request: HttpRequest, slug: str) -> Practice:
    allowed = Practice.objects.visible_to(request.user).select_related("primary_theme__parent", "successor")
    return find(request, allowed, slug, FormerSlug.Kind.PRACTICE)


def _revisions(request: HttpRequest, practice: Practice) -> Any:
    return (
        Revision.objects.visible_to(request.user)
        .in_language(READING_LANGUAGE)
        .filter(practice=practice)
        .select_related("practice")
    )


def practice_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Also takes ?old=2&new=3 from the form on the page and leads to the comparison."""
    try:
        practice = _practice(request, slug)
    except Moved as moved:
        return moved.redirect
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    numbers = [int(value) for value in (old, new) if re.fullmatch(r"[1-9][0-9]{0,5}", value)]
    if len(set(numbers)) == 2:
        return redirect("practices:practice-compare", slug=practice.slug, numbers=(min(numbers), max(numbers)))
    revisions = list(_revisions(request, practice).defer("html").order_by("-number"))
    if not revisions:
        raise Http404("no published version")
    context = {
        "practice": practice,
        "revisions": revisions,
        "title": revisions[0].title,
        "same": bool(old) and old == new,
    }
    return render(request, "practices/practice_history.html", context)


def practice_compare(request: HttpRequest, slug: str, numbers: tuple[int, int]) -> HttpResponse:
    try:
        practice = _practice(request, slug)
    except Moved as moved:
        return moved.redirect
    found = {revision.number: revision for revision in _revisions(request, practice).filter(number__in=numbers)}
    if len(found) < 2:
        raise Http404("no such versions to compare")
    old, new = found[min(numbers)], found[max(numbers)]
    context = {
        "practice": practice,
        "old": old,
        "new": new,
        "title": new.title,
        "fields": [
            ("Title", compare_words(old.title, new.title)),
            ("Key message", compare_words(old.key_message, new.key_message)),
        ],
        "groups": _folded(compare(old.content["body"], new.content["body"])),
        "lists": [row for row in _list_changes(old, new) if row["added"] or row["removed"]],
        "split": request.GET.get("view") == "split",
    }
    return render(request, "practices/practice_compare.html", context)


def _folded(blocks: list[Block]) -> list[dict[str, Any]]:
    """Runs of unchanged blocks together, so that the page can fold them."""
    groups: list[dict[str, Any]] = []
    for block in blocks:
        same = block.kind == "same"
        if same and groups and groups[-1]["same"]:
            groups[-1]["blocks"].append(block)
        else:
            groups.append({"same": same, "blocks": [block]})
    return groups


def _list_changes(old: Revision, new: Revision) -> list[dict[str, Any]]:
    """A theme that was renamed or merged since counts under its present name, on both sides."""
    contents = filed_today(old.content), filed_today(new.content)
    names = {
        "themes": dict(Theme.objects.values_list("slug", "name")),
        "actors": dict(Actor.objects.values_list("slug", "name")),
        "phase": dict(Phase.choices),
        "basis": dict(Basis.choices),
    }
    names["primary_theme"] = names["themes"]
    rows = []
    labels = {
        "primary_theme": "Main theme",
        "themes": "Themes",
        "phase": "Stage",
        "actors": "Who acts",
        "basis": "Basis",
    }
    for name, label in labels.items():
        before, after = ([v] if isinstance(v, str) else v for v in (content[name] for content in contents))
        rows.append(
            {
                "label": label,
                "removed": [names[name].get(v, v) for v in before if v not in after],
                "added": [names[name].get(v, v) for v in after if v not in before],
            }
        )
    links = [
        [f"{LinkKind(r['kind']).label}: {r['to']}. {r['reason']}" for r in x.content["related"]] for x in (old, new)
    ]
    rows.append(
        {
            "label": "Related practices",
            "removed": [link for link in links[0] if link not in links[1]],
            "added": [link for link in links[1] if link not in links[0]],
        }
    )
    return rows


def revision_detail(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """The permanent address of a version; says when a newer one is current."""
    allowed = Practice.objects.visible_to(request.user).select_related("primary_theme__parent", "successor")
    practice = get_object_or_404(allowed, number=number)
    found = get_object_or_404(_revisions(request, practice), number=revision)
    text = get_object_or_404(PracticeText.objects.live(), practice=practice, language=found.language)
    context = practice_context(practice, found)
    context |= {"is_live": text.live_revision_id == found.pk, "is_fixed": True, "text": text}
    return render(request, "practices/practice_detail.html", context)


@curators_only
@require_POST
def practice_revert(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to an older version, as a new one."""
    practice = get_object_or_404(Practice.objects.visible_to(request.user), slug=slug)
    number = whole_number(request.POST.get("number", ""))
    try:
        if number is None:
            raise Refused("Choose the version to go back to.")
        note = request.POST.get("note", "").replace("\0", "")
        revision = revert(practice, READING_LANGUAGE, number, by=person(request), note=note)
        messages.success(request, f"Version {revision.number} says again what version {number} said.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("practices:practice-history", slug=slug)
