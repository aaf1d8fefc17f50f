"""Reading from outside: the live services, a folder of files, or samples."""

from pathlib import Path

from django.conf import settings

from background import TaskContext
from toolbox.sources.errors import SourceFailed, SourceNotConfigured, SourceUnavailable
from toolbox.sources.folder import FolderSource
from toolbox.sources.guarding import GuardedSource
from toolbox.sources.http import Addresses, HttpSource
from toolbox.sources.http_calls import Patience
from toolbox.sources.ports import (
    ROW,
    FixedLists,
    Rate,
    RatesAnswer,
    Snapshot,
    Source,
    SourceName,
)
from toolbox.sources.samples import open_samples
from toolbox.sources.snapshots import SnapshotStore

__all__ = [
    "ROW",
    "FixedLists",
    "Rate",
    "RatesAnswer",
    "Snapshot",
    "Source",
    "SourceFailed",
    "SourceName",
    "SourceNotConfigured",
    "SourceUnavailable",
    "open_source",
]


def open_source(ctx: TaskContext | None = None, *, kind: str = "") -> Source:
    """Return the source that the settings choose (`TOOLBOX_SOURCE`), or the one of this kind.

    With the context of a run, its calls go through the circuit breakers of the services.
    Raises SourceNotConfigured where the chosen kind lacks the setting it stands on.
    """
    source = _opened(kind or settings.TOOLBOX_SOURCE)
    return source if ctx is None else GuardedSource(source, ctx)


def _opened(kind: str) -> Source:
    store = SnapshotStore(settings.VAR_DIR / "snapshots")
    lists = Path(settings.TOOLBOX_LISTS_FILE) if settings.TOOLBOX_LISTS_FILE else None
    match kind:
        case "folder":
            return FolderSource(_folder(), store, lists=lists)
        case "http":
            return HttpSource(_addresses(lists), store, patience=_patience())
        case _:
            return open_samples(settings.VAR_DIR / "samples", store)


def _folder() -> Path:
    folder: Path | None = settings.TOOLBOX_SOURCE_DIR
    if folder is None or not folder.is_dir():
        raise SourceNotConfigured(
            "The source folder is not there. Set TOOLBOX_SOURCE_DIR to the folder with the files."
        )
    return folder


def _patience() -> Patience:
    return Patience(sheets=settings.TOOLBOX_SHEET_SECONDS, erp=settings.TOOLBOX_ERP_SECONDS)


def _addresses(lists: Path | None) -> Addresses:
    return Addresses(
        erp=settings.TOOLBOX_ERP_URL,
        erp_user=settings.TOOLBOX_ERP_USER,
        erp_password=settings.TOOLBOX_ERP_PASSWORD,
        rates=settings.TOOLBOX_RATES_URL,
        sheets=settings.TOOLBOX_SHEET_URLS,
        lists=lists,
    )
