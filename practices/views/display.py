"""The reader's choice of colours: the one cookie a reader can get."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

YEAR = 365 * 24 * 60 * 60
COOKIE = "display"
COLOURS = ("system", "light", "dark")


@csrf_exempt  # A token would give every reader a cookie. The choice harms nobody, and a foreign Origin is refused.
@require_http_methods(["GET", "HEAD", "POST"])
def save_display(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "practices/display.html")
    if not _from_here(request):
        return HttpResponseBadRequest("This form was sent from another site.", content_type="text/plain")
    colours = request.POST.get("colours", "")
    if colours not in COLOURS:
        return HttpResponseBadRequest("Choose the colours: system, light or dark.", content_type="text/plain")
    response = redirect(_back(request))
    if colours == "system":
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(COOKIE, colours, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def _from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/display/"
