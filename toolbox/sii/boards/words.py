"""What the boards of the tax back office call the values that its tables have."""

from functools import partial

from background import Kind
from background.boards import Filter, Sum
from toolbox.sii.calc.books import Book, Direction, PurchaseState
from toolbox.sii.calc.doctypes import TYPES
from toolbox.sii.calc.due_dates import Standing
from toolbox.sii.models import BookMonth, ImportFile

Pesos = partial(Sum, kind=Kind.COUNT, unit="CLP")

COMPANY = Filter("Empresa", "Company")
MONTH = Filter("Periodo", "Month")

TYPE_LABELS = {one.code: one.name for one in TYPES.values()}
BOOK_LABELS = {
    Book.PURCHASES: "Purchases",
    Book.SALES: "Sales",
    Book.FEES: "Fee receipts",
    Book.F29: "F29",
}
STATE_LABELS = {
    PurchaseState.REGISTERED: "Registered",
    PurchaseState.PENDING: "Pending",
    PurchaseState.LEFT_OUT: "Not to be included",
    PurchaseState.CLAIMED: "Claimed",
}
DIRECTION_LABELS = {Direction.RECEIVED: "Received", Direction.ISSUED: "Issued"}
MONTH_LABELS = {
    BookMonth.State.ABSENT: "Absent",
    BookMonth.State.PARTIAL: "In part",
    BookMonth.State.IMPORTED: "Imported",
}
FILE_LABELS = {
    ImportFile.State.READ: "Read",
    ImportFile.State.PARTIAL: "Read in part",
    ImportFile.State.REFUSED: "Refused",
}
STANDING_LABELS = {
    Standing.OVERDUE: "Overdue",
    Standing.LATE: "Filed late",
    Standing.AWAITED: "Still to be filed",
    Standing.UNASKED: "Not looked for yet",
    Standing.IN_TIME: "Filed in time",
}
