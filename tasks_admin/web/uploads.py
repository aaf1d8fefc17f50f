"""Files in a form: taken in while they stream, never more than is allowed, and kept at once."""

import json
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict

from background import File, TaskSpec
from background.errors import FieldError, InvalidParams
from background.files import MEGABYTE
from background.kinds import names_of
from tasks_admin.services import uploading
from tasks_admin.web.param_form import FILE, LEFT_OUT, PREFIX

SKIPPED = "tasks_admin.files_too_large"
"""Where a request notes the fields whose files were not taken."""


class Bounded(FileUploadHandler):
    """Drops a file once all the files of a request have more than one may have."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.TASKS_ADMIN_UPLOAD_MEGABYTES * MEGABYTE:
            if self.request is not None:
                self.request.META.setdefault(SKIPPED, set()).add(self.field_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


def taken_in(spec: TaskSpec, request: HttpRequest) -> tuple[QueryDict, list[FieldError]]:
    """Keep the files of a form; return what was sent, with a reference for each of them.

    A field without a new file keeps the reference that the form held. What could not be taken is
    among the judgements.
    """
    posted = request.POST.copy()
    problems: list[FieldError] = []
    for name in sorted(names_of(File, spec.params_model)):
        try:
            reference = _reference(f"{PREFIX}{name}", name, request)
        except InvalidParams as refusal:
            problems += refusal.errors
        else:
            if reference is not None:
                posted[f"{PREFIX}{name}"] = reference
    return posted, problems


def _reference(field: str, parameter: str, request: HttpRequest) -> str | None:
    """What the field is to hold instead of what it holds; None to leave it as it is."""
    if field + FILE in request.META.get(SKIPPED, ()):
        raise InvalidParams([uploading.too_large(parameter)])
    upload: Any = request.FILES.get(field + FILE)
    if upload is None:
        return "" if field + LEFT_OUT in request.POST else None
    file = uploading.keep(str(upload.name), upload.chunks(), parameter=parameter)
    return json.dumps(file.model_dump(mode="json"))
