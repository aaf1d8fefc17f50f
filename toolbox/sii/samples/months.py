"""One month of one company as files, with the odd ones that the register really hands out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import PurePath

from background import Month
from toolbox.sii.calc.books import Direction, FileKind, PurchaseState
from toolbox.sii.calc.f29 import Code
from toolbox.sii.calc.rows import FeeReceipt, Filing, Purchase, Sale, Total
from toolbox.sii.samples import fees, filings, returns, totals
from toolbox.sii.samples.cases import Case, case_of
from toolbox.sii.samples.companies import SampleCompany
from toolbox.sii.samples.documents import STATES, Scene, purchases, sales
from toolbox.sii.samples.fee_reports import NAMES, write_fees
from toolbox.sii.samples.filings import Figures
from toolbox.sii.samples.layouts import write_detail, write_summary
from toolbox.sii.samples.names import file_name

File = tuple[str, bytes]
KINDS = {kind.state: kind for kind in FileKind if kind.state}
FORMS: tuple[tuple[FileKind, str, Callable[[Filing], bytes]], ...] = (
    (FileKind.F29, ".json", returns.write_filing),
    (FileKind.F29, ".csv", returns.write_codes),
    (FileKind.F29_FOLDER, ".json", returns.write_folder_page),
)
"""The forms of a return, each for the months that follow one another."""
SIGN_IN_PAGE = b"<!DOCTYPE html><html><body><h1>Identificarse</h1></body></html>"
"""What a browser saves under the name of a file once the session at the portal is over."""


@dataclass(frozen=True)
class SampleMonth:
    """What a company has to show of a month; `ago` counts back from the last month, 0.

    `documents` is how many purchases it has in the register; of sales there are fewer. The month
    that is not over yet, -1, has those up to the day `until`, and no return.
    """

    company: SampleCompany
    period: date
    seed: int
    ago: int
    documents: int
    until: date
    carried: int = 0
    cases: bool = True

    @property
    def scene(self) -> Scene:
        """What its draws depend on."""
        return Scene(self.company, self.period, self.seed)

    @cached_property
    def case(self) -> Case:
        """What is odd about it."""
        return case_of(self.company.number, self.ago) if self.cases else Case()

    @cached_property
    def registered(self) -> list[Purchase]:
        """The purchases that count."""
        found = purchases(self.scene, PurchaseState.REGISTERED, self.documents)
        return [one for one in found if one.issued <= self.until]

    @cached_property
    def sold(self) -> list[Sale]:
        """The sales."""
        found = sales(self.scene, max(1, self.documents * 3 // 4))
        return [one for one in found if one.issued <= self.until]

    @cached_property
    def fees(self) -> tuple[FeeReceipt, ...]:
        """The fee receipts received."""
        found = fees.received(self.scene, 6 + self.company.number % 4)
        return tuple(one for one in found if one.issued <= self.until)

    @cached_property
    def bought_totals(self) -> list[Total]:
        """The summary of the purchases."""
        return totals.of_purchases(self.registered)

    @cached_property
    def sold_totals(self) -> list[Total]:
        """The summary of the sales."""
        return totals.of_sales(self.scene, self.sold)

    @cached_property
    def filing(self) -> Filing:
        """The return as it should have been filed."""
        sold = {one.type_code: one for one in self.sold_totals}
        bought = {one.type_code: one for one in self.bought_totals}
        return filings.filing(self.scene, Figures(sold, bought, self.fees), self.carried)

    @property
    def left(self) -> int:
        """The credit that is carried into the next month."""
        return int(self.filing.codes[Code.CARRIED])

    def files(self) -> Iterator[File]:
        """Yield the name and content of every file."""
        if self.case.is_absent:
            return
        yield from self._purchases()
        if not self.case.lacks_sales:
            yield from self._sales()
        if not self.case.lacks_fees:
            yield from self._fees()
        if self.ago >= 0:
            yield self._filed()

    def _purchases(self) -> Iterator[File]:
        rows = [*self.registered, *self._faulty()]
        kind = FileKind.PURCHASES_REGISTERED
        yield self._name(kind), write_detail(kind, rows, self.case.style)
        for state, one_of in STATES.items():
            if state is PurchaseState.PENDING and self.ago > 0:
                continue
            found = purchases(self.scene, state, max(1, self.documents // one_of))
            yield self._name(KINDS[state]), write_detail(KINDS[state], found)
        summary = self.bought_totals
        if self.case.summary_differs:
            summary = [replace(summary[0], count=summary[0].count + 1), *summary[1:]]
        if self.case.has_sign_in_page:
            name = file_name(FileKind.PURCHASES_CLAIMED, self.company.rut, self.period, copy=1)
            yield name, SIGN_IN_PAGE
        kind = FileKind.PURCHASES_SUMMARY
        yield self._name(kind), write_summary(kind, summary)

    def _faulty(self) -> Iterator[Purchase]:
        """A wrong check digit, a dispatch guide, and a type that nobody knows."""
        if self.case.has_faulty_rows:
            one = self.registered[0]
            yield replace(one, folio=11, rut="12345678-9", other_taxes=())
            yield replace(one, folio=12, type_code=52, other_taxes=())
            yield replace(one, folio=13, type_code=999, other_taxes=())

    def _sales(self) -> Iterator[File]:
        for kind, content in (
            (FileKind.SALES, write_detail(FileKind.SALES, self.sold, self.case.style)),
            (FileKind.SALES_SUMMARY, write_summary(FileKind.SALES_SUMMARY, self.sold_totals)),
        ):
            yield self._name(kind), content

    def _fees(self) -> Iterator[File]:
        written = {Direction.RECEIVED: self.fees}
        if self.company.number == 0:
            written[Direction.ISSUED] = tuple(fees.issued(self.scene, 3))
        for direction, receipts in written.items():
            stem = PurePath(NAMES[direction]).stem
            name = f"{stem}_{self.company.rut}_{self.period:%Y%m}.xls"
            yield (
                name,
                write_fees(
                    receipts,
                    direction=direction,
                    rut=self.company.rut,
                    period=self.period,
                    name=self.company.name,
                ),
            )

    def _filed(self) -> File:
        """The return in one of its forms; while it is not filed yet, what the portal proposes."""
        one = self.case.changes(self.filing)
        if self.case.is_unfiled or (one[-1].filed or self.until) > self.until:
            kind = FileKind.F29_PROPOSAL
            return self._name(kind), returns.write_proposal(filings.proposed(self.filing))
        if len(one) > 1:
            return self._name(FileKind.F29), returns.write_filings(one)
        kind, ending, write = FORMS[int(Month.of(self.period)[-2:]) % len(FORMS)]
        return str(PurePath(self._name(kind)).with_suffix(ending)), write(one[0])

    def _name(self, kind: FileKind) -> str:
        return file_name(kind, self.company.rut, self.period)
