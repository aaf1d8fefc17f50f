"""Keeping the files that runs are given: each content once, by its digest."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel

from background import File, NotFound
from background.errors import FieldError, InvalidParams
from background.files import MEGABYTE, pieces
from background.kinds import names_of
from background.params import SENTENCES
from tasks_admin.models import Run, Upload

UNUSED_KEPT = timedelta(days=1)
"""How long a file that no run was given waits for its launch."""
PART = ".{}.part"
"""The name of a file while it comes."""
GONE = _("The file is no longer kept: choose it again.")
TOO_LARGE = _("The file has more than {megabytes} MB, which is the most that is taken.")
NO_ROOM = _("Too many files wait for a run: launch what they are for, or try again tomorrow.")
Judged = TypeVar("Judged", bound=BaseModel)


class FileKeeper:
    """The console as the kit sees it: where the bytes of kept files are."""

    def path_of(self, file: File) -> Path:
        """Return the path of a kept file; raises NotFound where it is gone."""
        path = _place(file.sha256)
        if not path.is_file():
            raise NotFound("The file {name} is no longer kept", name=file.name)
        return path


def keep(name: str, content: Iterable[bytes], *, parameter: str = "") -> File:
    """Keep a file and return the reference to it; one that is there already is not kept twice.

    Raises InvalidParams, about that parameter, as soon as more came than is taken or when nothing
    came; then nothing is kept.
    """
    incoming = _folder() / PART.format(uuid4())
    incoming.parent.mkdir(parents=True, exist_ok=True)
    try:
        digest, size = _written(incoming, content)
        if problem := _problem(size):
            raise InvalidParams([replace(problem, name=parameter)])
        # The row is held until the file is in its place: whoever removes it holds the row too.
        with transaction.atomic():
            there = {"size": size, "stored_at": timezone.now()}
            Upload.objects.update_or_create(sha256=digest, defaults=there)
            _place(digest).parent.mkdir(exist_ok=True)
            incoming.replace(_place(digest))
    finally:
        incoming.unlink(missing_ok=True)
    return File(name=name, size=size, sha256=digest)


def kept(judged: Judged) -> Judged:
    """Return the parameters with every file in our keeping.

    Raises InvalidParams for a reference to one that is not. Whoever knows the digest of a file
    knows the file, so a reference needs no right of its own. A file that is named is kept as long
    again as one that comes, so that it does not go while its launch is under way.
    """
    changed, problems = {}, []
    for name in sorted(names_of(File, type(judged))):
        file: File | None = getattr(judged, name)
        if file is None:
            continue
        if file.local:
            changed[name] = keep(file.name, pieces(file.local), parameter=name)
        elif not _renewed(file):
            problems.append(FieldError(name, GONE))
    if problems:
        raise InvalidParams(problems)
    return judged.model_copy(update=changed) if changed else judged


def given_to(run: Run, judged: BaseModel) -> None:
    """Record which files a run is given: they are kept as long as it is."""
    files = [getattr(judged, name) for name in names_of(File, type(judged))]
    if digests := {file.sha256 for file in files if file}:
        run.uploads.add(*digests)


def check_room(size: int, parameter: str) -> None:
    """Raise InvalidParams where a file of so many bytes is too much beside those without a run."""
    waiting = Upload.objects.filter(runs=None).aggregate(bytes=Sum("size"))["bytes"] or 0
    if waiting + size > settings.TASKS_ADMIN_UPLOADS_UNUSED_MEGABYTES * MEGABYTE:
        raise InvalidParams([FieldError(parameter, NO_ROOM)])


def too_large(parameter: str) -> FieldError:
    """Return the judgement on a file that has more than is taken."""
    return FieldError(parameter, TOO_LARGE, {"megabytes": settings.TASKS_ADMIN_UPLOAD_MEGABYTES})


def remove_unused(now: datetime, batch: int) -> int:
    """Remove the files that no run was given for a day, and what came in part; return how many."""
    _adopt_strays(now)
    unused = Upload.objects.filter(stored_at__lt=now - UNUSED_KEPT, runs=None)
    gone = _remove_parts(now)
    while digests := list(unused.values_list("pk", flat=True)[:batch]):
        gone += sum(_remove(digest, now) for digest in digests)
    return gone


def _remove(digest: str, now: datetime) -> bool:
    with transaction.atomic():
        old = Upload.objects.filter(pk=digest, stored_at__lt=now - UNUSED_KEPT)
        held = old.select_for_update().first()
        if held is None or held.runs.exists():
            return False
        held.delete()
        _place(digest).unlink(missing_ok=True)
    return True


def _renewed(file: File) -> bool:
    """Whether the file is kept; if so it counts as handed over now."""
    same = Upload.objects.filter(pk=file.sha256, size=file.size)
    return bool(same.update(stored_at=timezone.now()))


def _remove_parts(now: datetime) -> int:
    """Remove what a process was still writing when it was killed; return how many."""
    parts = _folder().glob(PART.format("*"))
    old = [path for path in parts if _stored_at(path) < now - UNUSED_KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _stored_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _adopt_strays(now: datetime) -> None:
    """Take in what a launch that was rolled back left behind, so that it is removed as the rest."""
    for path in _folder().glob("*/*"):
        stored_at = _stored_at(path)
        if stored_at < now - UNUSED_KEPT and not Upload.objects.filter(pk=path.name).exists():
            stray = Upload(sha256=path.name, size=path.stat().st_size, stored_at=stored_at)
            Upload.objects.bulk_create([stray], ignore_conflicts=True)


def _written(path: Path, content: Iterable[bytes]) -> tuple[str, int]:
    """Write no more than is taken; return the digest and size of what was written."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        for piece in content:
            digest.update(piece)
            size += target.write(piece)
            if size > _most():
                break
    return digest.hexdigest(), size


def _problem(size: int) -> FieldError | None:
    if size > _most():
        return too_large("")
    return None if size else FieldError("", SENTENCES["file_empty"])


def _most() -> int:
    most: int = settings.TASKS_ADMIN_UPLOAD_MEGABYTES * MEGABYTE
    return most


def _place(digest: str) -> Path:
    return _folder() / digest[:2] / digest


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"
