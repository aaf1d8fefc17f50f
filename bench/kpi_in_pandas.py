"""The placements rules as one would write them first: pandas, functions by row, pydantic by row.

The measure that ours is compared with: the same sources, the same rules (current), the same rows.
Step by step as the rules are told, each in the plainest way: files are read with `json`, cells
parsed with `map`, small tables joined with `merge`; one call of `extractOne` looks a sheet's
executive up among those of the report's rows, as the rule says; a function works out the figures of
a row; a model with the limits of the table validates every row. A row that fails is kept with its
source, number, column, value, reason, and as it came. Nothing is slow on purpose: each file is read
once, rates are in a dict, one pass works out all figures. The former system spent its time
likewise: half of it on the names, most of the rest on the validation of rows.

Who looks where the time goes finds the names, and compares each spelling once (`distinct_names`).
"""

import json
import math
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from rapidfuzz import fuzz, process

from toolbox.placements.calc import columns
from toolbox.placements.calc.periods import MONTH_NAMES

STRICT = ConfigDict(extra="ignore")
Text = Annotated[str, Field(max_length=255)]
Amount = Annotated[float, Field(gt=-1e12, lt=1e12)]
SECTOR_HEADERS = ["RUC", "SECTOR", "GRUPO ECO."]


def row_model() -> type[BaseModel]:
    """Return the model that every row is validated with."""
    kinds: dict[str, Any] = dict.fromkeys(columns.AMOUNTS, (Amount, ...))
    kinds |= dict.fromkeys((*columns.DATES, "TipoCambioFecha"), (date | None, None))
    kinds |= {"FechaOperacion": (date, ...), "DiasEfectivo": (int, ...)}
    kinds |= dict.fromkeys((*columns.REQUIRED_TEXTS, *columns.PLAIN_TEXTS), (Text, ...))
    kinds |= dict.fromkeys(columns.LONG_TEXTS, (str | None, None))
    texts = set(columns.TABLE_COLUMNS) - set(kinds)
    model: type[BaseModel] = create_model(  # type: ignore[call-overload]
        "Row", __config__=STRICT, **kinds, **dict.fromkeys(texts, (Text | None, None))
    )
    return model


def number(value: Any) -> float | None:
    """Return the number that a cell holds, or None."""
    text = str(value).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def zero(value: Any) -> float:
    """Return the number that a cell holds, or 0."""
    return number(value) or 0.0


def dash(value: Any) -> float | None:
    """Return 0 for nothing or a dash, else the number or None."""
    blank = value is None or str(value).strip() in ("", "-")
    return 0.0 if blank else number(value)


def day(value: Any) -> date | None:
    """Return the date that a cell holds in any of its forms, or None."""
    if isinstance(value, dict):
        value = next(iter(value.values()))
    text = str(value).strip()
    for form, part in (("%d/%m/%Y", text), ("%Y-%m-%d", text[:10])):
        try:
            return datetime.strptime(part, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read one source whole; each row knows where it is from, and what it was."""
    rows = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return pd.DataFrame(rows).assign(source=name, row=range(1, len(rows) + 1), raw=rows)


def report(folder: Path) -> pd.DataFrame:
    """Return the report parsed, column by column and cell by cell."""
    frame = read(folder, "colocaciones-2")
    frame["payment"] = frame["FechaPago"]
    for names, reader in (
        (columns.LENIENT_NUMBERS, zero),
        (columns.OPTIONAL_NUMBERS, dash),
        (columns.REQUIRED_NUMBERS, number),
        (columns.DATES, day),
    ):
        for name in names:
            frame[name] = frame[name].map(reader).astype(object)
    frame["TasaNominalMensualPorc"] = frame["TasaNominalMensualPorc"] / 100
    frame["FueraSistema"] = "no"
    return frame


def sheets(folder: Path) -> pd.DataFrame:
    """Return both sheets parsed, one after the other."""
    names = ("fuera-sistema-pen", "fuera-sistema-usd")
    frame = pd.concat([read(folder, name) for name in names], ignore_index=True)
    frame = frame.rename(columns=columns.SHEET_HEADERS)
    frame = frame[frame["CodigoLiquidacion"].map(lambda code: str(code or "").strip() != "")].copy()
    for name in columns.NUMBERS:
        frame[name] = frame[name].map(zero) if name in frame else 0.0
    for name in columns.DATES:
        frame[name] = frame[name].map(day).astype(object)
    for name in ("RUCCliente", "RUCPagador", "NroDocumento"):
        frame[name] = frame[name].map(lambda cell: str(cell or "").removesuffix(".0").strip())
    frame["FueraSistema"] = "si"
    return frame


def merged(folder: Path, aliases: dict[str, str], *, distinct_names: bool) -> pd.DataFrame:
    """Return the report without the rows that the sheets replace, then the sheets."""
    erp, out = report(folder), sheets(folder)
    usable = out[(out["RUCCliente"] != "") & (out["RUCPagador"] != "")]
    codes = set(usable["CodigoLiquidacion"].str.strip())
    erp = erp[~erp["CodigoLiquidacion"].fillna("").str.strip().isin(codes)]
    names = erp["Ejecutivo"].dropna()
    known = list(names.unique() if distinct_names else names)
    lowered = {alias.strip().lower(): name for alias, name in aliases.items()}

    def spell(name: Any) -> Any:
        if not isinstance(name, str):
            return None
        if name.strip().lower() in lowered:
            return lowered[name.strip().lower()]
        found = process.extractOne(name, known, scorer=fuzz.partial_ratio, processor=str.lower)
        return str(found[0]) if found[1] >= 75 else name.title()

    out["Ejecutivo"] = out["Ejecutivo"].map(spell)
    return pd.concat([erp, out], ignore_index=True)


def figures(row: Any, rates: dict[date, tuple[float, float]]) -> dict[str, Any]:
    """Return the computed columns of one row."""
    operation = row["FechaOperacion"]
    if not isinstance(operation, date):
        return {}
    found = next((d for n in range(8) if (d := operation - timedelta(days=n)) in rates), None)
    bid, ask = rates[found] if found else (0.0, 0.0)
    factor = ask if row["Moneda"] == "USD" else 1.0
    core = row["ComisionEstructuracionConIGV"] / 1.18 + row["Interes"]
    income = core + row["GastosDiversosConIGV"] / 1.18
    yearly = 1.14 if row["Moneda"] == "PEN" else 1.12
    cost = (yearly ** (row["DiasEfectivo"] / 365) - 1) * row["MontoDesembolso"]
    negotiated = row["NetoConfirmado"] - (row["FondoResguardo"] or 0)
    week = math.ceil((operation.day + operation.replace(day=1).weekday()) / 7)
    return {
        "Mes": f"{operation:%Y-%m}", "Año": f"{operation:%Y}",
        "MesAño": f"{MONTH_NAMES[operation.month]}-{operation:%Y}", "MesSemana": f"Semana {week}",
        "TipoCambioFecha": found, "TipoCambioCompra": bid, "TipoCambioVenta": ask,
        "TipoCambioEstado": "exacto" if found == operation else "arrastrado" if found else "falta",
        "ColocacionSoles": row["NetoConfirmado"] * factor,
        "MontoDesembolsoSoles": row["MontoDesembolso"] * factor,
        "MontoPagoSoles": row["MontoPago"] * factor, "Ingresos": income,
        "IngresosSoles": income * factor, "CostosFondo": cost, "TotalIngresos": core,
        "CostosFondoSoles": cost * factor, "TotalIngresosSoles": core * factor,
        "Utilidad": core * factor - cost * factor, "MontoNegociado": negotiated,
        "MontoNegociadoSoles": negotiated * factor,
    }  # fmt: skip


def complete(frame: pd.DataFrame, folder: Path, aliases: dict[str, str]) -> pd.DataFrame:
    """Clean the texts and join rates, sectors and referrers."""
    parts = frame["CodigoLiquidacion"].fillna("").str.strip().str.split("-")
    frame["CodigoLiquidacion"] = parts.map(lambda part: "-".join(part[:2]))
    frame["RUCPagador"] = frame["RUCPagador"].map(lambda text: re.sub(r"[:\s]", "", str(text)))
    frame["NroDocumento"] = frame["NroDocumento"].map(lambda text: re.sub(r"\s", "", str(text)))
    frame["TipoOperacion"] = frame["TipoOperacion"].replace(
        {"FACTORING": "Factoring", "CONFIRMING": "Confirming"}
    )
    sector = read(folder, "sectores")[SECTOR_HEADERS].astype(str).map(str.strip)
    sector = sector.drop_duplicates("RUC")
    sector = sector.set_axis(["RUCPagador", "Sector", "GrupoEco"], axis=1)
    frame = frame.merge(sector, on="RUCPagador", how="left")
    blank = frame["GrupoEco"].isna() | (frame["GrupoEco"] == "")
    frame["GrupoEco"] = frame["GrupoEco"].mask(blank, frame["RazonSocialPagador"])
    referral = read(folder, "referidos").drop_duplicates("LIQUIDACIÓN", keep="last")
    canonical = list(dict.fromkeys(aliases.values()))
    lowered = {alias.strip().lower(): name for alias, name in aliases.items()}

    def spell(name: Any) -> Any:
        if not isinstance(name, str) or not name.strip():
            return None
        if name.strip().lower() in lowered:
            return lowered[name.strip().lower()]
        found = process.extractOne(name.strip(), canonical, scorer=fuzz.ratio, processor=str.lower)
        return str(found[0]) if found[1] >= 60 else name.strip()

    referral["Referencia"] = referral["REFERENCIA"].map(spell)
    keyed = referral.rename(columns={"LIQUIDACIÓN": "CodigoLiquidacion"})
    frame = frame.merge(
        keyed[["CodigoLiquidacion", "Referencia"]], on="CodigoLiquidacion", how="left"
    )
    frame["Referencia"] = frame["Referencia"].fillna(frame["Ejecutivo"])
    rates = {
        date.fromisoformat(row["fecha"]): (float(row["compra"]), float(row["venta"]))
        for row in read(folder, "tipo-cambio").to_dict("records")
    }
    computed = frame.apply(lambda row: figures(row, rates), axis=1)
    return pd.concat([frame, pd.DataFrame(list(computed), index=frame.index)], axis=1)


def problem(row: dict[str, Any]) -> tuple[str, str] | None:
    """Return the column and the reason where a rule is broken that the model does not know."""
    for name in columns.REQUIRED_TEXTS:
        if not row[name]:
            return name, "There is no value"
    if row["Moneda"] not in ("PEN", "USD"):
        return "Moneda", "There is no rule for this currency"
    paid = str(row.get("payment") or "").strip()
    if paid not in ("", "-", "No Aplica", "nan") and row["FechaPago"] is None:
        return "FechaPago", "The text is not a date"
    return None


def calculate(
    folder: Path, *, distinct_names: bool = False
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the validated rows, and those set aside with their reasons."""
    aliases = json.loads((folder / "listas.json").read_text(encoding="utf-8"))["alias_ejecutivos"]
    frame = complete(merged(folder, aliases, distinct_names=distinct_names), folder, aliases)
    model = row_model()
    good, bad = [], []
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        try:
            validated = model(**row)
        except ValidationError as error:
            first = error.errors()[0]
            found: tuple[str, str] | None = (str(first["loc"][0]), first["msg"])
        else:
            found = problem(row)
        if found is None:
            good.append(validated.model_dump())
        else:
            place = {name: row[name] for name in ("source", "row", "raw")}
            bad.append(place | {"told": found, "value": row["raw"].get(found[0])})
    return good, bad
