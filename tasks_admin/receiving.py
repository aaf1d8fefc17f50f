"""Files in a request: taken in while they stream, and never more than is allowed."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from background import File
from background.errors import InvalidParams
from background.files import MEGABYTE
from tasks_admin.services import uploading

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


def received(request: HttpRequest, field: str, *, parameter: str) -> File | None:
    """Keep the file of a field and return the reference to it; None where there is none.

    Raises InvalidParams, about that parameter, for a file that cannot be taken.
    """
    upload: Any = request.FILES.get(field)
    if field in request.META.get(SKIPPED, ()):
        raise InvalidParams([uploading.too_large(parameter)])
    if upload is None:
        return None
    uploading.check_room(upload.size, parameter)
    return uploading.keep(str(upload.name), upload.chunks(), parameter=parameter)
