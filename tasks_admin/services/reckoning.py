"""Boards reckoned as soon as their datasets are new, so that no reader waits for them."""

import logging
from uuid import UUID

from background import registry
from tasks_admin.models import DatasetVersion
from tasks_admin.queries.boards import board as boards

logger = logging.getLogger(__name__)


def reckon_boards(run_id: UUID) -> None:
    """Reckon the boards over what a run published, where a reader would wait for it.

    Never raises: the run is over, and whoever opens the board has the figures reckoned then.
    """
    try:
        for name in _boards_over(run_id):
            asked = boards.read(name, {})
            if asked.is_published and asked.takes_long and boards.known_answer(asked) is None:
                boards.reckoned(asked)
    except Exception:
        logger.exception("The boards over what run %s published could not be reckoned", run_id)


def _boards_over(run_id: UUID) -> list[str]:
    versions = DatasetVersion.objects.filter(run_id=run_id)
    written = versions.values_list("dataset", flat=True)
    return sorted({board.name for name in written for board in registry.boards_over(name)})
