"""Themes, sources, glossary terms and the search thesaurus: listed, edited, renamed, merged, removed."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from practices.forms.records import RenameForm, Rows
from practices.models import Concept, LogEntry, Theme
from practices.views.access import curators_only, person
from practices.views.curation.desks import DESKS, Desk
from practices.views.finding import whole_number
from practices.workflow import keeping, naming, uniting
from practices.workflow.errors import Refused, Stale
from practices.workflow.keeping import Record, fingerprint

PREFIX = "row"
HISTORY = 20
GONE = "This was deleted since you opened the page. What you typed is still here: save it to add it anew."
AGAIN = "What you typed is still here. Look at what differs, then save again."


@curators_only
@require_safe
def record_list(request: HttpRequest, kind: str) -> HttpResponse:
    desk, words = DESKS[kind], request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = desk.listed()
    for word in words.split():
        where = Q()
        for name in desk.search:
            where |= Q(**{f"{name}__icontains": word})
        found = found.filter(pk__in=desk.model._default_manager.filter(where).values("pk"))
    page = Paginator(found, settings.PAGE_SIZE * 2).get_page(request.GET.get("page"))
    context = {"desk": desk, "page": page, "q": words, "query": urlencode({"q": words}) if words else ""}
    return render(request, "curation/record_list.html", context)


def _record(kind: str, slug: str) -> Record:
    found = _find(DESKS[kind], slug)
    if found is None:
        raise Http404(f"no {kind} {slug}")
    return found


def _find(desk: Desk, slug: str) -> Record | None:
    """By its slug, or by one it had: what was open while somebody renamed or merged it is not lost."""
    if desk.model is Concept:
        return Concept.objects.filter(slug=slug).first()
    return cast(Record | None, naming.find_by_name(desk.model, slug))


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """?labels= begins an entry of the thesaurus with these words, as from a search that found nothing."""
    desk = DESKS[kind]
    record = desk.model()
    if isinstance(record, Concept):
        words = request.GET.get("labels", "").replace("\0", "").strip()[:100]
        record.labels = [words] if words else []
    return _editor(request, desk, record)


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Sent for a record that is gone, what was typed becomes the beginning of a new one."""
    desk, record = DESKS[kind], _find(DESKS[kind], slug)
    if record is not None:
        return _editor(request, desk, record)
    if request.method != "POST":
        raise Http404(f"no {kind} {slug}")
    return _gone(request, desk)


def _gone(request: HttpRequest, desk: Desk) -> HttpResponse:
    messages.error(request, GONE)
    fresh = desk.model()
    form, rows = desk.form(request.POST, instance=fresh), _rows(desk, fresh, request.POST)
    return _one_row_more(request, desk, fresh, form, rows, status=409)


def _editor(request: HttpRequest, desk: Desk, record: Record) -> HttpResponse:
    """Saves, or adds an empty row, or shows what was typed again: with 400 when it is wrong, 409 when it is old."""
    seen = fingerprint(record) if record.pk else ""
    if request.method != "POST":
        return _form_page(request, desk, record, desk.form(instance=record), _rows(desk, record), seen)
    form, rows = desk.form(request.POST, instance=record), _rows(desk, record, request.POST)
    if request.POST.get("do") == "row":
        return _one_row_more(request, desk, record, form, rows)
    right, right_rows = form.is_valid(), rows is None or rows.is_valid()
    if not (right and right_rows):
        return _form_page(request, desk, record, form, rows, request.POST.get("seen", ""), status=400)
    try:
        _save(request, desk, form, rows)
    except Stale as stale:
        there = desk.model._default_manager.filter(pk=record.pk).first()
        if there is None:
            return _gone(request, desk)
        messages.error(request, f"{stale} {AGAIN}")
        seen, now = fingerprint(there), _differences(desk, there, form, rows)
        return _form_page(request, desk, record, form, rows, seen, status=409, differences=now)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return _form_page(request, desk, record, form, rows, request.POST.get("seen", ""), status=400)
    messages.success(request, "Saved.")
    return redirect("practices:record-detail", kind=desk.kind, slug=form.instance.slug)


def _rows(desk: Desk, record: Record, data: Any = None, typed: list[dict[str, Any]] | None = None) -> Rows | None:
    """The formset, of what is stored, what was sent, or what was typed with one more row."""
    if desk.rows is None:
        return None
    initial = desk.stored_rows(record) if typed is None else typed
    rows: Rows = desk.rows(data, initial=initial, prefix=PREFIX)
    rows.extra = 0 if typed is None else 1
    return rows


def _one_row_more(
    request: HttpRequest, desk: Desk, record: Record, form: "ModelForm[Any]", rows: Rows | None, status: int = 200
) -> HttpResponse:
    """Nothing is checked yet, and nothing that was typed is lost."""
    typed = {name: form[name].value() for name in form.fields}
    fresh = desk.form(instance=record, initial=typed)
    more = _rows(desk, record, typed=rows.typed()) if rows is not None else None
    return _form_page(request, desk, record, fresh, more, request.POST.get("seen", ""), status=status, added=True)


def _save(request: HttpRequest, desk: Desk, form: Any, rows: Rows | None) -> None:
    record, by, note = form.instance, person(request), form.cleaned_data["log_note"]
    parts = desk.parts(record, rows)
    if record.pk:
        keeping.change(record, parts, form.links(), by=by, seen=request.POST.get("seen", ""), note=note)
    else:
        keeping.add(record, parts, form.links(), by=by, note=note)


def _differences(desk: Desk, there: Record, form: "ModelForm[Any]", rows: Rows | None) -> list[dict[str, str]]:
    """By field: what is stored now, and what was typed, where the two are not the same."""
    stored = desk.form(instance=there)
    pairs = [
        (str(form[name].label), _said(stored[name].value()), _said(form[name].value()))
        for name in form.fields
        if name != "log_note"
    ]
    if rows is not None:
        now = [{k: v for k, v in row.items() if k != "id"} for row in desk.stored_rows(there)]
        mine = [{k: v for k, v in row.items() if k in (now[0] if now else row)} for row in rows.rows()]
        pairs.append((desk.rows_name, _lines(now), _lines(mine)))
    return [{"label": label, "now": now_, "typed": typed} for label, now_, typed in pairs if now_ != typed]


def _said(value: Any) -> str:
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        values = value.all() if hasattr(value, "all") else value
        return ", ".join(sorted(str(getattr(one, "pk", one)) for one in values))
    return "" if value is None else str(value).replace("\r\n", "\n")


def _lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join("; ".join(str(value) for value in row.values() if value not in ("", None, False)) for row in rows)


def _form_page(
    request: HttpRequest,
    desk: Desk,
    record: Record,
    form: Any,
    rows: Rows | None,
    seen: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    there = desk.model._default_manager.filter(pk=record.pk).first()
    context = {"desk": desk, "record": there, "form": form, "rows": rows, "seen": seen} | more
    if there:
        context |= {"uses": desk.uses(there, person(request)), "history": _history(there)}
    return render(request, "curation/record_form.html", context, status=status)


def _history(record: Record) -> Any:
    """The newest lines about it, under every name it has had."""
    names = [record.slug] if isinstance(record, Concept) else naming.names_of(record)
    return LogEntry.objects.about(str(record._meta.model_name), *names)[:HISTORY]


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_rename(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    record = _record(kind, slug)
    if isinstance(record, Concept):
        raise Http404("an entry of the thesaurus has no page")
    form = RenameForm(request.POST if request.method == "POST" else None, initial={"slug": record.slug})
    if request.method == "POST" and form.is_valid():
        try:
            naming.rename(record, form.cleaned_data["slug"], by=person(request), note=form.cleaned_data["note"])
        except Refused as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, "The address is changed. The old one leads to it.")
            return redirect("practices:record-detail", kind=kind, slug=record.slug)
    context = {"desk": DESKS[kind], "record": record, "form": form}
    return render(request, "curation/record_rename.html", context, status=400 if form.errors else 200)


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_merge(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """?into= is the slug of the one that stays; without it the page asks for one."""
    record, desk = _record(kind, slug), DESKS[kind]
    chosen = request.POST.get("into") or request.GET.get("into", "")
    others = desk.model._default_manager.exclude(pk=record.pk)
    into = get_object_or_404(others, slug=chosen) if chosen else None
    status = 200
    if request.method == "POST" and into:
        try:
            uniting.unite(record, into, by=person(request), seen=request.POST.get("seen", ""), note=_note(request))
        except Refused as refused:
            status = 409 if isinstance(refused, Stale) else 400
            for reason in refused.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, "The two are one now. The old address leads to it.")
            return redirect("practices:record-detail", kind=kind, slug=into.slug)
    context = {"desk": desk, "record": record, "others": others, "into": into, "note": _note(request)}
    context["plan"] = uniting.plan(record, into) if into else None
    return render(request, "curation/record_merge.html", context, status=status)


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\0", "").strip()[:500]


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_remove(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    record, desk, status = _record(kind, slug), DESKS[kind], 200
    if request.method == "POST":
        try:
            keeping.remove(record, by=person(request), seen=request.POST.get("seen", ""), note=_note(request))
        except Refused as refused:
            status = 409 if isinstance(refused, Stale) else 400
            for reason in refused.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, "It is deleted. The log keeps what it said.")
            return redirect("practices:record-list", kind=kind)
    context = {"desk": desk, "record": record, "reasons": keeping.uses(record), "seen": fingerprint(record)}
    return render(request, "curation/record_remove.html", context | {"note": _note(request)}, status=status)


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def theme_order(request: HttpRequest, slug: str) -> HttpResponse:
    """The order of the practices in a theme: a number beside each, lowest first."""
    theme = get_object_or_404(Theme.objects.all(), slug=slug)
    uses = DESKS["themes"].uses(theme, person(request))
    own = {number: place for place, number in enumerate(theme.practice_order)}
    uses.sort(key=lambda use: (own.get(use.practice.number, len(own)), use.practice.number))
    status, seen = 200, fingerprint(theme)
    if request.method == "POST":
        wanted = [(whole_number(request.POST.get(f"place-{use.practice.number}", "")), use) for use in uses]
        ordered = [use for _, use in sorted(wanted, key=lambda pair: 10**9 if pair[0] is None else pair[0])]
        numbers = [use.practice.number for use in ordered]
        try:
            keeping.order_practices(theme, numbers, by=person(request), seen=request.POST.get("seen", ""))
        except Refused as refused:
            status, uses = 409 if isinstance(refused, Stale) else 400, ordered
            messages.error(request, f"{refused} The order you gave is still here; save it again if it still fits.")
        else:
            messages.success(request, "The order is saved.")
            return redirect("practices:theme-order", slug=slug)
    context = {"theme": theme, "uses": uses, "seen": seen, "desk": DESKS["themes"]}
    return render(request, "curation/theme_order.html", context, status=status)
