"""The next edition: what it would hold, its foreword, and freezing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.forms.records import EditionForm
from practices.models import Edition
from practices.views.access import curators_only, person
from practices.views.listing import READING_LANGUAGE
from practices.workflow import editions
from practices.workflow.errors import Refused, Stale


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edition_next(request: HttpRequest) -> HttpResponse:
    """Freezing takes a tick as well, since it is for good."""
    sent = request.method == "POST"
    form, status = EditionForm(request.POST if sent else None), 200
    if sent and form.is_valid():
        try:
            edition = editions.issue(**form.cleaned_data, by=person(request), seen=request.POST.get("seen", ""))
        except Refused as refused:
            status = 409 if isinstance(refused, Stale) else 400
            for reason in refused.reasons:
                messages.error(request, f"{reason} What you wrote is still here.")
        else:
            messages.success(request, f"Edition {edition.number} is frozen.")
            return redirect(edition)
    status = 400 if form.errors else status
    return render(request, "curation/edition_next.html", _context() | {"form": form}, status=status)


def _context() -> dict[str, Any]:
    live = list(editions.live_revisions(READING_LANGUAGE).for_list())
    last = Edition.objects.filter(language=READING_LANGUAGE).order_by("-number").first()
    before = list(editions.revisions_of(last)) if last else []
    return {
        "number": editions.next_number(),
        "last": last,
        "live": live,
        "seen": editions.state_of(live),
        "changes": editions.difference(before, live),
    }
