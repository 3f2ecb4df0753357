"""People, for administrators: who is there, roles, invitations."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.forms.people import AcceptInvitationForm, InvitationForm, RoleForm
from practices.models import Invitation, LogEntry, Role, User
from practices.permissions import has_second_factor
from practices.views.access import administrators_only, person
from practices.workflow import people
from practices.workflow.errors import Refused

ACTS = {
    "deactivate": ("The account is closed.", people.deactivate),
    "reactivate": ("The account is open again.", people.reactivate),
    "reset-second-factor": ("The second factor is reset.", people.reset_second_factor),
}


@administrators_only
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    words, role = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("role", "")
    found = User.objects.prefetch_related("groups").order_by("name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words) | Q(affiliation__icontains=words))
    if role in Role.values:
        found = found.filter(_holding(role)).distinct()
    context = {
        "page": Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page")),
        "query": urlencode([(name, value) for name, value in (("q", words), ("role", role)) if value]),
        "q": words,
        "role": role,
        "roles": Role.choices,
        "invitations": Invitation.objects.waiting().select_related("invited_by"),
        "form": InvitationForm(),
    }
    return render(request, "people/people_list.html", context)


def _holding(role: str) -> Q:
    """Readers are those without a group: whoever waits for approval is among them."""
    if role == Role.READER:
        return Q(groups=None, is_superuser=False)
    held = Q(groups__name=role)
    return held | Q(is_superuser=True) if role == Role.ADMINISTRATOR else held


@administrators_only
@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "people/person_detail.html", _context(get_object_or_404(User, pk=pk)))


def _context(somebody: User, form: RoleForm | None = None) -> dict[str, Any]:
    return {
        "somebody": somebody,
        "form": form or RoleForm(initial={"role": somebody.role}),
        "second_factor": has_second_factor(somebody),
        "acts": LogEntry.objects.filter(actor=somebody)[:10],
    }


@administrators_only
@require_POST
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            people.set_role(somebody, Role(form.cleaned_data["role"]), by=person(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The role is changed.")
            return redirect("practices:person-detail", pk=pk)
    return render(request, "people/person_detail.html", _context(somebody, form), status=400)


@administrators_only
@require_POST
def person_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404(act)
    said, do = ACTS[act]
    try:
        do(get_object_or_404(User, pk=pk), by=person(request))
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("practices:person-detail", pk=pk)


@administrators_only
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The invitation was not sent: give an e-mail address and a role.")
        return redirect("practices:people-list")

    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("practices:invitation", args=[token]))

    role = Role(form.cleaned_data["role"])
    people.invite(form.cleaned_data["email"], role, by=person(request), address=address)
    messages.success(request, f"An invitation is on its way to {form.cleaned_data['email']}.")
    return redirect("practices:people-list")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in an invitation opens. Opening it changes nothing; the button does."""
    found = people.open_invitation(token)
    if found is None:
        return render(request, "people/invitation_over.html", status=404)
    known = person(request) if request.user.is_authenticated else None
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and (known or form.is_valid()):
        try:
            people.accept_invitation(token, user=known, **({} if known else form.cleaned_data))
        except Refused as refused:
            if known:  # whose form has no fields to correct
                messages.error(request, str(refused))
            else:
                form.add_error(None, str(refused))
        else:
            messages.success(request, "Welcome. Your role is set." if known else "Welcome. Sign in to go on.")
            return redirect("practices:profile")
    context = {"invitation": found, "form": form, "known": known}
    return render(request, "people/invitation.html", context)
