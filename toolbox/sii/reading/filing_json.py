"""F29 returns in JSON: our own form, the portal's proposal, and the page of the tax folder."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from toolbox.sii.calc.books import FileKind, FilingState
from toolbox.sii.calc.rows import Reading, RowFault
from toolbox.sii.reading.decoding import text_of
from toolbox.sii.reading.faults import FileFault
from toolbox.sii.reading.filings import Told, of_codes, reading_of
from toolbox.sii.reading.names import Named

OURS = {
    "rut": "rut",
    "period": "period",
    "folio": "folio",
    "kind": "kind",
    "status": "state",
    "filed_on": "filed",
}
RUN_TOGETHER = re.compile(r"^(\d\d)(\d\d)(\d{4})$", re.ASCII)
PROPOSED = ("listCodBase", "listCodPropuestos", "listCodComplementar")


def read_json(content: bytes, named: Named) -> Reading:
    """Return the returns of a JSON file; raises FileFault for JSON that is none of the three."""
    data = _loaded(text_of(content))
    if isinstance(data, list):
        return reading_of(FileKind.F29, map(_ours, range(1, len(data) + 1), data), named)
    inner = data.get("data") if isinstance(data, dict) else None
    for one in (data, inner, data.get("datos") if isinstance(data, dict) else None):
        if not isinstance(one, dict):
            continue
        if "listCodPropuestos" in one:
            return reading_of(FileKind.F29_PROPOSAL, [_proposal(one)], named)
        if "campos" in one:
            return reading_of(FileKind.F29_FOLDER, [_folder_page(one)], named)
        if "codes" in one:
            return reading_of(FileKind.F29, [_ours(1, one)], named)
    raise FileFault(
        "The JSON file is no F29: it has neither “codes” nor “listCodPropuestos” nor “campos”."
    )


def _ours(place: int, given: Any) -> Told:
    """A return in our own form; a name that it does not have is refused."""
    if not isinstance(given, dict) or not isinstance(given.get("codes"), dict):
        message = "A return should have its figures in “codes”, by code."
        return Told(place, {}, faults=(RowFault(place, "codes", "", message),))
    unknown = set(given) - {*OURS, "codes"}
    faults = tuple(
        RowFault(place, name[:100], "", "A return has no value of this name.")
        for name in sorted(unknown)
    )
    values = {field: _text(given.get(name)) for name, field in OURS.items()}
    return Told(place, values, _pairs(given["codes"]), faults)


def _proposal(given: Mapping[str, Any]) -> Told:
    """The portal's proposal, whose lists have codes as texts, some without a value."""
    codes = tuple(pair for name in PROPOSED for pair in _listed(given.get(name)))
    values = {"kind": "", "state": FilingState.PROPOSED.value, **dict(of_codes(codes))}
    return Told(1, {**values, "folio": "", "filed": ""}, codes)


def _listed(entries: Any) -> Iterator[tuple[str, str]]:
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield _text(entry.get("codigo")), _text(entry.get("valor"))
        else:
            yield _text(entry), ""


def _folder_page(given: Mapping[str, Any]) -> Told:
    """The object `datos` of a return's page; its `tipos` say which codes hold figures."""
    fields, extras = given["campos"], given.get("extras")
    kinds = given.get("tipos")
    if not isinstance(fields, dict) or not isinstance(extras, dict) or not isinstance(kinds, dict):
        raise FileFault("The page of the tax folder lacks “tipos” or “extras”.")
    codes = _pairs(fields)
    figures = tuple(pair for pair in codes if kinds.get(pair[0], "M") not in ("C", "R", "F"))
    values = {
        "period": _text(extras.get("PERIODO")),
        "folio": _text(extras.get("FOLIO")),
        "rut": "-".join(
            filter(None, (_text(extras.get(one)) for one in ("RUT_ORIGEN", "DV_ORIGEN")))
        ),
        "kind": _text(extras.get("CLASE")),
        "filed": _text(extras.get("FECHA_INGRESO")),
        **dict(of_codes(codes)),
    }
    return Told(1, values, figures)


def _pairs(codes: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((code, _text(value)) for code, value in codes.items())


def _text(value: Any) -> str:
    """A value as a cell would have it; what is neither text nor number is told as it stands."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 40 else str(value)
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text, parse_float=Decimal, object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise FileFault("The file begins as JSON, but cannot be read as such.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: else one value would silently win."""
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise FileFault("The JSON file has names twice: {names}.", names=", ".join(twice)[:200])
    return result


def _no_number(word: str) -> Any:
    raise ValueError(word)
