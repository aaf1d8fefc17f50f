"""The fixed lists of a sample: aliases, and the settlements in special care."""

from datetime import date, timedelta

from toolbox.samples.chance import Chance
from toolbox.samples.deals import Document
from toolbox.samples.people import ALIASES, EXECUTIVES

IN_BOTH = 3


class ListMaker:
    """Collects the settlements that are long overdue into the two special lists."""

    def __init__(self, seed: int, until: date) -> None:
        self.seed = seed
        self.until = until
        self.arrears: list[str] = []
        self.special: list[str] = []

    def consider(self, document: Document) -> None:
        """Put a settlement on a list, on both, or on none, by its first document."""
        overdue = document.due_day + timedelta(days=90) < self.until
        if document.payments or not overdue:
            return
        code = document.settlement.code
        chance = Chance(self.seed, "special list", document.settlement.number)
        if len(self.arrears) < IN_BOTH:
            self.arrears.append(code)
            # One entry begins with a blank, with its trimmed twin present.
            self.special += [code, f" {code}"] if not self.special else [code]
            return
        draw = chance.unit()
        if draw < 0.14:
            self.arrears.append(code)
        elif draw < 0.32:
            self.special.append(code)

    def lists(self) -> dict[str, dict[str, str] | list[str]]:
        """Return the content of the lists' file."""
        return {
            "alias_ejecutivos": {alias: EXECUTIVES[place] for alias, place in ALIASES.items()},
            "mora_a_mayo": self.arrears,
            "cobranza_especial": self.special,
        }
