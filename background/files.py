"""Files as parameters: handed over once, kept by their digest, read by the job from a path."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from background.errors import ConfigError

PIECE = 1 << 20
LONGEST_NAME = 150
MEGABYTE = 1_000_000
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]")


class Keeper(Protocol):
    """Whoever keeps the bytes of files that were handed over."""

    def path_of(self, file: "File") -> Path: ...


_keepers: list[Keeper] = []


def install(keeper: Keeper) -> None:
    """Let files be read from this keeper."""
    _keepers[:] = [keeper]


class File(BaseModel):
    """A file that a run was given. A job reads it at `path`.

    A launch takes a `Path` of this machine or the reference of a file that is kept already, and
    never a text: nobody outside may name a path.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    _local: Path | None = PrivateAttr(default=None)

    @classmethod
    def at(cls, path: Path) -> "File":
        """Return the file at a path of this machine; raises OSError where there is none."""
        digest, size = hashlib.sha256(), 0
        for piece in pieces(path):
            digest.update(piece)
            size += len(piece)
        file = cls(name=path.name, size=size, sha256=digest.hexdigest())
        file._local = path
        return file

    @property
    def local(self) -> Path | None:
        """The path that it was handed over at; None for one that is kept already."""
        return self._local

    @property
    def path(self) -> Path:
        """Where its bytes are, to be read and not changed; raises NotFound if they are gone."""
        if self._local:
            return self._local
        if not _keepers:
            raise ConfigError("No console is installed, so no file is kept")
        return _keepers[0].path_of(self)

    @field_validator("name")
    @classmethod
    def _safe(cls, name: str) -> str:
        return safe_name(name)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ValidatorFunctionWrapHandler) -> "File":
        if isinstance(value, dict) and value.get("size") == 0:
            raise PydanticCustomError("file_empty", "Empty")
        try:
            return cls.at(value) if isinstance(value, Path) else handler(value)
        except OSError as error:
            raise PydanticCustomError("file_missing", "No file", {"path": str(value)}) from error
        except ValidationError as error:
            raise PydanticCustomError("file", "Not a file") from error


@dataclass(frozen=True)
class Accept:
    """Which files a parameter takes: `Annotated[File, Accept(".csv", ".xlsx", megabytes=10)]`."""

    suffixes: tuple[str, ...] = ()
    megabytes: int = 0

    def __init__(self, *suffixes: str, megabytes: int = 0) -> None:
        object.__setattr__(self, "suffixes", tuple(one.lower() for one in suffixes))
        object.__setattr__(self, "megabytes", megabytes)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._judge, handler(source))

    def _judge(self, file: File) -> File:
        if self.suffixes and Path(file.name).suffix.lower() not in self.suffixes:
            known = {"suffixes": ", ".join(self.suffixes)}
            raise PydanticCustomError("file_suffix", "Wrong kind", known)
        if self.megabytes and file.size > self.megabytes * MEGABYTE:
            raise PydanticCustomError("file_size", "Too large", {"megabytes": self.megabytes})
        return file


def safe_name(name: str) -> str:
    """Return the last part of a name without what could lead elsewhere; its suffix is kept."""
    last = UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip().lstrip(".")
    stem, dot, suffix = last.rpartition(".")
    if dot and len(suffix) < 20:
        return f"{stem[: LONGEST_NAME - len(suffix) - 1] or 'file'}.{suffix}"
    return last[:LONGEST_NAME] or "file"


def stored_file(value: Any) -> File | None:
    """Return the file that a stored value refers to, or None for any other value."""
    if not isinstance(value, dict) or set(value) != set(File.model_fields):
        return None
    try:
        return File.model_validate(value)
    except ValidationError:
        return None


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, a piece at a time."""
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece
