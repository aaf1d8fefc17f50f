"""Who takes part: clients, payers and executives, all invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from toolbox.samples.chance import Chance
from toolbox.samples.days import FIRST_DAY

EXECUTIVES = (
    "Alma, Quiroga", "BRUNO SALVATIERRA", "Celia , Montoro", "Dario, Huertas", "ELISA VALDIVIESO",
    "Fermin , Oquendo", "Gloria, Tafur", "HUGO BARRENECHEA", "Irma , Landauro", "Jacinto, Revilla",
    "KARLA ZUBIATE", "Leoncio , Pardave", "Marina, Escobedo", "NESTOR GALARRETA",
    "Ofelia , Bracamonte", "Porfirio, Yance", "ROSAURA CHUMPITAZ", "Inversiones Ficticias , SAC",
)  # fmt: skip
"""Canonical names, in the three spellings that the real list mixes."""

ALIASES = {
    "ALMITA": 0, "BRUNO S": 1, "CELIA M.": 2, "DARIO": 3, "ELI": 4, "FERMIN O": 5, "GLORITA": 6,
    "HUGO": 7, "IRMA L": 8, "JACINTO R.": 9, "KARLITA": 10, "LEO": 11, "MARINA E": 12,
    "NESTOR": 13, "OFE": 14, "PORFI": 15, "ROSAURA": 16,
}  # fmt: skip
"""Nicknames and the place of the executive they mean."""

EXTERNAL = {12: 0.15, 13: 0.09, 14: 0.07}
SPECIAL = (15, 17)
"""Places of the executives from outside with their share, and of the special ones."""

TRADES = (
    "Comercial", "Agroindustrias", "Transportes", "Minera", "Textiles", "Servicios", "Pesquera",
    "Constructora", "Distribuidora", "Laboratorios", "Logística", "Molinos", "Envases",
)  # fmt: skip
PLACES = (
    "Ñandú", "del Alba", "Cerro Claro", "Río Manso", "San Ficticio", "La Quimera", "Los Cedros",
    "Puerto Nuevo", "Valle Hondo", "Altiplano", "Costa Verdeazul", "Tres Lunas",
)  # fmt: skip
FORMS = ("S.A.C.", "S.A.", "E.I.R.L.", "S.R.L.")
ALWAYS_ACTIVE = 10
CHECK_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
PAYER_NUMBERS_FROM = 500_000
CASE_NUMBERS_FROM = 900_000


@dataclass(frozen=True, slots=True)
class Client:
    """A company that sells its invoices, from its entry on, perhaps with a long pause."""

    ruc: str
    name: str
    executive: str
    payers: tuple[int, ...]
    entry: date
    pause: tuple[date, date] | None

    def is_active(self, day: date) -> bool:
        """Whether it does business on that day."""
        paused = self.pause is not None and self.pause[0] <= day <= self.pause[1]
        return day >= self.entry and not paused


@dataclass(frozen=True, slots=True)
class Payer:
    """A company that owes invoices."""

    ruc: str
    name: str


def client(seed: int, number: int, until: date) -> Client:
    """Return the client of that number."""
    chance = Chance(seed, "client", number)
    ruc, name = ruc_of(chance, number), company(chance, number)
    executive = EXECUTIVES[chance.rank(len(EXECUTIVES), 0.9)]
    born_at = max(0, (number - 200) * 16)
    payers = tuple(chance.rank(payers_at(born_at), 1.2) for _ in range(1 + chance.rank(8, 0.8)))
    if number < ALWAYS_ACTIVE:
        return Client(ruc, name, executive, payers, FIRST_DAY, None)
    history = max(1, (until - FIRST_DAY).days - 60)
    entry = FIRST_DAY + timedelta(days=int(history * chance.unit() ** 2))
    return Client(ruc, name, executive, payers, entry, _pause(chance, entry))


def _pause(chance: Chance, entry: date) -> tuple[date, date] | None:
    """Every fifth client stops after 6 to 18 months; a quarter of those come back."""
    if not chance.happens(0.20):
        return None
    begin = entry + timedelta(days=chance.between(180, 540))
    if chance.happens(0.25):
        return begin, begin + timedelta(days=chance.between(185, 400))
    return begin, date.max


def payer(seed: int, number: int) -> Payer:
    """Return the payer of that number."""
    chance = Chance(seed, "payer", number)
    return Payer(
        ruc_of(chance, PAYER_NUMBERS_FROM + number), company(chance, PAYER_NUMBERS_FROM + number)
    )


def clients_at(settlement: int) -> int:
    """Return how many clients there are to choose from at a settlement."""
    return 200 + settlement // 16


def payers_at(settlement: int) -> int:
    """Return how many payers there are to choose from at a settlement."""
    return 150 + settlement // 24


def company(chance: Chance, number: int) -> str:
    """Return an invented legal name, its number in it so that no two are equal."""
    return f"{chance.pick(TRADES)} {chance.pick(PLACES)} {number} {chance.pick(FORMS)}"


def ruc_of(chance: Chance, number: int) -> str:
    """Return a tax id with a right check digit, in a block that no real company has."""
    draw = chance.unit()
    kind = "20" if draw < 0.87 else "10" if draw < 0.99 else chance.pick(("15", "17"))
    return with_check_digit(f"{kind}99{number % 1_000_000:06d}")


def with_check_digit(ten: str) -> str:
    """Return the ten digits and the check digit of a Peruvian tax id."""
    total = sum(weight * int(digit) for weight, digit in zip(CHECK_WEIGHTS, ten, strict=True))
    return f"{ten}{(11 - total % 11) % 10}"
