"""Keeping the files that runs attach."""

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.utils import validate_file_name
from django.utils import timezone

from tasks_admin.models import Artifact

CHUNK = 1 << 20


def keep(run_id: UUID, attempt: int, name: str, path: Path) -> Artifact:
    """Copy a file below MEDIA_ROOT and record it; a second one of that name replaces the first.

    Raises SuspiciousFileOperation for a name that is a path.
    """
    validate_file_name(name, allow_relative_path=False)
    stored = Path("runs") / str(run_id) / str(attempt) / name
    target = Path(settings.MEDIA_ROOT) / stored
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = _copy(path, target)
    artifact, _created = Artifact.objects.update_or_create(
        run_id=run_id,
        name=name,
        defaults={
            "file": str(stored),
            "size": size,
            "sha256": digest,
            "created_at": timezone.now(),
        },
    )
    return artifact


def _copy(path: Path, target: Path) -> tuple[str, int]:
    """Copy in pieces; return the SHA-256 and the number of bytes."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, target.open("wb") as copy:
        while piece := source.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            copy.write(piece)
    return digest.hexdigest(), size
