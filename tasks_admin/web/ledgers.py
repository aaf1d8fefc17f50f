"""The ledger of schedules as a file: a month of one of them, or of all."""

from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from background.months import Month
from tasks_admin.access import Right, requires
from tasks_admin.models import AuditEntry, Slot
from tasks_admin.queries.ledgers import of_month, read_month, zone_of
from tasks_admin.queries.promises import promise
from tasks_admin.queries.removed_schedules import removed_schedule
from tasks_admin.queries.seen_schedules import seen_schedules, seen_slots
from tasks_admin.queries.snapshots import SUBJECT
from tasks_admin.services import auditing
from tasks_admin.services.exports.csv_writing import EXACT
from tasks_admin.services.exports.ledger_writing import ledger_csv
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.datasets import dialect_of
from tasks_admin.wording import say


@require_safe
@requires(Right.EXPORT)
def schedule_ledger(request: HtmxRequest, schedule_id: int) -> HttpResponseBase:
    """Send the moments of a month of one schedule, in its own time zone."""
    found = seen_schedules().select_related("crontab", "interval", "clocked", "plan")
    schedule = found.filter(pk=schedule_id).first()
    gone = None if schedule else removed_schedule(schedule_id)
    slots = Slot.objects.filter(schedule_id=schedule_id)
    if schedule:
        return _send(request, slots, schedule_id, schedule.name, promise(schedule).zone)
    if gone is None:
        raise Http404
    return _send(request, slots, schedule_id, gone.name, gone.zone)


@require_safe
@requires(Right.EXPORT)
def schedules_ledger(request: HtmxRequest) -> HttpResponseBase:
    """Send the moments of a month of all schedules, those that were removed since too.

    Who is limited to some things gets the moments of the schedules that are seen.
    """
    return _send(request, seen_slots(), None, "", "")


def _send(
    request: HtmxRequest,
    slots: QuerySet[Slot],
    schedule_id: int | None,
    name: str,
    zone_name: str,
) -> StreamingHttpResponse:
    zone = zone_of(zone_name)
    today = timezone.localtime(timezone.now(), zone).date()
    month = read_month(request.GET.get("month", "")) or Month.of(today)
    chosen = of_month(slots, month, zone)
    if request.method == "GET":
        auditing.note(
            AuditEntry.Action.EXPORTED,
            SUBJECT,
            schedule_id or "",
            user=request.user,
            name=name,
            form="csv",
            month=str(month),
            rows=chosen.count(),
        )
    dialect = EXACT if "plain" in request.GET else dialect_of(request)
    response = StreamingHttpResponse(
        ledger_csv(chosen, zone, dialect, say), content_type="text/csv; charset=utf-8"
    )
    file = f"schedule-{schedule_id}-{month}" if schedule_id else f"schedules-{month}"
    response["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response
