"""F29 returns in each of the forms that an operator can hand in."""

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from toolbox.sii.calc.rows import Filing


def write_filings(filings: Iterable[Filing]) -> bytes:
    """Return returns as a JSON array of our own canonical form."""
    return _json([_canonical(one) for one in filings])


def write_filing(filing: Filing) -> bytes:
    """Return one return as JSON in our own canonical form."""
    return _json(_canonical(filing))


def write_codes(filing: Filing) -> bytes:
    """Return one return as a CSV of codes and values, what identifies it among them."""
    head = {name: value for name, value in _canonical(filing).items() if name != "codes"}
    pairs = [*head.items(), *_codes(filing).items()]
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([("codigo", "valor"), *pairs])
    return text.getvalue().encode()


def write_proposal(filing: Filing) -> bytes:
    """Return what the portal proposes for a month; it has neither folio nor totals."""
    head = {"3": filing.rut, "15": f"{filing.period:%Y%m}"}
    return _json(
        {
            "data": {
                "listCodBase": [{"codigo": code, "valor": value} for code, value in head.items()],
                "listCodPropuestos": [
                    {"codigo": code, "valor": value} for code, value in _codes(filing).items()
                ],
                "listCodComplementar": [{"codigo": "115", "valor": None}],
            }
        }
    )


def write_folder_page(filing: Filing) -> bytes:
    """Return the object `datos` of the page of a return in the tax folder."""
    texts = {f"{int(code):03}": value for code, value in _codes(filing).items()}
    kinds = {code: "D" if code == "115" else "M" for code in texts}
    texts |= {"003": filing.rut, "007": str(filing.folio), "015": f"{filing.period:%Y%m}"}
    kinds |= {"003": "R", "007": "N", "015": "N"}
    if filing.filed:
        texts["315"], kinds["315"] = f"{filing.filed:%d/%m/%Y}", "F"
    extras = {
        "PERIODO": f"{filing.period:%Y%m}",
        "FOLIO": str(filing.folio),
        "CLASE": filing.kind,
        "COD_FORM": "F29",
        "BANCO": "",
        "MEDIO_PAGO": "",
    }
    names = dict.fromkeys(texts, "-")
    lines = dict.fromkeys(texts, "1")
    return _json(
        {"campos": texts, "tipos": kinds, "glosa": names, "linea": lines, "extras": extras}
    )


def _canonical(filing: Filing) -> dict[str, Any]:
    return {
        "rut": filing.rut,
        "period": f"{filing.period:%Y-%m}",
        "folio": None if filing.folio is None else str(filing.folio),
        "kind": filing.kind,
        "status": filing.state.value,
        "filed_on": filing.filed.isoformat() if filing.filed else None,
        "codes": {code: json.loads(value) for code, value in _codes(filing).items()},
    }


def _codes(filing: Filing) -> dict[str, str]:
    return {str(code): f"{value:f}" for code, value in filing.codes.items()}


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
