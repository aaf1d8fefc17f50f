"""The OpenAPI document, and two pages that show it, from files of our own."""

from http import HTTPStatus

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from background.errors import NotAllowed
from tasks_admin.access import Right, requires
from tasks_admin.api import problems
from tasks_admin.api.callers import needs
from tasks_admin.api.v1 import api

# Both pages style what they draw themselves; Redoc searches in a worker made of a blob.
drawn = csp_update({"style-src": [SELF, UNSAFE_INLINE], "worker-src": [SELF, "blob:"]})


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the document to whoever may look: a browser signed in, a program with a token."""
    try:
        caller = next(filter(None, (way(request) for way in needs(Right.VIEW))), None)
    except NotAllowed as refusal:
        return problems.of_error(refusal)
    if caller is None:
        return problems.of_status(HTTPStatus.UNAUTHORIZED)
    return JsonResponse(api.get_openapi_schema())


@require_safe
@requires(Right.VIEW)
@drawn
def docs(request: HttpRequest) -> HttpResponse:
    """Show the operations, to be tried with the session of this browser."""
    return render(request, "api/docs.html")


@require_safe
@requires(Right.VIEW)
@drawn
def redoc(request: HttpRequest) -> HttpResponse:
    """Show the operations, to be read."""
    return render(request, "api/redoc.html")
