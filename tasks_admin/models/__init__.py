"""What the console stores."""

from tasks_admin.models.alert import Alert, AlertEvent, AlertPolicy
from tasks_admin.models.api_token import ApiToken, Scope
from tasks_admin.models.artifact import Artifact
from tasks_admin.models.attempt import Attempt, Outcome
from tasks_admin.models.audit import AuditEntry
from tasks_admin.models.breaker import Breaker
from tasks_admin.models.calendar import BusinessCalendar, CalendarDay
from tasks_admin.models.control import RunControl
from tasks_admin.models.dataset_difference import DatasetDifference
from tasks_admin.models.dataset_version import DatasetVersion
from tasks_admin.models.heartbeat import Heartbeat
from tasks_admin.models.limit import UserLimit
from tasks_admin.models.run import Run, RunSource
from tasks_admin.models.run_alias import RunAlias
from tasks_admin.models.run_hold import RunHold
from tasks_admin.models.run_line import RunLine
from tasks_admin.models.run_report import RunReport
from tasks_admin.models.schedule import (
    DayRule,
    Misfire,
    Overlap,
    ScheduleChange,
    SchedulePlan,
    SchedulerState,
)
from tasks_admin.models.set_aside import SetAsideRow
from tasks_admin.models.set_aside_case import SetAsideCase
from tasks_admin.models.slot import Fate, Slot
from tasks_admin.models.status import RunStatus
from tasks_admin.models.upload import Upload
from tasks_admin.models.webhook import PING, Delivery, HookEvent, Webhook

__all__ = [
    "PING",
    "Alert",
    "AlertEvent",
    "AlertPolicy",
    "ApiToken",
    "Artifact",
    "Attempt",
    "AuditEntry",
    "Breaker",
    "BusinessCalendar",
    "CalendarDay",
    "DatasetDifference",
    "DatasetVersion",
    "DayRule",
    "Delivery",
    "Fate",
    "Heartbeat",
    "HookEvent",
    "Misfire",
    "Outcome",
    "Overlap",
    "Run",
    "RunAlias",
    "RunControl",
    "RunHold",
    "RunLine",
    "RunReport",
    "RunSource",
    "RunStatus",
    "ScheduleChange",
    "SchedulePlan",
    "SchedulerState",
    "Scope",
    "SetAsideCase",
    "SetAsideRow",
    "Slot",
    "Upload",
    "UserLimit",
    "Webhook",
]
