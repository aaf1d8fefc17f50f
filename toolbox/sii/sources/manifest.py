"""A list of files in their folder, which says of each whose it is and of which month."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from background import Month
from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.rut import Rut
from toolbox.sii.sources.ports import SERVICE
from toolbox.sources.errors import SourceFailed

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a file without its content; None for what is not."""

    kind: FileKind | None = None
    rut: str | None = None
    period: date | None = None


class Entry(BaseModel):
    """One file as the list has it; what it leaves out, the name and the content tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    rut: Rut | None = None
    period: Month | None = None
    kind: FileKind | None = None


_LIST = TypeAdapter(list[Entry])


def read_manifest(content: bytes) -> dict[str, Told]:
    """Return what a list tells, by file; raises SourceFailed for one that cannot be read."""
    try:
        entries = _LIST.validate_json(content)
    except ValidationError as error:
        raise SourceFailed(
            "{source} has a manifest.json that cannot be read, at {place}: write "
            '[{{"file": "...", "rut": "76086428-5", "period": "2026-09"}}].',
            source=SERVICE,
            place=place_of(error),
        ) from error
    return {
        one.file: Told(one.kind, one.rut, one.period.first if one.period else None)
        for one in entries
    }


def place_of(error: ValidationError) -> str:
    """Return where the first fault of a list is, as `3.period`."""
    return ".".join(map(str, error.errors(include_url=False)[0]["loc"])) or "1"
