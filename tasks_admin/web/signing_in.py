"""Signing in and out."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class SignIn(LoginView):
    """The form; who is signed in already is taken on."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a fragment's request to the whole page: its session has ended meanwhile."""
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if htmx:
            back = urlencode({"next": htmx.current_url_abs_path or "/"})
            return HttpResponseClientRedirect(f"{request.path}?{back}")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
