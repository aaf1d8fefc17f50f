"""The files of a run."""

from uuid import UUID

from tasks_admin.models import Artifact


def file_of(run_id: UUID, artifact_id: int) -> Artifact | None:
    """Return one file of one run; None for a file of another run."""
    return Artifact.objects.filter(pk=artifact_id, run_id=run_id).first()
