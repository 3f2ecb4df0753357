"""The administration site behind the portal's own sign-in: there is no second door without a second factor."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from practices.permissions import can_administer, can_repair, needs_second_factor


class PortalAdminSite(admin.AdminSite):
    site_header = site_title = "Data repair"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Rows of the portal alone: second factors, tokens and the rights of roles are not mended by hand."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        own = [model for model in models if model._meta.app_label == "practices"]
        super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return can_repair(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends everybody where they can get what they lack: an account, a second factor; or says no."""
        wanted = request.GET.get("next") or request.path
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if can_administer(request.user) and needs_second_factor(request.user):
            messages.warning(request, "Administrators need a second factor before they can go on.")
            return redirect("mfa_activate_totp")
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")
