"""Whether the rows of a file add up to what the file itself says of them."""

from dataclasses import dataclass

from toolbox.sii.calc.books import FeeState
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.calc.rows import FeeReceipt, FileTotals


@dataclass(slots=True)
class Sums:
    """What the valid fee receipts of a file add up to."""

    gross: int = 0
    withheld: int = 0
    paid: int = 0

    def add(self, row: FeeReceipt) -> None:
        """Take a receipt in; one that was cancelled is left out, as in the file's own line."""
        if row.state is FeeState.VALID:
            self.gross += row.gross
            self.withheld += row.withheld
            self.paid += row.paid

    def differences(self, said: FileTotals, file: str) -> tuple[Remark, ...]:
        """Return a remark for each sum that is not what the file says."""
        pairs = (
            ("Brutos", said.gross, self.gross),
            ("Retenido", said.withheld, self.withheld),
            ("Pagado", said.paid, self.paid),
        )
        return tuple(
            Remark(
                "{file}, {column}: its last line says {said}, its rows add up to {found}",
                {"file": file, "column": column, "said": said_sum, "found": found},
            )
            for column, said_sum, found in pairs
            if said_sum != found
        )
