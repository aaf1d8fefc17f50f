"""Which rows of a month a file lists, so that those it lacks are known to be gone."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.rows import Reading
from toolbox.sii.store.ledgers import PURCHASES, RECEIPTS, SALES, TOTALS, Ledger

DOCUMENTS = {Book.PURCHASES: PURCHASES, Book.SALES: SALES, Book.FEES: RECEIPTS}
SUMMARIES = (FileKind.PURCHASES_SUMMARY, FileKind.SALES_SUMMARY)
NONE = Q(pk__in=())
ALL = ~NONE
"""Not `Q()`, which adds nothing to a condition, also where it is joined to it by “or”."""


def ledger_of(kind: FileKind) -> Ledger:
    """Return the table that the rows of a file belong to."""
    return TOTALS if kind in SUMMARIES else DOCUMENTS[kind.book]


def covered(readings: Iterable[Reading]) -> Q:
    """Return the condition that the rows of a month fulfil which these files would list."""
    return reduce(or_, map(_covered, readings), NONE)


def _covered(reading: Reading) -> Q:
    """By state of a purchase, side of a fee receipt, and type where the file has only one."""
    kind = reading.kind
    if kind in SUMMARIES:
        return Q(book=kind.book.value, day=0)
    if kind is FileKind.FEES:
        return Q(direction=reading.direction.value) if reading.direction else NONE
    listed = Q(type_code=reading.only_type) if reading.only_type else ALL
    return listed & Q(state=kind.state.value) if kind.state else listed
