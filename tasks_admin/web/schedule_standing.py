"""How a schedule is set, and what its page offers to whom."""

from datetime import datetime
from typing import Any

from background import registry
from tasks_admin.access import may_launch
from tasks_admin.planning.rules import next_moment
from tasks_admin.queries.promises import promise
from tasks_admin.queries.schedule_edits import last_edit
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.queries.snapshots import RELATED, snapshot
from tasks_admin.services.drafting import asks
from tasks_admin.web.param_form import new_key
from tasks_admin.web.schedule_words import changes

TOLD_ELSEWHERE = ("name", "task", "cron", "zone", "every", "period", "enabled")


def standing(user: Any, schedule_id: int, now: datetime) -> dict[str, Any]:
    """Return what the page of a schedule says beside its moments."""
    found = seen_schedules().select_related(*RELATED).get(pk=schedule_id)
    stored = snapshot(found)
    owner = found.plan.owner if hasattr(found, "plan") else None
    is_job = found.task in registry
    return {
        "facts": [one for one in changes(None, stored) if one.name not in TOLD_ELSEWHERE],
        "last_edit": last_edit(schedule_id),
        "ownerless": {"username": stored["owner"]} if not (owner and owner.is_active) else None,
        "would_come": None if found.enabled else next_moment(promise(found), now),
        "may_run": is_job and may_launch(user, registry.get(found.task)),
        "run_key": new_key(),
        "asks": asks(found.task),
    }
