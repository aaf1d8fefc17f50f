"""One page of a dataset's rows: filtered, sorted, and found by place."""

from dataclasses import dataclass

from tasks_admin.queries.keyset import Order, Row, cursor_of, read_cursor, take
from tasks_admin.queries.row_filter import RowFilter


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows by attribute, and the places before the first and after the last of them.

    A place is "" where there is nothing further on that side.
    """

    rows: list[Row]
    before: str = ""
    after: str = ""


def page(asked: RowFilter) -> RowPage:
    """Return the page that the filter asks for; a place that cannot be is the beginning.

    One row more than fits is read, to know whether there is a further page; nothing is counted.
    """
    model, order = asked.dataset.model, order_of(asked)
    backwards = bool(asked.before) and not asked.after
    place = read_cursor(asked.before if backwards else asked.after, order, model)
    backwards = backwards and place is not None
    found = take(
        asked.rows(),
        order.reversed if backwards else order,
        place,
        asked.size + 1,
        [column.attribute for column in asked.shown],
    )
    rows, more = found[: asked.size], len(found) > asked.size
    if backwards:
        rows.reverse()
    return _between(
        rows,
        asked,
        earlier=more if backwards else place is not None,
        later=True if backwards else more,
    )


def order_of(asked: RowFilter) -> Order:
    """Return the order of the rows: as asked, else as they were published."""
    key: str = asked.dataset.model._meta.pk.attname
    attribute = asked.columns[asked.sort].attribute if asked.sort else key
    return Order(attribute, asked.descending)


def _between(rows: list[Row], asked: RowFilter, *, earlier: bool, later: bool) -> RowPage:
    if not rows:
        return RowPage([])
    order, model = order_of(asked), asked.dataset.model
    return RowPage(
        rows,
        before=cursor_of(rows[0], order, model) if earlier else "",
        after=cursor_of(rows[-1], order, model) if later else "",
    )
