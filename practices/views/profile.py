"""One's own account: profile, what is held, leaving."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.exchange.personal import personal_data
from practices.forms.people import DeleteAccountForm, ProfileForm
from practices.views.access import person, signed_in
from practices.workflow.errors import Refused
from practices.workflow.people import delete_account, save_profile


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=person(request))
    if request.method == "POST" and form.is_valid():
        save_profile(form.instance)
        messages.success(request, "Your profile is saved.")
        return redirect("practices:profile")
    return render(request, "people/profile.html", {"form": form})


@signed_in
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return HttpResponse(personal_data(person(request)), content_type="application/json", headers=headers)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def delete(request: HttpRequest) -> HttpResponse:
    """Asks for the password or another factor first: a browser left open is not enough."""
    has_open = person(request).proposals.open().exists()
    form = DeleteAccountForm(request.POST or None, has_open_proposals=has_open)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account(person(request), withdraw_proposals=form.cleaned_data.get("proposals") == "withdraw")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, "Your account is deleted.")
            return redirect("practices:home")
    return render(request, "people/delete.html", {"form": form})
