"""The form of a schedule in Django's admin; the service that the pages use judges it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from celery import current_app
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from background import registry
from background.errors import FieldError, InvalidParams, TaskError
from background.queues import Queue
from tasks_admin.models import BusinessCalendar, DayRule, Misfire, Overlap
from tasks_admin.models.alert import OF_SCHEDULES
from tasks_admin.planning.cron import FIELDS
from tasks_admin.planning.timing import read_timing
from tasks_admin.queries.snapshots import NEW, digest, rule_values, snapshot
from tasks_admin.services import owning, scheduling
from tasks_admin.wording import say

MOMENT = {"type": "datetime-local", "step": "1"}
SHARED = _(
    "Several schedules have this row. Change each of them on its own page: it gets its own row."
)
PERIODS = (
    ("days", _("Days")),
    ("hours", _("Hours")),
    ("minutes", _("Minutes")),
    ("seconds", _("Seconds")),
)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(MOMENT, format="%Y-%m-%dT%H:%M:%S")
    return forms.DateTimeField(label=label, required=False, widget=widget)


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False)


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def _task_names(current: str) -> list[tuple[str, str]]:
    """The jobs, the Celery tasks that are none, and the one that the schedule has."""
    others = {name for name in current_app.tasks if not name.startswith("celery.")}
    names = others | {spec.name for spec in registry} | ({current} if current else set())
    return [("", "---------"), *((name, name) for name in sorted(names))]


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A draft as form fields; none of them is a column, for the service writes the rows.

    `user` is who is asking.
    """

    user: Any = None

    name = forms.CharField(label=_("Name"), required=False)
    task = forms.ChoiceField(label=_("Task"), required=False)
    enabled = forms.BooleanField(label=_("Switched on"), required=False, initial=True)
    cron = forms.CharField(
        label=_("Crontab"),
        required=False,
        help_text=_("Minute, hour, day of the month, month, day of the week: 0 7,18 * * 1-5"),
    )
    zone = forms.CharField(
        label=_("Time zone"), required=False, initial=timezone.get_default_timezone_name
    )
    every = _number(_("Every"))
    period = forms.ChoiceField(label=_("Unit"), choices=PERIODS, initial="minutes")
    at = _moment(_("Once, at"))
    start = _moment(_("Not before"))
    end = _moment(_("Not after"))
    one_off = forms.BooleanField(label=_("Switch off after one run"), required=False)
    params = forms.JSONField(
        label=_("Parameters"),
        required=False,
        initial=dict,
        help_text=_("As JSON: {“as_of”: “yesterday”}. The task's own rules apply."),
    )
    args = forms.JSONField(label=_("Positional values"), required=False, initial=list)
    day_rule = forms.ChoiceField(label=_("Days"), required=False, choices=DayRule.choices)
    calendar = forms.ChoiceField(
        label=_("Calendar"), required=False, choices=[("", "---------"), *BusinessCalendar.choices]
    )
    nth = forms.IntegerField(
        label=_("Which business day"),
        required=False,
        initial=1,
        help_text=_("1 is the first of the month, -1 the last."),
    )
    overlap = forms.ChoiceField(
        label=_("If the earlier run still works"), choices=Overlap.choices, initial=Overlap.SKIP
    )
    misfire = forms.ChoiceField(
        label=_("Moments that nobody kept"), choices=Misfire.choices, initial=Misfire.ONCE
    )
    grace_seconds = forms.IntegerField(label=_("Grace (seconds)"), required=False, initial=300)
    owner = forms.CharField(label=_("Owner"), required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    notify = forms.MultipleChoiceField(
        label=_("Alerts about"),
        required=False,
        choices=[(event.value, event.label) for event in OF_SCHEDULES],
        initial=NEW["notify"],
        widget=forms.CheckboxSelectMultiple,
    )
    notify_emails = forms.CharField(
        label=_("Told by e-mail"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One address on each line. Empty: those of the settings (ALERT_EMAILS)."),
    )
    queue = forms.ChoiceField(
        label=_("Queue"),
        required=False,
        choices=[("", _("As the task declares")), *((one, one) for one in Queue)],
    )
    priority = _number(_("Priority"))
    confirmed = forms.BooleanField(
        label=_("I know that this cannot be undone."),
        required=False,
        help_text=_("Needed for a task that asks before it starts, each time it is saved here."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PeriodicTask
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            stored = snapshot(self.instance)
            moments = {name: _read(stored[name]) for name in ("at", "start", "end")}
            stated = {"notify_emails": "\n".join(stored["notify_emails"]), "seen": digest(stored)}
            self.initial = {**self.initial, **stored, **moments, **stated}
        task = cast(forms.ChoiceField, self.fields["task"])
        task.choices = _task_names(self.instance.task)

    def clean(self) -> dict[str, Any]:
        """Let the service judge the values, and put each sentence at its field."""
        cleaned = {**(super().clean() or {})}
        if not self.errors:
            try:
                scheduling.check(
                    self.raw(),
                    user=self.user,
                    schedule_id=self.instance.pk,
                    seen=cleaned.get("seen", ""),
                )
            except InvalidParams as refused:
                self._explain(refused.errors)
            except TaskError as refused:
                self.add_error(None, say(refused.message, refused.fields))
        return cleaned

    def raw(self) -> dict[str, Any]:
        """Return the values as the service takes them."""
        empty: dict[str, Any] = {"params": {}, "args": [], "grace_seconds": 0, "nth": 1}
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        given["notify_emails"] = given["notify_emails"].split()
        return {name: empty.get(name) if value is None else value for name, value in given.items()}

    def validate_unique(self) -> None:
        """The service looks for another schedule of that name."""

    def _explain(self, errors: Iterable[FieldError]) -> None:
        for one in errors:
            sentence = say(one.message, one.fields)
            name, _dot, inner = one.name.partition(".")
            if name in FIELDS:
                name = "cron"
            if inner:
                sentence = f"{inner}: {sentence}"
            self.add_error(name if name in self.fields else None, sentence)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The row of a rule, which belongs to one schedule: it is judged as a change of that one.

    `user` is who is asking.
    """

    user: Any = None

    def raw(self) -> dict[str, Any] | None:
        """Return the values of the schedule with this rule; None where no schedule has it."""
        owner = owning.users(self.instance).first() if self.instance.pk else None
        return snapshot(owner) | self._rule() if owner else None

    def _rule(self) -> dict[str, Any]:
        return rule_values(PeriodicTask(**{owning.kind_of(self.instance): self.instance}))

    def _post_clean(self) -> None:
        """Judge the row once it has its values."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors:
            return
        if self.instance.pk and owning.is_shared(self.instance):
            self.add_error(None, SHARED)
            return
        try:
            self._judge()
        except InvalidParams as refused:
            for one in refused.errors:
                is_own = one.name in self.fields or not one.name
                label = "" if is_own else f"{one.name}: "
                name = one.name if one.name in self.fields else None
                self.add_error(name, label + say(one.message, one.fields))
        except TaskError as refused:
            self.add_error(None, say(refused.message, refused.fields))

    def _judge(self) -> None:
        owner = owning.users(self.instance).first() if self.instance.pk else None
        if owner is None:
            read_timing(self._rule(), now=timezone.now(), must_come=False)
        else:
            raw = snapshot(owner) | self._rule()
            scheduling.check(raw, user=self.user, schedule_id=owner.pk)
