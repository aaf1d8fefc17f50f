"""Whole pages, the parts of them that htmx asks for, and "nothing has changed"."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request behind HtmxMiddleware."""

    htmx: HtmxDetails


def answer(
    request: HtmxRequest, template: str, context: Mapping[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """Render the page, or only the named part of its template when htmx asks."""
    name = f"{template}#{part}" if request.htmx else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def digest(*values: object) -> str:
    """Return a short text that differs when the values do; they are plain or dataclasses."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def has_seen(request: HtmxRequest, seen: str) -> bool:
    """Whether a poll already shows what it would be told."""
    return bool(request.htmx) and request.GET.get("seen") == seen


def nothing_new() -> HttpResponse:
    """Tell a poll to leave everything as it is."""
    response = HttpResponse(status=204)
    patch_vary_headers(response, ("HX-Request",))
    return response
