"""The addresses of the whole site: the portal's own are in practices/urls.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("practices.urls")),
]

handler400 = "practices.views.errors.bad_request"
handler403 = "practices.views.errors.forbidden"
handler404 = "practices.views.errors.not_found"
handler500 = "practices.views.errors.server_error"
