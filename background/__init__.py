"""The kit: what a background task is. A job file imports all it needs from here."""

from background.context import TaskContext
from background.datasets import Dataset, Frame, Layout, Publication, Published
from background.days import TODAY, relative_day
from background.declaring import db_task, simple_task, task
from background.errors import (
    Cancelled,
    ConfigError,
    JobFailed,
    NotFound,
    PublicationRefused,
    TaskError,
    TransientError,
    ValidationFailed,
)
from background.files import Accept, File
from background.months import PREVIOUS_MONTH, THIS_MONTH, Month, relative_month
from background.ports import Child, Children, Level
from background.promises import EVERY_DAY, WEEKDAYS, DailyBy, Promise, Within
from background.queues import Queue
from background.registry import registry
from background.results import (
    Chart,
    Column,
    Control,
    Download,
    Figure,
    Kind,
    Report,
    Series,
    SetAside,
    Table,
)
from background.retry import RetryPolicy
from background.scopes import Choice, Scope
from background.secret import Secret
from background.sentences import Sentence
from background.spec import TaskSpec
from background.task import Task
from background.years import THIS_YEAR, relative_year

__all__ = [
    "EVERY_DAY",
    "PREVIOUS_MONTH",
    "THIS_MONTH",
    "THIS_YEAR",
    "TODAY",
    "WEEKDAYS",
    "Accept",
    "Cancelled",
    "Chart",
    "Child",
    "Children",
    "Choice",
    "Column",
    "ConfigError",
    "Control",
    "DailyBy",
    "Dataset",
    "Download",
    "Figure",
    "File",
    "Frame",
    "JobFailed",
    "Kind",
    "Layout",
    "Level",
    "Month",
    "NotFound",
    "Promise",
    "Publication",
    "PublicationRefused",
    "Published",
    "Queue",
    "Report",
    "RetryPolicy",
    "Scope",
    "Secret",
    "Sentence",
    "Series",
    "SetAside",
    "Table",
    "Task",
    "TaskContext",
    "TaskError",
    "TaskSpec",
    "TransientError",
    "ValidationFailed",
    "Within",
    "db_task",
    "registry",
    "relative_day",
    "relative_month",
    "relative_year",
    "simple_task",
    "task",
]
