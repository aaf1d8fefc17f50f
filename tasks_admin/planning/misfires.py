"""Which of the moments that are due are still kept, and which are missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Catch(StrEnum):
    """What to do about moments that passed while nobody could keep them."""

    SKIP = "skip"
    ONCE = "once"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Due:
    """The moments that are to be launched, and those that are missed."""

    launched: tuple[datetime, ...]
    missed: tuple[datetime, ...]


def sort_out(moments: Sequence[datetime], now: datetime, grace: timedelta, catch: Catch) -> Due:
    """Tell the moments to launch from the missed ones.

    Within `grace` a moment is only late. Of older ones none is launched, all are, or one run, that
    of the latest moment, stands for all of them; a later moment that is kept anyway stands for
    them too.
    """
    kept = tuple(moment for moment in moments if now - moment <= grace)
    old = tuple(moment for moment in moments if now - moment > grace)
    if catch is Catch.EACH:
        return Due((*old, *kept), ())
    if catch is Catch.ONCE and old and not kept:
        return Due(old[-1:], old[:-1])
    return Due(kept, old)
