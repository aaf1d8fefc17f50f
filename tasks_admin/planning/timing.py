"""When a schedule is to run, as people and programs give it: judged here, once."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from background.errors import FieldError, InvalidParams
from background.params import read
from tasks_admin.planning.cron import read_cron
from tasks_admin.planning.rules import EPOCH, FARTHEST, Calendar, Every, Moment, Once, Rule, Within

PREVIEWED = 5
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
SENTENCES = {
    "zone": "There is no time zone of this name.",
    "years": "Give a moment between the years 2000 and 2100.",
    "one rule": "Give one rule: a crontab, an interval or a single moment.",
    "order": "The end comes before the start.",
}
NEVER = FieldError("", "No moment fits this rule: it would never run.")
PAST = FieldError("at", "This moment is past.")

Period = Literal["days", "hours", "minutes", "seconds"]


@cache
def zones() -> tuple[str, ...]:
    """Return the names of the time zones that a schedule may have."""
    places = (name for name in available_timezones() if "/" in name and "Etc/" not in name)
    return ("UTC", *sorted(places))


class Timing(BaseModel):
    """One of three rules: a crontab of five fields in a zone, an interval, or one moment.

    `start` and `end` bound its moments; an interval counts from `start`, else from 1970.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )

    cron: Annotated[str, Field(max_length=650)] = ""
    zone: Annotated[str, Field(max_length=63)] = "UTC"
    every: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    period: Period = "minutes"
    at: AwareDatetime | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available():
            raise ValueError(SENTENCES["zone"])
        return zone

    @field_validator("at", "start", "end")
    @classmethod
    def _of_our_time(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and not FIRST <= moment < LAST:
            raise ValueError(SENTENCES["years"])
        return moment

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if sum((bool(self.cron), self.every is not None, self.at is not None)) != 1:
            raise ValueError(SENTENCES["one rule"])
        if self.start and self.end and self.start >= self.end:
            raise ValueError(SENTENCES["order"])
        return self

    @property
    def rule(self) -> Rule:
        """The rule within its bounds; raises InvalidParams for a crontab that cannot be read."""
        rule: Rule
        if self.at is not None:
            rule = Once(self.at)
        elif self.every is not None:
            rule = Every(timedelta(**{str(self.period): self.every}), self.start or EPOCH)
        else:
            rule = Calendar(read_cron(self.cron), ZoneInfo(self.zone))
        return Within(rule, self.start, self.end)

    def coming(self, now: datetime, number: int = PREVIEWED) -> list[Moment]:
        """Return the next moments."""
        return list(islice(self.rule.moments(now, now + FARTHEST), number))


@cache
def available() -> frozenset[str]:
    """Return every name that is known for a time zone, old ones too."""
    return frozenset(available_timezones())


def read_timing(raw: Mapping[str, Any], *, now: datetime, must_come: bool = True) -> Timing:
    """Judge the timing among the values; raises InvalidParams with every fault that it has.

    A rule without any moment to come is refused where one `must_come`: nobody means that.
    """
    given = {name: raw[name] for name in Timing.model_fields if name in raw}
    wrong = list(_cron_faults(given.get("cron")))
    try:
        timing = read(Timing, given, now=now)
    except InvalidParams as refused:
        raise InvalidParams([*refused.errors, *wrong]) from refused
    if not wrong and must_come and not timing.coming(now, 1):
        wrong = [PAST if timing.at is not None and timing.at <= now else NEVER]
    if wrong:
        raise InvalidParams(wrong)
    return timing


def _cron_faults(cron: Any) -> Iterator[FieldError]:
    if isinstance(cron, str) and cron.strip():
        try:
            read_cron(cron)
        except InvalidParams as refused:
            yield from refused.errors
