"""Rows and files that could not be used, told to whoever can correct them."""

from collections.abc import Iterable, Sequence

from background import SetAside, TaskContext
from background.sentences import fill
from toolbox.sii.arranging import Refused
from toolbox.sii.store import files
from toolbox.sii.store.files import Importing
from toolbox.sii.store.keeping import TakenFile

NAME, REASON = 191, 255
"""So many letters the console keeps."""


def set_rows_aside(ctx: TaskContext, taken: Iterable[TakenFile]) -> None:
    """Set the rows aside that could not be used of files that otherwise could."""
    ctx.quarantine(
        *(
            SetAside(
                source=file.facts.name[:NAME],
                row_number=fault.line,
                column=fault.column[:NAME],
                value=fault.value,
                reason=fill(fault.message, fault.fields)[:REASON],
            )
            for file in taken
            for fault in file.reading.faults
        )
    )


def set_files_aside(ctx: TaskContext, by: Importing, refused: Sequence[Refused]) -> None:
    """Write down files that could not be used at all; each counts as one row set aside."""
    if not refused:
        return
    with ctx.atomic():
        for one in refused:
            files.refuse(by, one.facts, one.period, one.why)
    for one in refused:
        ctx.log_error("{file} was not taken up: {why}", file=one.facts.name, why=one.why)
    ctx.quarantine(
        *(
            SetAside(
                source=one.facts.name[:NAME],
                row_number=0,
                column="",
                value=None,
                reason=str(one.why)[:REASON],
            )
            for one in refused
        )
    )
