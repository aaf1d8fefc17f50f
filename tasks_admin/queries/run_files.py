"""The files of a run."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tasks_admin.models import Artifact, Run


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file as people know it, opened for reading; whoever asked for it closes it."""

    name: str
    content: Any


def opened(run_id: UUID, artifact_id: int) -> OpenFile | None:
    """Open one file of one run; None for a file of another run, and for one that is gone."""
    kept = Artifact.objects.filter(pk=artifact_id, run__in=Run.seen.filter(pk=run_id)).first()
    if kept is None:
        return None
    try:
        return OpenFile(kept.name, kept.file.open("rb"))
    except FileNotFoundError:
        return None
