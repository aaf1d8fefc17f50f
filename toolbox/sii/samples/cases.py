"""What is odd in which month of which company, so that people see how the console tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolbox.sii.calc.rows import Filing
from toolbox.sii.samples import filings
from toolbox.sii.samples.layouts import EXCEL, PORTAL, PORTAL_1252, PORTAL_BOM, Style


def _as_it_is(filing: Filing) -> tuple[Filing, ...]:
    return (filing,)


def _late(filing: Filing) -> tuple[Filing, ...]:
    return (filings.late(filing, 9),)


def _wrong(filing: Filing) -> tuple[Filing, ...]:
    return (filings.wrong(filing),)


@dataclass(frozen=True, slots=True)
class Case:
    """How the files of a month differ from ordinary ones; `changes` gives the returns filed."""

    style: Style = PORTAL
    changes: Callable[[Filing], tuple[Filing, ...]] = _as_it_is
    is_absent: bool = False
    lacks_sales: bool = False
    lacks_fees: bool = False
    has_faulty_rows: bool = False
    summary_differs: bool = False
    has_sign_in_page: bool = False
    is_unfiled: bool = False


CASES: Mapping[tuple[int, int], Case] = {
    (0, 1): Case(style=PORTAL_BOM),
    (0, 2): Case(style=PORTAL_1252),
    (0, 3): Case(style=EXCEL),
    (0, 4): Case(changes=filings.corrected),
    (0, 5): Case(changes=_wrong),
    (0, 6): Case(changes=_late),
    (1, 2): Case(has_faulty_rows=True),
    (1, 3): Case(lacks_sales=True),
    (1, 4): Case(style=Style(nothing="null")),
    (1, 5): Case(is_absent=True),
    (1, 6): Case(has_sign_in_page=True),
    (1, 7): Case(summary_differs=True),
    (2, 0): Case(is_unfiled=True),
    (2, 1): Case(lacks_fees=True),
    (2, 3): Case(style=Style(quoted=True, newline="\r\n")),
}
"""By the number of the company, and by how many months ago."""


def case_of(company: int, ago: int) -> Case:
    """Return what is odd about a month, which is nothing for most."""
    return CASES.get((company, ago), Case())
