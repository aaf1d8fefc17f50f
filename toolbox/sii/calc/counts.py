"""What an import did to a book: documents new, changed, the same, gone, and what it warns of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolbox.sii.calc.remarks import Remark

REMARKS_KEPT = 200


@dataclass(slots=True)
class Counts:
    """Documents of a book by what became of them; `total` are those that the files list.

    `faults` are rows and files that could not be used, `totals` the lines of summaries.
    """

    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    faults: int = 0
    totals: int = 0

    def add(self, other: "Counts") -> None:
        """Take another import's counts into these."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def told(self) -> dict[str, int]:
        """Return them under the names that other systems know."""
        return {
            "total": self.total,
            "nuevos": self.new,
            "actualizados": self.changed,
            "sin_cambios": self.unchanged,
            "retirados": self.gone,
            "errores": self.faults,
        }


@dataclass(slots=True)
class Warned:
    """Warnings: how many there were, and the first of them."""

    count: int = 0
    first: list[Remark] = field(default_factory=list)

    def add(self, *remarks: Remark) -> None:
        """Count them, and keep them while there is room."""
        self.count += len(remarks)
        self._remember(remarks)

    def add_all(self, other: "Warned") -> None:
        """Take the warnings of another into these."""
        self.count += other.count
        self._remember(other.first)

    def _remember(self, remarks: Sequence[Remark]) -> None:
        self.first.extend(remarks[: max(0, REMARKS_KEPT - len(self.first))])
