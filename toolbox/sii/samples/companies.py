"""Who takes part: taxpayers, all invented, with numbers that nobody has been given."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from toolbox.samples.chance import Chance
from toolbox.sii.calc.rut import Rut

COMPANIES_FROM = 64_100_000
PARTNERS_FROM = 64_500_000
PEOPLE_FROM = 39_100_000
"""Where the blocks begin: companies are numbered elsewhere, people not yet so far."""

FOREIGN = Rut("55555555-5")
FIRST_ID = UUID("123e4567-e89b-12d3-a456-426614174000")
"""The company of the examples in the documents that the product was asked for with."""

TRADES = (
    "Comercial", "Agrícola", "Transportes", "Viña", "Forestal", "Servicios", "Pesquera",
    "Constructora", "Distribuidora", "Imprenta", "Ferretería", "Molinos", "Panadería",
)  # fmt: skip
PLACES = (
    "Ñandú", "del Alba", "Cerro Claro", "Río Manso", "San Ficticio", "La Quimera", "Los Coigües",
    "Puerto Nuevo", "Valle Hondo", "Altiplano", "Costa Azulada", "Tres Lunas",
)  # fmt: skip
FORMS = ("SpA", "Ltda.", "S.A.", "E.I.R.L.")
FIRST_NAMES = ("Ana", "Bruno", "Carla", "Damián", "Elisa", "Fermín", "Gabriela", "Íñigo", "Julia")
LAST_NAMES = ("Araneda", "Bustos", "Cárcamo", "Díaz", "Echeñique", "Fuenzalida", "Núñez", "Olea")


@dataclass(frozen=True, slots=True)
class Taxpayer:
    """Somebody with a RUT and a name."""

    rut: Rut
    name: str


@dataclass(frozen=True, slots=True)
class SampleCompany(Taxpayer):
    """A company whose taxes are kept: the first one has the id that the examples speak of."""

    number: int
    id: UUID
    files_online: bool


def company(seed: int, number: int) -> SampleCompany:
    """Return the company of that number, from 0; every third one files on paper."""
    rut = Rut.of(COMPANIES_FROM + number)
    return SampleCompany(
        rut=rut,
        name=_company_name(Chance(seed, "sii-company", number)),
        number=number,
        id=uuid5(FIRST_ID, rut) if number else FIRST_ID,
        files_online=number % 3 != 2,
    )


def partner(seed: int, number: int) -> Taxpayer:
    """Return a company that buys or sells."""
    chance = Chance(seed, "sii-partner", number)
    return Taxpayer(Rut.of(PARTNERS_FROM + number), _company_name(chance))


def person(seed: int, number: int) -> Taxpayer:
    """Return somebody who writes fee receipts."""
    chance = Chance(seed, "sii-person", number)
    first, last, second = (chance.pick(names) for names in (FIRST_NAMES, LAST_NAMES, LAST_NAMES))
    return Taxpayer(Rut.of(PEOPLE_FROM + number), f"{first} {last} {second}")


def _company_name(chance: Chance) -> str:
    return f"{chance.pick(TRADES)} {chance.pick(PLACES)} {chance.pick(FORMS)}"
