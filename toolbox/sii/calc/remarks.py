"""What is odd about a document that stays: a literal sentence and the values it names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning on a document; nobody is kept from using it. Amounts are whole pesos."""

    message: str
    fields: Mapping[str, int | float | str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return it as a JSON column keeps it, which the console shows as a sentence."""
        return asdict(self)
