"""What a publication changed: in words for the pages, and as a file."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import Http404, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_safe

from background import registry
from tasks_admin.access import Right, requires
from tasks_admin.queries.differences import Difference, Moved, stored
from tasks_admin.services.exports.changed_rows import Words, frames
from tasks_admin.services.exports.csv_writing import EXACT, csv_pieces
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.dataset_cells import number_writer
from tasks_admin.web.datasets import dialect_of
from tasks_admin.wording import NOTHING

KIND_LABELS: dict[str, Promise] = {
    "added": pgettext_lazy("rows", "Added"),
    "gone": pgettext_lazy("rows", "Gone"),
    "changed": pgettext_lazy("rows", "Changed"),
}
KIND_LOOKS = {
    "added": ("plus", "good"),
    "gone": ("circle-minus", "bad"),
    "changed": ("adjustments", "warn"),
}


@dataclass(frozen=True)
class InWords:
    """An amount before, after and by how much it moved, with its sign."""

    before: str
    after: str
    by: str
    is_still: bool


@require_safe
@requires(Right.EXPORT)
def dataset_changes(request: HtmxRequest, run_id: UUID, name: str) -> StreamingHttpResponse:
    """Send the rows that a run changed in a dataset as CSV, the largest first."""
    difference = stored(run_id, name)
    dataset = registry.datasets().get(name)
    if difference is None or dataset is None or not difference.file:
        raise Http404
    dialect = EXACT if "plain" in request.GET else dialect_of(request)
    pieces = csv_pieces(frames(difference, dataset, _words()), dialect)
    try:
        first = next(pieces)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = StreamingHttpResponse(
        (piece for part in ([first], pieces) for piece in part),
        content_type="text/csv; charset=utf-8",
    )
    file = f"{name}-{gettext('changes')}-{str(run_id)[-8:]}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def moved(one: Moved, places: int = 2) -> InWords:
    """Write an amount before and after; one that was not there is a dash."""
    write = number_writer(places)
    return InWords(
        before=_written(one.before, places),
        after=_written(one.after, places),
        by=NOTHING if one.is_still else f"{'+' if one.by > 0 else ''}{write(one.by)}",
        is_still=one.is_still,
    )


def headings(difference: Difference) -> list[str]:
    """Return the columns that tell one row from another."""
    names = [*difference.key]
    if difference.currency and difference.currency not in names:
        names.append(difference.currency)
    return names


def _written(value: Decimal | None, places: int) -> str:
    return NOTHING if value is None else number_writer(places)(value)


def _words() -> Words:
    return Words(
        change=gettext("Change"),
        before=gettext("before"),
        after=gettext("after"),
        moved=gettext("difference"),
        others=gettext("Further changes"),
        kinds={name: str(label) for name, label in KIND_LABELS.items()},
        nothing=NOTHING,
    )
