"""Light or dark, kept in a cookie so that it needs no JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tasks_admin.web.shell import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the reader's choice and go back to the page it was made on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in {theme.name for theme in THEMES}:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response
