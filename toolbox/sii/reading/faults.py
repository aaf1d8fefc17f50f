"""A file that cannot be used at all."""

from background import TaskError


class FileFault(TaskError):
    """Why a file is refused, as a sentence for whoever handed it in."""

    code = "file_fault"
