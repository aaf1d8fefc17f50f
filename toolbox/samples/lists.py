"""The fixed lists of a sample: aliases, and the settlements in special care."""

from datetime import date, timedelta

from toolbox.samples.chance import Chance
from toolbox.samples.deals import Document
from toolbox.samples.people import ALIASES, EXECUTIVES, EXTERNAL, SPECIAL

IN_BOTH = 3
RATES = {
    "costo_fondo_soles": 0.14, "costo_fondo_otras": 0.12, "costo_fondo_crecer": 0.08,
    "costo_fondo_promocional": 0.08, "igv": 0.18, "tipo_cambio_por_defecto": 3.8,
    "filas_malas_maximo": 0.01, "sin_tipo_cambio_maximo": 0.01,
    "dias_arrastre_tipo_cambio": 7, "comision_nuevo_propio": 0.11,
    "comision_nuevo_referido": 0.07, "comision_lista_anterior": 0.09, "comision_recurrente": 0.06,
}  # fmt: skip
PAID_EVERY, PAID_PLACE = 150, 20


class ListMaker:
    """Collects the settlements that are long overdue into the two special lists."""

    def __init__(self, seed: int, until: date) -> None:
        self.seed = seed
        self.until = until
        self.arrears: list[str] = []
        self.special: list[str] = []
        self._both: list[str] = []

    def consider(self, document: Document) -> str:
        """Put a settlement on a list, on both, or on none, by its first document; say which."""
        overdue = document.due_day + timedelta(days=90) < self.until
        code, number = document.settlement.code, document.settlement.number
        if document.payments or not overdue:
            if number % PAID_EVERY != PAID_PLACE or not document.payments:
                return ""
            self.arrears.append(code)
            return "paid, and on the list of arrears"
        if len(self._both) < IN_BOTH:
            return self._put_on_both(code)
        draw = Chance(self.seed, "special list", number).unit()
        if draw < 0.14:
            self.arrears.append(code)
            return "on the list of arrears"
        if draw < 0.32:
            self.special.append(code)
            return "on the list of special collection"
        return ""

    def _put_on_both(self, code: str) -> str:
        """One entry begins with a blank, with its trimmed twin present."""
        first = not self._both
        self._both.append(code)
        self.arrears.append(code)
        self.special += [code, f" {code}"] if first else [code]
        return "on both lists, once with a blank" if first else "on both lists"

    def lists(self) -> dict[str, dict[str, str] | dict[str, float] | list[str]]:
        """Return the content of the lists' file."""
        return {
            "alias_ejecutivos": {alias: EXECUTIVES[place] for alias, place in ALIASES.items()},
            "mora_a_mayo": self.arrears,
            "cobranza_especial": self.special,
            "tasas": RATES,
            "ejecutivos_externos": {EXECUTIVES[place]: rate for place, rate in EXTERNAL.items()},
            "ejecutivos_especiales": [EXECUTIVES[place] for place in SPECIAL],
        }
