"""The addresses of the whole site: the portal's own are in practices/urls.py."""

from django.contrib import admin
from django.urls import include, path

from portal import single_sign_on

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/oidc/<slug:provider_id>/login/", single_sign_on.login, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", single_sign_on.callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),  # below the two that it has as well, which are stricter here
    path("", include("practices.urls")),
]

handler400 = "practices.views.errors.bad_request"
handler403 = "practices.views.errors.forbidden"
handler404 = "practices.views.errors.not_found"
handler500 = "practices.views.errors.server_error"
