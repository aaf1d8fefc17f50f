"""Files for launches: handed over first, then named by their reference."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from background import File
from background.errors import FieldError, InvalidParams
from background.params import SENTENCES
from tasks_admin.access import Right
from tasks_admin.api.callers import needs
from tasks_admin.api.problems import InvalidBody
from tasks_admin.receiving import received

FIELD = "file"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                    "required": [FIELD],
                }
            }
        },
    }
}
router = Router(tags=["files"])


@router.post(
    "",
    response={HTTPStatus.CREATED: File},
    operation_id="hand_over_file",
    summary="Hand over a file",
    auth=needs(Right.LAUNCH),
    openapi_extra=FORM,
)
def hand_over(request: HttpRequest) -> Status[File]:
    """Keep a file and return the reference to it, which is what a parameter of that kind takes.

    The same content is kept once. A file that no run was given is removed after a day.
    """
    try:
        file = received(request, FIELD, parameter=FIELD)
    except InvalidParams as refusal:
        raise InvalidBody(refusal.errors) from refusal
    if file is None:
        raise InvalidBody([FieldError(FIELD, SENTENCES["file"])])
    return Status(HTTPStatus.CREATED, file)
