"""Where the files of the tax office come from."""

from pathlib import Path

from django.conf import settings

from background import TaskContext
from toolbox.sii.models import Company
from toolbox.sii.samples.demo import sample_folder
from toolbox.sii.sources.folder import FolderOfFiles
from toolbox.sii.sources.guarding import GuardedFiles
from toolbox.sii.sources.http import Address, HttpFiles
from toolbox.sii.sources.ports import Source, SourceItem
from toolbox.sii.sources.uploads import NoFiles, UploadedFile
from toolbox.sii.zone import SANTIAGO
from toolbox.sources.errors import SourceNotConfigured
from toolbox.sources.http_calls import Patience

__all__ = ["Source", "SourceItem", "UploadedFile", "open_sources"]

MEGABYTE = 1_000_000


def open_sources(ctx: TaskContext, company: Company) -> Source:
    """Return where the company's files are: as it says itself, or else the settings.

    Raises SourceNotConfigured where the setting is missing that the source stands on.
    """
    largest = settings.TOOLBOX_SII_MEGABYTES * MEGABYTE
    match company.source or settings.TOOLBOX_SII_SOURCE:
        case Company.Source.UPLOADS:
            return NoFiles()
        case Company.Source.HTTP:
            return GuardedFiles(HttpFiles(_address(), largest=largest, patience=_patience()), ctx)
        case Company.Source.FOLDER:
            return FolderOfFiles(_folder(), largest=largest)
        case _:
            folder = sample_folder(settings.VAR_DIR / "samples", ctx.today(SANTIAGO))
            return FolderOfFiles(folder, largest=largest)


def _folder() -> Path:
    folder: Path | None = settings.TOOLBOX_SII_DIR
    if folder is None:
        raise SourceNotConfigured(
            "No folder with the files of the tax office is named. Set TOOLBOX_SII_DIR to it."
        )
    return folder


def _address() -> Address:
    if not settings.TOOLBOX_SII_URL:
        raise SourceNotConfigured(
            "The service with the files of the tax office has no address. Set TOOLBOX_SII_URL."
        )
    return Address(
        settings.TOOLBOX_SII_URL,
        settings.TOOLBOX_SII_TOKEN,
        frozenset(settings.TOOLBOX_SII_HOSTS),
    )


def _patience() -> Patience:
    return Patience(sheets=settings.TOOLBOX_SII_SECONDS)
