"""The placements job against the same rules in plain pandas, at several sizes.

    python -m bench.kpi_vs_pandas [--documents 100000 300000 1000000]
                                  [--first-up-to 100000] [--tuned-up-to 300000]

Twice: the rules alone, from JSON to valid rows and rows set aside, nothing written; and the whole
job, from JSON to the published table with its indexes on SQLite. Each runs in a process of its own;
prints seconds, processor seconds, peak memory, how busy the machine was, and the ratios.

In pandas they are written twice: as one would write them first, and after the first look at where
its time goes, with each spelling of a name compared once. What comes out must be the same.
The first needs 12 kB of memory for a document and, for names, a time that grows with the square of
the documents: a quarter of an hour for 300,000. A million documents in pandas need 11 GB.
"""

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

UNTIL = date(2026, 6, 30)
QUOTE = ("fecha", "compra", "venta")
Figures = dict[str, float]
Work = Callable[[], Figures]
"""What is measured; its libraries are loaded already, as those of a worker are."""


def our_rules(folder: Path, state: Path) -> Work:
    """Our calculation: snapshot, batches, valid rows and those set aside."""
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

    source = FolderSource(folder, SnapshotStore(state))

    def named(name: SourceName) -> Named:
        return Named(name, source.fetch(name, until=UNTIL).scan())

    def work() -> Figures:
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
        for batch in calculation.batches():
            rows += as_stored(batch.rows, calculation.layout.amounts).height
            bad += batch.set_aside.height
            profit += float(sums_of(batch.rows)["Utilidad"].sum())
        return {"rows": rows, "set_aside": bad, "profit": profit}

    return work


def our_job(folder: Path, state: Path) -> Work:
    """The whole run: rates stored, rows staged, indexed and swapped in, controls, boards."""
    os.environ |= in_our_house(folder, state)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db.models import Count, Sum

    from toolbox.placements.models import Kpi

    def work() -> Figures:
        call_command("run_task", "toolbox.kpi", f"as_of={UNTIL}", "--inline", stdout=io.StringIO())
        found = Kpi.objects.aggregate(rows=Count("pk"), profit=Sum("utilidad"))
        return {"rows": found["rows"], "profit": float(found["profit"])}

    return work


def pandas_rules(folder: Path, state: Path, *, tuned: bool = False) -> Work:
    """The version as one would write it first, or a little later."""
    from bench.kpi_in_pandas import calculate

    def work() -> Figures:
        rows, bad = calculate(folder, distinct_names=tuned)
        profit = sum(row["Utilidad"] for row in rows)
        return {"rows": len(rows), "set_aside": len(bad), "profit": profit}

    return work


def pandas_job(folder: Path, state: Path, *, tuned: bool = False) -> Work:
    """The same, and its rows in a table."""
    from bench.kpi_in_pandas import calculate
    from bench.pandas_table import store

    def work() -> Figures:
        rows, bad = calculate(folder, distinct_names=tuned)
        profit = float(store(rows, state / "pandas.sqlite3")["Utilidad"].sum())
        return {"rows": len(rows), "set_aside": len(bad), "profit": profit}

    return work


OURS = {"rules": our_rules, "job": our_job}
FIRST = {"rules, first in pandas": pandas_rules, "job, first in pandas": pandas_job}
TUNED = {
    "rules, tuned in pandas": partial(pandas_rules, tuned=True),
    "job, tuned in pandas": partial(pandas_job, tuned=True),
}
VERSIONS = OURS | FIRST | TUNED


def in_our_house(folder: Path, state: Path) -> dict[str, str]:
    """Return the settings under which the console keeps all it has in `state`."""
    return {
        "TOOLBOX_VAR": str(state),
        "TOOLBOX_SOURCE": "folder",
        "TOOLBOX_SOURCE_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }


def measure(version: Callable[[Path, Path], Work], folder: Path, state: Path) -> None:
    """Run one of them here and print its figures as JSON; the peak is that of the process."""
    work = version(folder, state)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    costs = {
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    print(json.dumps(result | costs))


def in_process(which: str, folder: Path) -> Figures:
    """Run one of them in a fresh process, in a state of its own."""
    with tempfile.TemporaryDirectory() as state:
        if which == "job":
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, check=True, env=os.environ | in_our_house(folder, Path(state)))
        words = ["--only", which, "--in", str(folder), "--state", state]
        command = [sys.executable, "-m", "bench.kpi_vs_pandas", *words]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: Figures = json.loads(output.splitlines()[-1])
    return figures


def compare(folder: Path, documents: int, versions: list[str]) -> None:
    """Run the versions, check that they agree, print the ratios to ours."""
    print(f"{documents} documents, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    found: dict[str, Figures] = {}
    for name in versions:
        found[name] = one = in_process(name, folder)
        told = (
            f"  {name}: {one['seconds']:.1f} s, processor {one['cpu']:.1f} s, "
            f"{one['peak_mb']:.0f} MB, {one['rows']:.0f} rows"
        )
        if name not in OURS:
            ours = found[name.partition(",")[0]]
            same = all(one[name] == ours[name] for name in ("rows", "set_aside") if name in ours)
            agrees = same and abs(one["profit"] - ours["profit"]) < 1
            told += (
                f", {'same figures' if agrees else 'THE FIGURES DIFFER'}; "
                f"ratio {one['seconds'] / ours['seconds']:.1f} "
                f"({one['cpu'] / ours['cpu']:.1f} by processor time), "
                f"our memory {ours['peak_mb'] / one['peak_mb']:.2f} of it"
            )
        print(told, flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--first-up-to", type=int, default=100_000, help="documents")
    parser.add_argument("--tuned-up-to", type=int, default=300_000, help="documents")
    parser.add_argument("--in", dest="folder", type=Path, help="a source folder that is there")
    parser.add_argument("--only", choices=tuple(VERSIONS), help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        measure(VERSIONS[given.only], given.folder, given.state)
        return
    for documents in given.documents:
        versions = list(OURS)
        versions += list(FIRST) if documents <= given.first_up_to else []
        versions += list(TUNED) if documents <= given.tuned_up_to else []
        if given.folder:
            compare(given.folder.resolve(), documents, versions)
        else:
            with tempfile.TemporaryDirectory() as scratch:
                compare(samples(Path(scratch) / "in", documents), documents, versions)


def samples(folder: Path, documents: int) -> Path:
    """Write invented answers of the ERP; the same for the same number of documents."""
    from toolbox.samples.writing import SamplePlan, write_samples

    write_samples(folder, SamplePlan(documents=documents, seed=7, until=UNTIL))
    return folder


if __name__ == "__main__":
    main()
