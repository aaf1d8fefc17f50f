"""The folder of an attempt: made when the job asks for it, gone when the attempt ends."""

import shutil
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType

from django.conf import settings


class WorkFolder:
    """A folder of its own for the length of a block; most jobs need none, and none is made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.made: Path | None = None

    def path(self) -> Path:
        """Return the folder, the same one each time."""
        if self.made is None:
            parent = settings.VAR_DIR / "work"
            parent.mkdir(parents=True, exist_ok=True)
            self.made = Path(mkdtemp(prefix=f"{self.name}-", dir=parent))
        return self.made

    def __enter__(self) -> "WorkFolder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.made is not None:
            shutil.rmtree(self.made, ignore_errors=True)
