"""Writing a whole source folder of samples, each file streamed, nothing held but the lists."""

import json
from collections.abc import Container
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from toolbox.samples.arrays import ArrayFile
from toolbox.samples.cases import Scene, case_of
from toolbox.samples.days import FIRST_DAY
from toolbox.samples.deals import Document, Market
from toolbox.samples.erp_rows import Row, accumulated_row, placement_row
from toolbox.samples.lists import ListMaker
from toolbox.samples.people import payers_at
from toolbox.samples.rates import rate_on
from toolbox.samples.receivable_cases import ReceivableCase, receivable_case_of
from toolbox.samples.receivable_rows import payment_rows, refund_rows, settlement_row
from toolbox.samples.settlement_rows import fund_rows, invoice_row, planted_referrals, referrals_of
from toolbox.samples.sheet_cases import sheet_case_of
from toolbox.samples.sheet_rows import balance_rows, out_of_system, sector_rows

UNTIL = date(2025, 12, 31)
PLACEMENTS, ACCUMULATED = "colocaciones-2", "colocaciones-0"
SHEETS = {"PEN": "fuera-sistema-pen", "USD": "fuera-sistema-usd"}
SETTLEMENTS, PAYMENTS, REFUNDS = "liquidaciones", "pagos", "devoluciones"
SECTORS, REFERRALS, BALANCES, RATES = "sectores", "referidos", "saldos", "tipo-cambio"
CRECER, PROMOTIONAL, INVOICES = "fondo-crecer", "fondo-promocional", "comprobantes"
LISTS, TAGS = "listas", "_cases"
ARRAYS = (
    PLACEMENTS, ACCUMULATED, *SHEETS.values(), SECTORS, REFERRALS, BALANCES, SETTLEMENTS,
    PAYMENTS, REFUNDS, RATES, CRECER, PROMOTIONAL, INVOICES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """What to make: so many documents up to a day; the same plan makes the same bytes."""

    documents: int
    seed: int
    until: date = UNTIL
    cases: bool = True
    only: Container[str] = field(default=ARRAYS)


def write_samples(folder: Path, plan: SamplePlan) -> None:
    """Write the source folder: an array for each source, the fixed lists and the case tags."""
    folder.mkdir(parents=True, exist_ok=True)
    market = Market(plan.seed, plan.until)
    lists = ListMaker(plan.seed, plan.until)
    last = 0
    with SampleFiles(folder, plan) as files:
        for document in market.documents(plan.documents):
            files.add_document(market, document)
            if files.opens_settlement(document):
                files.add_settlement(market, document)
                files.tag(SETTLEMENTS, "E23", lists.consider(document))
            last = document.settlement.number
        if SECTORS in plan.only:
            files.add_sectors(market, payers_at(last))
        if BALANCES in plan.only:
            files.add_balances()
        if RATES in plan.only:
            files.add_rates()
    (folder / f"{LISTS}.json").write_text(
        json.dumps(lists.lists(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


class SampleFiles:
    """The open files of a source folder; knows which row shows which case."""

    def __init__(self, folder: Path, plan: SamplePlan) -> None:
        self.folder = folder
        self.plan = plan
        self._stack = ExitStack()
        self._files: dict[str, ArrayFile] = {}
        self._previous: Row = {}
        self._detail: Row = {}
        self._settlement = -1

    def __enter__(self) -> Self:
        for name in (*ARRAYS, TAGS):
            if name in self.plan.only or name == TAGS:
                path = self.folder / f"{name}.json"
                self._files[name] = self._stack.enter_context(ArrayFile(path))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def put(self, source: str, row: Row, number: str = "", label: str = "") -> None:
        """Write a row to the file of a source, and its tag where it shows a case."""
        if source not in self._files:
            return
        self._files[source].add(row)
        self.tag(source, number, label)

    def tag(self, source: str, number: str, label: str) -> None:
        """Say of the row that was written last which case it shows, if it shows one."""
        if number and label and self.plan.cases and source in self._files:
            place = self._files[source].rows
            tag = {"case": number, "label": label, "source": source, "row": place}
            self._files[TAGS].add(tag)

    def opens_settlement(self, document: Document) -> bool:
        """Whether the document is the first of its settlement; asked once for each, in order."""
        opens = document.settlement.number != self._settlement
        self._settlement = document.settlement.number
        return opens

    def add_document(self, market: Market, document: Document) -> None:
        """Write a document to every source that knows of it."""
        row = placement_row(self.plan.seed, document)
        case = receivable_case_of(document.number) if self.plan.cases else None
        if SETTLEMENTS in self._files:
            self._add_settlement(settlement_row(row, document), document, case)
        self._add_payments(document, case)
        if INVOICES in self._files:
            self.put(INVOICES, invoice_row(self.plan.seed, document))
        self._add_placement(row, document)
        self._add_out_of_system(market, document)

    def _add_settlement(self, row: Row, document: Document, case: ReceivableCase | None) -> None:
        """Write the header and detail of a document, as the case that it shows has it."""
        change = case.settlement if case else None
        if case and change:
            change(row, Scene(self.plan.seed, self.plan.until, document, self._detail))
        self.put(SETTLEMENTS, row, case.number if case else "", case.label if case else "")
        self._detail = row

    def _add_payments(self, document: Document, case: ReceivableCase | None) -> None:
        """Write what was paid and given back; what a case has paid has no refund."""
        if case and case.payments:
            for payment in case.payments(document, self.plan.until):
                self.put(PAYMENTS, payment, case.number, case.label)
            return
        for payment in payment_rows(document) if PAYMENTS in self._files else ():
            self.put(PAYMENTS, payment)
        for refund in refund_rows(document) if REFUNDS in self._files else ():
            self.put(REFUNDS, refund)

    def _add_placement(self, row: Row, document: Document) -> None:
        """Write the rows of both reports, changed alike by the case they show, if any."""
        case = case_of(document.number) if self.plan.cases else None
        number, label = (case.number, case.label) if case else ("", "")
        if case:
            case.change(row, Scene(self.plan.seed, self.plan.until, document, self._previous))
        self.put(PLACEMENTS, row, number, label)
        if ACCUMULATED in self._files:
            self.put(ACCUMULATED, accumulated_row(row, document), number, label)
        self._previous = row

    def _add_out_of_system(self, market: Market, document: Document) -> None:
        sheet = SHEETS[document.settlement.currency]
        row = out_of_system(market, document)
        if row:
            self.put(sheet, row)
        case = sheet_case_of(document.number) if self.plan.cases else None
        if case:
            self.put(sheet, case.make(document), case.number, case.label)
        for number, label, referral in planted_referrals(document) if self.plan.cases else ():
            self.put(REFERRALS, referral, number, label)

    def add_settlement(self, market: Market, document: Document) -> None:
        """Write what the sheets have on a settlement as a whole: its referrals, its funds."""
        for number, label, row in referrals_of(market, document):
            self.put(REFERRALS, row, number, label)
        for source, label, row in fund_rows(self.plan.seed, document):
            self.put(source, row, "E29" if label else "", label)

    def add_sectors(self, market: Market, payers: int) -> None:
        """Write the sectors of the payers."""
        for payer in range(payers):
            for label, row in sector_rows(market, payer):
                self.put(SECTORS, row, "E18" if label else "", label)

    def add_balances(self) -> None:
        """Write the cash balances."""
        for label, row in balance_rows(self.plan.seed, self.plan.until):
            self.put(BALANCES, row, "E28" if label else "", label)

    def add_rates(self) -> None:
        """Write the rates; now and then a day comes twice."""
        for number in range((self.plan.until - FIRST_DAY).days + 1):
            day = FIRST_DAY + timedelta(days=number)
            quote = rate_on(self.plan.seed, day)
            if quote is None:
                continue
            row = {
                "fecha": day.isoformat(),
                "compra": float(quote.bid),
                "venta": float(quote.ask),
            }
            self.put(RATES, row)
            if number % 700 == 50 and self.plan.cases:
                self.put(RATES, row, "E33", "a day that comes twice")
