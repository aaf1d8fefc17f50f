"""What the register's summaries say of a month: the detail added up, and receipts beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from toolbox.sii.calc.rows import Purchase, Sale, Total
from toolbox.sii.samples.documents import VAT, Scene

RECEIPTS = ((39, 350, 11_000), (41, 12, 20_000), (48, 180, 9_000))
"""Types that are never listed one by one: how many a month, and what one is worth."""


def of_purchases(registered: Iterable[Purchase]) -> list[Total]:
    """Return the totals of the purchases that count."""
    return list(_added(registered))


def of_sales(scene: Scene, sold: Iterable[Sale]) -> list[Total]:
    """Return the totals of the sales, and of the receipts that no detail has."""
    totals = list(_added(sold))
    for type_code, many, worth in RECEIPTS:
        chance = scene.chance("receipts", type_code)
        count = max(1, round(chance.lognormal(many, 0.2)))
        net = count * round(chance.lognormal(worth, 0.1))
        vat = 0 if type_code == 41 else round(net * VAT)
        totals.append(
            Total(
                line=len(totals) + 2,
                type_code=type_code,
                count=count,
                exempt=net if type_code == 41 else 0,
                net=0 if type_code == 41 else net,
                vat=vat,
                total=net + vat,
            )
        )
    return totals


def _added(documents: Iterable[Purchase] | Iterable[Sale]) -> Iterator[Total]:
    by_type: dict[int, list[Purchase | Sale]] = defaultdict(list)
    for one in documents:
        by_type[one.type_code].append(one)
    for line, (type_code, found) in enumerate(sorted(by_type.items()), 2):
        yield Total(
            line=line,
            type_code=type_code,
            count=len(found),
            exempt=sum(one.exempt for one in found),
            net=sum(one.net for one in found),
            vat=sum(one.vat for one in found),
            total=sum(one.total for one in found),
            common_vat=sum(one.common_vat for one in found if isinstance(one, Purchase)),
            vat_lost=sum(one.vat_lost for one in found if isinstance(one, Purchase)),
        )
