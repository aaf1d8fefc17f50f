"""A folder of files of the tax office: one for each company, or one for all of them."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.reading import FileFault, read
from toolbox.sii.reading.names import told_by
from toolbox.sii.sources.manifest import NAME, Told, read_manifest
from toolbox.sii.sources.ports import SERVICE, SourceItem
from toolbox.sources.errors import SourceNotConfigured, SourceUnavailable

SUFFIXES = frozenset({".csv", ".txt", ".xls", ".htm", ".html", ".json"})
LISTS = frozenset({NAME, "companies.json"})
"""Files about files, and about companies."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a company, or the one that it shares with others."""

    folder: Path
    is_shared: bool


class FolderOfFiles:
    """Reads below `root` alone, whatever a name, a link or a company says.

    `largest` is the size in bytes up to which a file is read.
    """

    def __init__(self, root: Path, *, largest: int) -> None:
        if not root.is_dir():
            raise SourceNotConfigured(
                "The folder with the files of the tax office is not there: {folder}. "
                "Set TOOLBOX_SII_DIR to it.",
                folder=str(root),
            )
        self.root = root.resolve()
        self.largest = largest

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return the files of a company in the order of their names."""
        place = self._place(company)
        told = self._manifest(place)
        names = {self._name(path) for path in _files(place)}
        names |= {self._name(place.folder / one) for one in told}
        items = []
        for name in sorted(names):
            one = _told(name, told.get(os.path.relpath(self.root / name, place.folder)))
            if one.kind not in {None, *kinds} or one.period not in {None, *periods}:
                continue
            if not (place.is_shared and self._is_anothers(one, name, company)):
                items.append(self._item(name, one))
        return items

    def open(self, item: SourceItem) -> bytes:
        """Return the content of a file; raises FileFault for one that may not be read."""
        path = self._inside(item.name)
        try:
            if path.stat().st_size > self.largest:
                raise FileFault(
                    "The file is larger than {megabytes} MB. Hand it in in parts, "
                    "or raise TOOLBOX_SII_MEGABYTES.",
                    megabytes=self.largest // 1_000_000,
                )
            return path.read_bytes()
        except (FileNotFoundError, IsADirectoryError) as error:
            raise FileFault("The file is not there.") from error
        except PermissionError as error:
            raise FileFault("The console may not read the file.") from error
        except OSError as error:
            raise _unavailable(error) from error

    def _place(self, company: Company) -> Place:
        named = company.folder or company.rut
        folder = (self.root / named).resolve()
        if not folder.is_relative_to(self.root):
            raise SourceNotConfigured(
                "The folder of the company lies outside of the folder of the settings: {folder}.",
                folder=named,
            )
        if folder.is_dir():
            return Place(folder, is_shared=folder == self.root)
        if company.folder:
            raise SourceNotConfigured("The company's folder is not there: {folder}.", folder=named)
        return Place(self.root, is_shared=True)

    def _manifest(self, place: Place) -> dict[str, Told]:
        path = place.folder / NAME
        return read_manifest(self.open(_unread(self._name(path)))) if path.is_file() else {}

    def _item(self, name: str, told: Told) -> SourceItem:
        size, digest = self._digest(name)
        return SourceItem(
            name=name,
            size=size,
            digest=digest,
            kind=told.kind,
            rut=told.rut,
            period=told.period,
        )

    def _digest(self, name: str) -> tuple[int, str]:
        """The size and the digest of a file; none of one that will be refused when it is opened."""
        try:
            path = self._inside(name)
            size = path.stat().st_size
            if size > self.largest:
                return size, ""
            with path.open("rb") as file:
                return size, file_digest(file, "sha256").hexdigest()
        except (FileFault, FileNotFoundError, IsADirectoryError, PermissionError):
            return 0, ""
        except OSError as error:
            raise _unavailable(error) from error

    def _is_anothers(self, told: Told, name: str, company: Company) -> bool:
        """Whether a file of the shared folder is of another company, by its name or content."""
        rut: str | None = told.rut
        if rut is None:
            try:
                rut = read(self.open(_unread(name)), name).rut
            except FileFault:
                return False
        return rut is not None and rut != company.rut

    def _inside(self, name: str) -> Path:
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root):
            raise FileFault("The file lies outside of its folder, so it is not read.")
        return path

    def _name(self, path: Path) -> str:
        """A file's name as operators see it: its path below the root."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def _files(place: Place) -> Iterator[Path]:
    """The files of a company, in folders of its own too; links to folders are not followed."""
    for folder, below, names in os.walk(place.folder, onerror=_refuse):
        for name in names:
            if Path(name).suffix.lower() in SUFFIXES and name not in LISTS:
                yield Path(folder, name)
        if place.is_shared:
            below.clear()


def _told(name: str, told: Told | None) -> Told:
    """What the manifest tells of a file, and where that is silent, its name."""
    told = told or Told()
    try:
        named = told_by(name)
    except FileFault:
        return told  # whoever opens it is told of the name
    return Told(told.kind or named.kind, told.rut or named.rut, told.period or named.period)


def _refuse(error: OSError) -> None:
    raise _unavailable(error)


def _unavailable(error: OSError) -> SourceUnavailable:
    return SourceUnavailable(
        "{source} cannot be read for the moment ({detail}).",
        source=SERVICE,
        detail=error.strerror or type(error).__name__,
    )


def _unread(name: str) -> SourceItem:
    return SourceItem(name=name, size=0, digest="")
