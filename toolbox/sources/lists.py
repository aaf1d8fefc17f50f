"""Reading the fixed lists from their JSON file."""

from pathlib import Path

from pydantic import ValidationError

from toolbox.sources.errors import SourceFailed
from toolbox.sources.ports import FixedLists, SourceName


def read_lists(path: Path) -> FixedLists:
    """Return the lists in the file, empty ones where there is no file.

    Raises SourceFailed where the file does not hold them.
    """
    if not path.is_file():
        return FixedLists()
    try:
        return FixedLists.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise SourceFailed(
            "{source} does not hold the fixed lists ({place}: {detail}). Correct the file.",
            source=SourceName.LISTS.value,
            place=".".join(str(step) for step in first["loc"]) or "file",
            detail=first["msg"],
        ) from error
