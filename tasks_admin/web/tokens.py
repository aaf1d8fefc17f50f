"""API tokens: made here and shown once, listed and revoked."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from background.errors import TaskError
from tasks_admin.access import Right, may, requires
from tasks_admin.models import ApiToken, Scope
from tasks_admin.queries import tokens as found
from tasks_admin.services.issuing import issue, revoke
from tasks_admin.web.answering import HtmxRequest

LASTS = {
    "30": _("30 days"),
    "90": _("90 days"),
    "365": _("One year"),
    "": _("Until it is revoked"),
}
"""How long a token is good, by days."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.VIEW)
@never_cache
def tokens(request: HtmxRequest) -> HttpResponse:
    """Show the reader's tokens, to administrators everybody's; a POST makes one."""
    if request.method != "POST":
        return _show(request)
    days = request.POST.get("days", "")
    scopes = [scope for scope in Scope if scope.value in request.POST.getlist("scopes")]
    expires_at = timezone.now() + timedelta(days=int(days)) if days in LASTS and days else None
    name = request.POST.get("name", "")
    try:
        token, secret = issue(request.user, name, scopes, expires_at=expires_at, by=request.user)
    except TaskError as refusal:
        return _show(request, status=422, refusal=refusal)
    return _show(request, token=token, secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.VIEW)
def token_revoke(request: HtmxRequest, token_id: int) -> HttpResponse:
    """End a token of the reader's own; administrators may end any."""
    token = ApiToken.objects.filter(pk=token_id).select_related("user").first()
    if token is None or not (token.user_id == request.user.pk or may(request.user, Right.AUDIT)):
        raise Http404
    if request.method == "POST":
        try:
            revoke(token, by=request.user)
        except TaskError as refusal:
            return _show(request, status=409, refusal=refusal)
    return redirect("tasks_admin:tokens")


def _show(request: HtmxRequest, *, status: int = 200, **more: object) -> HttpResponse:
    now, sees_all = timezone.now(), may(request.user, Right.AUDIT)
    context = {
        "tokens": found.all_tokens(now) if sees_all else found.tokens_of(request.user, now),
        "sees_all": sees_all,
        "scopes": Scope.choices,
        "lasts": LASTS.items(),
        "given": request.POST,
        "given_scopes": request.POST.getlist("scopes") or [Scope.READ.value],
        **more,
    }
    return render(request, "tokens.html", context, status=status)
