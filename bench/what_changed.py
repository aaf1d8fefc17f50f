"""What changed between two versions of the placements table, against loading one.

    python -m bench.what_changed [--rows 1000000] [--database URL]

Makes two versions that differ in one row of a hundred, then compares them as publishing does:
pairs, counts, totals by currency, the changed columns and the rows for the download. Prints
seconds, peak memory, and how much the comparison adds to loading and indexing a version.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator

import polars as pl

BATCH = 50_000
ROW = pl.col("row")


def versions_of(rows: int, *, is_after: bool) -> Iterator[pl.DataFrame]:
    """Yield invented placements; in the version after, some came, went or changed."""
    from django.db import models

    from toolbox.placements.models import Kpi

    columns = []
    for number, field in enumerate(Kpi._meta.concrete_fields[1:]):
        chance = (ROW * (number + 7)).hash(number)
        value = pl.format("Text {}", chance % 500)
        if isinstance(field, models.DecimalField):
            value = (chance % 10_000_000) / 100
        elif isinstance(field, models.DateField):
            value = (17_000 + chance % 3_000).cast(pl.Int32).cast(pl.Date)
        elif isinstance(field, models.IntegerField):
            value = chance % 90
        columns.append(value.alias(field.column))
    for start in range(0, rows, BATCH):
        numbers = pl.DataFrame({"row": range(start, min(rows, start + BATCH))})
        frame = numbers.with_columns(columns).with_columns(
            CodigoLiquidacion=pl.format("LIQ{}-2024", ROW // 3),
            NroDocumento=pl.format("F001-{}", ROW),
            Moneda=pl.when(ROW % 3 == 0).then(pl.lit("USD")).otherwise(pl.lit("PEN")),
        )
        yield (_changed(frame) if is_after else frame).drop("row")


def _changed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(ROW % 997 != 5).with_columns(
        pl.when(ROW % 100 == 0).then(pl.col("Utilidad") + 1).otherwise(pl.col("Utilidad")),
        pl.when(ROW % 250 == 0).then(pl.lit("Other")).otherwise(pl.col("Sector")).alias("Sector"),
        pl.when(ROW % 1000 == 1)
        .then(pl.format("X{}", ROW))
        .otherwise(pl.col("NroDocumento"))
        .alias("NroDocumento"),
    )


def measure(rows: int) -> None:
    """Load both versions and compare them."""
    from uuid import uuid4

    from tasks_admin.services import comparing
    from tasks_admin.services.tables import loading, staging
    from tasks_admin.services.tables.pairing import TwoVersions
    from toolbox.placements.dataset import KPI

    made = []
    for name in ("bench_before", "bench_after"):
        staging.drop([f"kpi{staging.MARK}{name}"])
        began = time.perf_counter()
        made.append(staging.create(KPI, name))
        loading.load(made[-1], versions_of(rows, is_after=name == "bench_after"))
        staging.index(made[-1])
        loaded = time.perf_counter() - began
    before, after = made
    began, cpu = time.perf_counter(), time.process_time()
    found = comparing.differences(TwoVersions(KPI, before.table, after.table), uuid4())
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    staging.drop([before.table, after.table])
    counts = {name: found[name] for name in ("added", "gone", "changed", "kept")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows: loaded and indexed in {loaded:.1f} s; {counts}")
    print(f"compared in {took:.1f} s (processor here {cpu:.1f} s), peak {peak:.0f} MB")
    print(f"ratio to loading: {took / loaded:.2f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"TOOLBOX_VAR": scratch, "DJANGO_SETTINGS_MODULE": "project.settings"}
        if given.database:
            os.environ["DATABASE_URL"] = given.database
        import django

        django.setup()
        measure(given.rows)


if __name__ == "__main__":
    main()
