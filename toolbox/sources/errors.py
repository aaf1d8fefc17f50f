"""How a source can fail, in sentences for the person who must act."""

from typing import Any, ClassVar

from background import ConfigError, TaskError, TransientError


class SourceNotConfigured(ConfigError):
    """The source was never set up here: no file, or no address."""

    code = "source_not_configured"


class SourceFailed(TaskError):
    """The source answered with something that is not its data; `source` says which."""

    code: ClassVar[str] = "source_failed"

    def __init__(self, message: str, *, source: str, **fields: Any) -> None:
        super().__init__(message, source=source, **fields)
        self.source = source


class SourceUnavailable(SourceFailed, TransientError):
    """The source could not be reached or was overloaded, also after retries; later it may work."""

    code = "source_unavailable"
    retriable = True

    def __init__(self, message: str, *, source: str, **fields: Any) -> None:
        super().__init__(message, source=source, **fields)
