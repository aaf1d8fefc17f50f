"""Signing in and out."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from tasks_admin.authentication import SignInForm, TooSoon


class SignIn(LoginView):
    """The form; who is signed in already is taken on."""

    template_name = "sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a fragment's request to the whole page: its session has ended meanwhile."""
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if htmx:
            back = urlencode({"next": htmx.current_url_abs_path or "/"})
            return HttpResponseClientRedirect(f"{request.path}?{back}")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; whoever tries too soon is answered as one who calls too often."""
        response = super().form_invalid(form)
        errors = form.non_field_errors().as_data()
        too_soon = [one for one in errors if isinstance(one, TooSoon)]
        if too_soon:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(too_soon[0].seconds)
        return response


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
