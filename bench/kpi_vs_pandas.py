"""The placements calculation against the same rules in plain pandas, from JSON to valid rows.

    python -m bench.kpi_vs_pandas [--documents 100000]

Each runs in a process of its own; prints seconds, peak memory and the ratios. The second pandas
version has the costliest habit of the former system too: each name of a sheet is compared with
the executive of every row of the report.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

UNTIL = date(2026, 6, 30)
QUOTE = ("fecha", "compra", "venta")


def columnar(folder: Path) -> dict[str, float]:
    """Our calculation: snapshot, batches, valid rows in files."""
    import polars as pl

    from toolbox.placements.calc.calculation import prepare
    from toolbox.placements.calc.inputs import Inputs, Named
    from toolbox.placements.calc.rules import CURRENT
    from toolbox.placements.calc.summary import sums_of
    from toolbox.placements.store import as_stored
    from toolbox.rates.calc import RATE_SCHEMA
    from toolbox.sources.folder import FolderSource
    from toolbox.sources.ports import SourceName
    from toolbox.sources.snapshots import SnapshotStore

    with tempfile.TemporaryDirectory() as scratch:
        source = FolderSource(folder, SnapshotStore(Path(scratch)))

        def named(name: SourceName) -> Named:
            return Named(name, source.fetch(name, until=UNTIL).scan())

        quotes = (
            source.fetch(SourceName.RATES, until=UNTIL)
            .scan()
            .select(pl.col("fecha").str.to_date(), pl.col("compra", "venta").cast(pl.Float64))
        )
        inputs = Inputs(
            report=named(SourceName.PLACEMENTS),
            sheets=[named(SourceName.OUT_OF_SYSTEM_PEN), named(SourceName.OUT_OF_SYSTEM_USD)],
            sectors=named(SourceName.SECTORS),
            referrals=named(SourceName.REFERRALS),
            rates=quotes.collect().rename(dict(zip(QUOTE, RATE_SCHEMA, strict=True))),
            aliases=source.lists().alias_ejecutivos,
        )
        calculation = prepare(inputs, CURRENT)
        rows, bad, profit = 0, 0, 0.0
        for number, batch in enumerate(calculation.batches()):
            stored = as_stored(batch.rows, calculation.layout.amounts)
            stored.write_parquet(Path(scratch) / f"{number}.parquet", compression="lz4")
            rows += stored.height
            bad += batch.set_aside.height
            profit += float(sums_of(batch.rows)["Utilidad"].sum())
        return {"rows": rows, "set_aside": bad, "profit": profit}


def pandas(folder: Path, *, every_row: bool = False) -> dict[str, float]:
    """The version as one would write it first."""
    from bench.kpi_in_pandas import calculate

    rows, bad = calculate(folder, every_row=every_row)
    profit = sum(row["Utilidad"] for row in rows)
    return {"rows": len(rows), "set_aside": bad, "profit": profit}


VERSIONS = {
    "columnar": columnar,
    "pandas": pandas,
    "pandas, names by row": partial(pandas, every_row=True),
}


def measure(function: Any, folder: Path) -> None:
    """Run one of the two here and print its figures as JSON."""
    started = time.perf_counter()
    result = function(folder)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    costs = {
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    print(json.dumps(result | costs))


def in_process(which: str, folder: Path) -> dict[str, float]:
    """Run one of the two in a fresh process."""
    command = [sys.executable, "-m", "bench.kpi_vs_pandas", "--only", which, "--in", str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(output.splitlines()[-1])
    return figures


def compare(folder: Path) -> None:
    """Run all, check that they agree, print the ratios."""
    found = {name: in_process(name, folder) for name in VERSIONS}
    ours = found["columnar"]
    for name, one in found.items():
        agrees = one["rows"] == ours["rows"] and abs(one["profit"] - ours["profit"]) < 0.01
        print(
            f"{name}: {one['seconds']:.2f} s, processor {one['cpu']:.2f} s, "
            f"{one['peak_mb']:.0f} MB, {one['rows']:.0f} rows, {one['set_aside']:.0f} set aside, "
            f"{'same figures' if agrees else 'THE FIGURES DIFFER'}; "
            f"ratio {one['seconds'] / ours['seconds']:.1f} "
            f"({one['cpu'] / ours['cpu']:.1f} by processor time), "
            f"memory {one['peak_mb'] / ours['peak_mb']:.1f} times ours"
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--in", dest="folder", type=Path, help="a source folder that is there")
    parser.add_argument("--only", choices=tuple(VERSIONS))
    given = parser.parse_args()
    if given.only:
        measure(VERSIONS[given.only], given.folder)
    elif given.folder:
        compare(given.folder)
    else:
        from toolbox.samples.writing import SamplePlan, write_samples

        with tempfile.TemporaryDirectory() as scratch:
            write_samples(
                Path(scratch) / "in", SamplePlan(documents=given.documents, seed=7, until=UNTIL)
            )
            compare(Path(scratch) / "in")


if __name__ == "__main__":
    main()
