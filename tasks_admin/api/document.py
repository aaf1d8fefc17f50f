"""The OpenAPI document, and two pages that show it, from files of our own."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.api.guarding import guarded
from tasks_admin.api.v1 import api

# Both pages style what they draw themselves; Redoc searches in a worker made of a blob.
drawn = csp_update({"style-src": [SELF, UNSAFE_INLINE], "worker-src": [SELF, "blob:"]})


@require_safe
@guarded(Right.VIEW)
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the document to whoever may look: a browser signed in, a program with a token."""
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
