"""Reading runs: lists, one run, its log, its files."""

from datetime import date
from time import monotonic
from typing import Annotated
from uuid import UUID

from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Header, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from tasks_admin.access import Right
from tasks_admin.api import telling
from tasks_admin.api.answers import (
    FileAnswer,
    LineAnswer,
    LinesAnswer,
    RunDetailAnswer,
    RunPageAnswer,
)
from tasks_admin.api.callers import caller_of, known_only, needs
from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.queries import run_detail, run_kin
from tasks_admin.queries.run_answer import run_answer
from tasks_admin.queries.run_files import opened
from tasks_admin.queries.run_filter import RunFilter
from tasks_admin.queries.runs import cut_of
from tasks_admin.queries.watch import watch
from tasks_admin.wording import say

LONGEST_WAIT = 30
router = Router(tags=["runs"])


class Wanted(BaseModel):
    """Which runs; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    status: RunStatus | None = None
    task: str = Field("", max_length=191)
    source: RunSource | None = None
    user: str = Field("", max_length=150)
    text: str = Field("", max_length=200, description="Looked for in names, values and ids")
    since: date | None = Field(None, description="First local day")
    until: date | None = Field(None, description="Last local day")
    parent: UUID | None = None
    older: UUID | None = Field(None, description="Cursor of an earlier answer")
    newer: UUID | None = Field(None, description="Cursor of an earlier answer")
    limit: int = Field(50, ge=1, le=200)

    def filter(self, **changes: str) -> RunFilter:
        """Return it as the console's own filter of runs."""
        values = {
            "status": self.status or "",
            "task": self.task,
            "source": self.source or "",
            "user": self.user,
            "text": self.text,
            "since": str(self.since or ""),
            "until": str(self.until or ""),
            "parent": str(self.parent or ""),
        }
        return RunFilter(**{name: str(value) for name, value in (values | changes).items()})


@router.get(
    "",
    response=RunPageAnswer,
    operation_id="list_runs",
    summary="Runs, newest first",
    auth=needs(Right.VIEW),
)
def runs(request: HttpRequest, wanted: Query[Wanted]) -> RunPageAnswer:
    """Return a page of runs; go on with `older` of the answer."""
    return _page(request, wanted, wanted.filter())


@router.get(
    "/{uuid:run_id}/children",
    response=RunPageAnswer,
    operation_id="list_children",
    summary="The runs that a run launched",
    auth=needs(Right.VIEW),
)
def children(request: HttpRequest, run_id: UUID, wanted: Query[Wanted]) -> RunPageAnswer:
    """Return a page of the run's children."""
    found_or_404(run_id)
    return _page(request, wanted, wanted.filter(parent=str(run_id)))


@router.get(
    "/{uuid:run_id}",
    response={200: RunDetailAnswer, 304: None},
    operation_id="get_run",
    summary="One run",
    url_name="run",
    auth=needs(Right.VIEW),
)
def run(
    request: HttpRequest,
    response: HttpResponse,
    run_id: UUID,
    wait: Annotated[int, Query(0, ge=0, le=LONGEST_WAIT, description="Seconds")] = 0,
    if_none_match: Annotated[str | None, Header(None, alias="If-None-Match")] = None,
) -> HttpResponse | RunDetailAnswer:
    """Return the run; with `wait`, as soon as it is over or the seconds have passed.

    The `ETag` changes with the run. Sent back in `If-None-Match` it gives 304 while nothing did;
    with `wait`, the answer comes with the next change.
    """
    found = found_or_404(run_id)
    tag = _etag(found)
    if wait:
        found = _later(found, wait, any_change=if_none_match == tag)
        tag = _etag(found)
    if if_none_match == tag:
        return _tagged(HttpResponse(status=304), tag)
    _tagged(response, tag)
    return telling.whole_run(found, with_traceback=caller_of(request).may(Right.TRACEBACK))


@router.get(
    "/{uuid:run_id}/lines",
    response=LinesAnswer,
    operation_id="list_lines",
    summary="Its log",
    auth=needs(Right.VIEW),
)
def lines(
    request: HttpRequest,
    run_id: UUID,
    after: Annotated[int, Query(0, ge=0, le=2**63 - 1, description="`last` of an answer")] = 0,
    limit: Annotated[int, Query(500, ge=1, le=5_000)] = 500,
) -> LinesAnswer:
    """Return log lines in their order, those after a line's id."""
    found = run_detail.lines_after(found_or_404(run_id), after, limit)
    told = [
        LineAnswer(
            id=line.pk,
            at=line.at,
            attempt=line.attempt,
            level=line.level,
            message=say(line.message, line.fields),
            fields=line.fields,
        )
        for line in found
    ]
    return LinesAnswer(lines=told, last=told[-1].id if told else after)


@router.get(
    "/{uuid:run_id}/files",
    response=list[FileAnswer],
    operation_id="list_files",
    summary="Its files",
    auth=needs(Right.VIEW),
)
def files(request: HttpRequest, run_id: UUID) -> list[FileAnswer]:
    """Return the files that the run kept."""
    return [
        FileAnswer(
            id=one.pk,
            name=one.name,
            size=one.size,
            sha256=one.sha256,
            created_at=one.created_at,
            url=reverse("api-1:file", args=[run_id, one.pk]),
        )
        for one in found_or_404(run_id).artifacts.all()
    ]


@router.get(
    "/{uuid:run_id}/files/{int:file_id}",
    operation_id="get_file",
    summary="One file",
    url_name="file",
    response={200: None},
    auth=needs(Right.EXPORT),
)
def file(request: HttpRequest, run_id: UUID, file_id: int) -> HttpResponseBase:
    """Send a file, to be saved."""
    kept = opened(run_id, file_id)
    if kept is None:
        raise Http404
    return FileResponse(kept.content, as_attachment=True, filename=kept.name)


def found_or_404(run_id: UUID) -> Run:
    """Return the run; raises Http404."""
    found = run_detail.find(run_id)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, wanted: Wanted, chosen: RunFilter) -> RunPageAnswer:
    known_only(request, Wanted)
    cut = cut_of(chosen, wanted.older, wanted.newer, size=wanted.limit)
    return RunPageAnswer(
        runs=[run_answer(one) for one in cut.runs], older=cut.older, newer=cut.newer
    )


def _later(found: Run, seconds: int, *, any_change: bool) -> Run:
    """The run as it is after its next change, or once it is over, or when the time is."""
    end = monotonic() + seconds
    while not found.is_finished and (left := end - monotonic()) > 0:
        version = found.version
        if not connection.in_atomic_block:
            connection.close()  # who only waits holds no connection
        watch.wait(found.pk, version, left)
        found = found_or_404(found.pk)
        if any_change and found.version != version:
            break
    return found


def _etag(found: Run) -> str:
    tallies = "".join(f"-{one.status}{one.count}" for one in run_kin.tallies_of(found))
    return f'"{found.version}{tallies}"'


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
