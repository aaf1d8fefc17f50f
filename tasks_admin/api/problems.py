"""Every refusal as RFC 9457 has it: one body, with a `code` that programs can rely on."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as WrongRequest

from background.errors import (
    AlreadyRunning,
    ConfigError,
    InvalidParams,
    NotAllowed,
    NotFound,
    NotPossible,
    TaskError,
    UnknownBoard,
    UnknownDataset,
    UnknownTask,
    ValidationFailed,
)
from tasks_admin.api.callers import standing_of
from tasks_admin.queries.watch import TooManyWaiting
from tasks_admin.services.exporting import TooManyCells
from tasks_admin.services.metering import Standing, TooManyCalls
from tasks_admin.wording import say

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
STATUSES: dict[type[TaskError], HTTPStatus] = {
    InvalidParams: HTTPStatus.UNPROCESSABLE_ENTITY,
    ValidationFailed: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownTask: HTTPStatus.NOT_FOUND,
    UnknownDataset: HTTPStatus.NOT_FOUND,
    UnknownBoard: HTTPStatus.NOT_FOUND,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    AlreadyRunning: HTTPStatus.CONFLICT,
    NotPossible: HTTPStatus.CONFLICT,
    TooManyCells: HTTPStatus.CONFLICT,
    TooManyCalls: HTTPStatus.TOO_MANY_REQUESTS,
    ConfigError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyWaiting: HTTPStatus.TOO_MANY_REQUESTS,
}
CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "not_authenticated",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_request",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal_error",
}
RENAMED = {
    "unknown_task": "task_not_found",
    "unknown_dataset": "dataset_not_found",
    "unknown_board": "board_not_found",
}
"""What `api.md` calls them."""

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]
R = TypeVar("R")


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return one refusal as its answer."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    content = json.dumps({**body, "code": code, "detail": detail, **more}, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def of_error(error: TaskError) -> HttpResponse:
    """Return what the kit or a service refused, in the caller's language."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)
    if status is None:
        log.error("An operation failed", exc_info=error)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    code, more = RENAMED.get(error.code, error.code), dict[str, Any]()
    detail = say(error.message, error.fields)
    if isinstance(error, InvalidParams):
        detail, more["errors"] = gettext("Invalid parameters"), errors_of(error)
    if isinstance(error, AlreadyRunning):
        more["run"] = str(error.run_id)
    answer = problem(status, code, detail, **more)
    if isinstance(error, TooManyWaiting | TooManyCalls):
        answer["Retry-After"] = str(error.retry_after)
    if isinstance(error, TooManyCalls):
        _tell(error.standing, answer)
    return answer


class InvalidBody(InvalidParams):
    """A body that does not fit; names lead from the top of what was sent."""


def errors_of(error: InvalidParams) -> list[dict[str, Any]]:
    """Return the judgements on single values, as `api.md` has them."""
    top = [] if isinstance(error, InvalidBody) else ["params"]
    return [
        {
            "loc": [*top, *_way(one.name)],
            "msg": say(one.message, one.fields),
            "type": error.code,
        }
        for one in error.errors
    ]


def _way(name: str) -> list[str | int]:
    return [int(part) if part.isdecimal() else part for part in name.split(".") if part]


def judged_body(deed: Callable[[], R]) -> R:
    """Carry out what judges a body; what it refuses is named from the top of the body."""
    try:
        return deed()
    except InvalidParams as refusal:
        raise InvalidBody(refusal.errors) from refusal


def install(api: NinjaAPI) -> None:
    """Let every failure of an operation be answered in this form."""
    for kind in (TaskError, WrongRequest, HttpError, Http404, Exception):
        api.add_exception_handler(kind, _of_exception)


def of_status(status: int, detail: str = "") -> HttpResponse:
    """Return a refusal that has no more to say than its status."""
    code = CODES.get(HTTPStatus(status), "refused")
    answer = problem(status, code, detail or HTTPStatus(status).phrase)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def one_format(answer: Answer) -> Answer:
    """Django's middleware: what others refuse below /api/ is said in this form too.

    Each answer to a caller of the API tells how that one stands against the limits.
    """

    def answered(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if standing := standing_of(request):
            _tell(standing, response)
        if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith(PREFIX):
            return response
        if response.get("Content-Type", "").startswith(("application/json", MEDIA_TYPE)):
            return response
        said = of_status(response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                said[name] = response[name]
        return said

    return answered


def _tell(standing: Standing, response: HttpResponseBase) -> None:
    for name, value in standing.headers.items():
        response[name] = value


def _of_wrong_request(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    told = [{"loc": _loc(one["loc"]), "msg": one["msg"], "type": one["type"]} for one in errors]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, CODES[status], gettext("The request is not understood"), errors=told)


def _loc(way: Sequence[str | int]) -> list[str | int]:
    """The way to a value as the sender knows it: without the name of our own argument."""
    return [way[0], *way[2:]] if len(way) > 2 else list(way)


def _of_exception(request: HttpRequest, error: Any) -> HttpResponse:
    match error:
        case TaskError():
            return of_error(error)
        case WrongRequest():
            return _of_wrong_request(error.errors)
        case HttpError():
            return of_status(error.status_code, str(error))
        case Http404():
            return of_status(HTTPStatus.NOT_FOUND)
        case RequestDataTooBig():
            return of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        case SuspiciousOperation() | MultiPartParserError() | BadRequest():
            return of_status(HTTPStatus.BAD_REQUEST)
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return of_status(HTTPStatus.INTERNAL_SERVER_ERROR)
