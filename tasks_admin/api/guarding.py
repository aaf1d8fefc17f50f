"""A plain Django view with the ways in of an operation: a token, or a browser that is signed in."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from background.errors import TaskError
from tasks_admin.access import Right
from tasks_admin.api import problems
from tasks_admin.api.callers import needs

View = Callable[[HttpRequest], HttpResponse]


def guarded(right: Right) -> Callable[[View], View]:
    """Guard a view: 401 for strangers, 403 for callers without the right, 429."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            try:
                is_known = any(way(request) for way in needs(right))
            except TaskError as refusal:
                return problems.of_error(refusal)
            return view(request) if is_known else problems.of_status(HTTPStatus.UNAUTHORIZED)

        return answer

    return guard
