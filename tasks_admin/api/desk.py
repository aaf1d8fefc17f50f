"""The desk for rows set aside: groups, rows, decisions on them, and running again."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Status

from background import registry
from background.errors import FieldError, NotAllowed
from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, known_only, needs
from tasks_admin.api.desk_answers import (
    Asked,
    AskedRows,
    CasesAnswer,
    Decided,
    Decision,
    Group,
    GroupAnswer,
    GroupsAnswer,
    case,
)
from tasks_admin.api.orders import IdempotencyKey
from tasks_admin.api.problems import InvalidBody
from tasks_admin.models import SetAsideCase
from tasks_admin.queries import desk as found
from tasks_admin.queries.desk import DeskFilter
from tasks_admin.queries.run_answer import RunAnswer, run_answer
from tasks_admin.services import retrying
from tasks_admin.services.deciding import decide
from tasks_admin.wording import say

UNCLEAR = _("Give either the rows or their group.")
NO_GROUP = _("A group has a task, a source and a reason.")
router = Router(tags=["set aside"])


@router.get(
    "",
    response=GroupsAnswer,
    operation_id="list_set_aside",
    summary="Rows set aside, in groups",
    auth=needs(Right.VIEW),
)
def groups(request: HttpRequest, asked: Query[Asked]) -> GroupsAnswer:
    """Return the groups that fit."""
    known_only(request, Asked)
    chosen = asked.filter(asked.status, asked.dataset)
    told = [
        GroupAnswer(
            task=one.task_name,
            title=say(one.title),
            source=one.source,
            reason=one.reason,
            fault=say(one.reason),
            count=one.count,
            first_at=one.first_at,
            last_at=one.last_at,
        )
        for one in found.groups(chosen)
    ]
    return GroupsAnswer(groups=told, statuses=found.statuses(chosen))


@router.get(
    "/rows",
    response=CasesAnswer,
    operation_id="list_set_aside_rows",
    summary="The rows themselves",
    auth=needs(Right.VIEW),
)
def rows(request: HttpRequest, asked: Query[AskedRows]) -> CasesAnswer:
    """Return a page of the rows that fit; go on with `after` of the answer."""
    known_only(request, AskedRows)
    page = found.page(asked.filter(asked.status, asked.dataset), str(asked.after or ""))
    return CasesAnswer(rows=[case(one) for one in page.cases], after=page.after)


@router.post(
    "/decisions",
    response=Decided,
    operation_id="decide_set_aside",
    summary="Decide on rows",
    auth=needs(Right.DESK),
)
def decisions(request: HttpRequest, body: Decision) -> Decided:
    """Mark rows, or all of a group, as fixed or ignored, or open them again."""
    _check(body)
    if body.group:
        cases = body.group.filter(body.status).cases()
    else:
        cases = DeskFilter().of_any_status().filter(pk__in=body.rows)
    status = SetAsideCase.Status(body.decision)
    count = decide(cases, status, note=body.note, user=caller_of(request).user)
    return Decided(count=count)


@router.post(
    "/rerun",
    response={HTTPStatus.ACCEPTED: RunAnswer},
    operation_id="rerun_set_aside",
    summary="Run the task of a group again",
    auth=needs(Right.CANCEL),
)
def rerun(
    request: HttpRequest,
    response: HttpResponse,
    body: Group,
    idempotency_key: IdempotencyKey = None,
) -> Status[RunAnswer]:
    """Launch the values of the run that met the group's rows last; 404 where there is none."""
    caller = caller_of(request)
    run = found.newest_run(body.filter()) if body.task else None
    if run is None or run.task_name not in registry:
        raise Http404
    if not caller.may_launch(registry.get(run.task_name)):
        raise NotAllowed("You may not launch {task}", task=run.task_name)
    key = f"api:desk:{run.pk}:{caller.user.pk}:{idempotency_key}" if idempotency_key else None
    told = run_answer(retrying.repeat(run, user=caller.user, idempotency_key=key))
    response["Location"] = told.url
    return Status(HTTPStatus.ACCEPTED, told)


def _check(body: Decision) -> None:
    if bool(body.rows) == bool(body.group):
        raise InvalidBody([FieldError("rows", UNCLEAR)])
    if body.group and not body.group.filter().is_group:
        raise InvalidBody([FieldError("group", NO_GROUP)])
