"""A month of the register read and taken in, against cl-sii's reader of the same file of sales.

    python -m bench.sii_import [--rows 1000000] [--cl-sii-rows 50000] [--only-reading]

Sales are read by both readers, and every row of the one is held against the other's: cl-sii loses
purchases (it takes those of several suppliers with the same type and folio for one), so purchases
are ours alone. The import is the whole job, from the file to the table on SQLite with its raw rows.
Each runs in a process of its own; prints rows a second, by the clock and by processor time, peak
memory, how busy the machine was, and the ratio.
"""

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.rows import Purchase, Sale
from toolbox.sii.calc.rut import Rut
from toolbox.sii.samples.layouts import PORTAL, write_detail
from toolbox.sii.samples.names import file_name
from toolbox.sii.zone import SANTIAGO

COMPANY = Rut.of(59_000_000)
ID = "59000000-0000-4000-8000-000000000000"
PERIOD = datetime.now(ZoneInfo(SANTIAGO)).date().replace(day=1)
TYPES = (33, 33, 33, 34, 61)
PARTNERS = 5_000


def documents(kind: type[Purchase] | type[Sale], count: int) -> Iterator[Any]:
    """Yield so many different documents; every fifth is a credit note."""
    for number in range(count):
        net = 1_000 + number * 37 % 9_000_000
        vat = 0 if TYPES[number % 5] == 34 else net * 19 // 100
        day = PERIOD.replace(day=1 + number % 28)
        at = datetime.combine(day, time(number % 24, number % 60), ZoneInfo(SANTIAGO))
        yield kind(
            line=0,
            type_code=TYPES[number % 5],
            folio=number + 1,
            rut=Rut.of(50_000_000 + number % PARTNERS),
            name=f"Empresa Ficticia {number % PARTNERS} Ñuñoa",
            kind="Del Giro",
            issued=day,
            received=at,
            acknowledged=None,
            claimed=None,
            exempt=net if vat == 0 else 0,
            net=0 if vat == 0 else net,
            vat=vat,
            total=net + vat,
        )


def write(folder: Path, kind: FileKind, rows: int) -> Path:
    """Write a file of the register; return where."""
    folder.mkdir()
    path = folder / file_name(kind, COMPANY, PERIOD)
    row = Sale if kind is FileKind.SALES else Purchase
    path.write_bytes(write_detail(kind, documents(row, rows), PORTAL))
    return path


def figures(rows: Iterable[tuple[object, ...]]) -> dict[str, Any]:
    """Return the number of rows, and a digest of all their values in order."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(repr(row).encode())
        count += 1
    return {"rows": count, "digest": digest.hexdigest()}


def ours(path: Path, state: Path) -> dict[str, Any]:
    """Our reader: each row as it comes, in no more memory than the file and the keys need."""
    from toolbox.sii.reading import read

    reading = read(path.read_bytes(), path.name)
    result = figures(map(_our_values, reading.rows))
    return result | {"faults": len(reading.faults)}


def cl_sii(path: Path, state: Path) -> dict[str, Any]:
    """The reader of cl-sii 0.79.0, which has the whole file in memory."""
    from cl_sii.rcv.parse_csv import parse_rcv_venta_csv_file
    from cl_sii.rut import Rut as TheirRut

    answers = parse_rcv_venta_csv_file(TheirRut(COMPANY), str(path))
    faults = 0

    def values() -> Iterator[tuple[object, ...]]:
        nonlocal faults
        for entry, _number, _row, errors in answers:
            faults += bool(errors)
            if entry is not None:
                yield _their_values(entry)

    return figures(values()) | {"faults": faults}


def imported(path: Path, state: Path) -> dict[str, Any]:
    """The job: the file found, read, and every document written."""
    import django

    django.setup()
    from django.core.management import call_command

    from toolbox.sii.models import Company, Purchase

    Company.objects.create(id=ID, rut=COMPANY, name="Empresa Ficticia SpA")
    words = ["sii.sync_documents", f"company_id={ID}", "--inline"]
    call_command("run_task", *words, stdout=io.StringIO())
    return {"rows": Purchase.objects.count(), "faults": 0}


def _our_values(row: Any) -> tuple[object, ...]:
    return (
        row.type_code,
        row.folio,
        str(row.rut),
        row.name,
        row.issued.isoformat(),
        row.received and int(row.received.timestamp()),
        *(row.exempt, row.net, row.vat, row.total),
    )


def _their_values(entry: Any) -> tuple[object, ...]:
    return (
        int(entry.tipo_docto),
        entry.folio,
        entry.cliente_rut.canonical,
        entry.cliente_razon_social,
        entry.fecha_emision_date.isoformat(),
        entry.fecha_recepcion_dt and int(entry.fecha_recepcion_dt.timestamp()),
        *(entry.monto_exento, entry.monto_neto, entry.monto_iva, entry.monto_total),
    )


VERSIONS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "ours": ours,
    "cl-sii": cl_sii,
    "import": imported,
}


def settings_in(state: Path, folder: Path) -> dict[str, str]:
    """Return the settings under which the console keeps all it has in `state`."""
    return {
        "TOOLBOX_VAR": str(state),
        "TOOLBOX_SII_SOURCE": "folder",
        "TOOLBOX_SII_DIR": str(folder),
        "TOOLBOX_SII_MEGABYTES": "10000",
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }


def measure(which: str, path: Path, state: Path) -> None:
    """Run one of them here and print its figures as JSON."""
    started, before = perf_counter(), process_time()
    result = VERSIONS[which](path, state)
    costs = {
        "seconds": perf_counter() - started,
        "cpu": process_time() - before,
        "peak_mb": peak_kilobytes() / 1024,
    }
    print(json.dumps(result | costs))


def peak_kilobytes() -> int:
    """Return this program's own peak: the one of `getrusage` begins with that of its parent."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def in_process(which: str, path: Path) -> dict[str, Any]:
    """Run one of them in a fresh process, in a state of its own."""
    with tempfile.TemporaryDirectory() as state:
        environment = os.environ | settings_in(Path(state), path.parent)
        run = partial(subprocess.run, check=True, env=environment)
        if which == "import":
            run([sys.executable, "manage.py", "migrate", "--verbosity", "0"])
        words = ["--only", which, "--file", str(path), "--state", state]
        command = [sys.executable, "-m", "bench.sii_import", *words]
        output = run(command, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    size = path.stat().st_size / 1_000_000
    print(
        f"  {which}: {found['rows']} rows of {path.name} ({size:.0f} MB), "
        f"{found['seconds']:.1f} s, {found['rows'] / found['seconds']:.0f} rows/s "
        f"({found['rows'] / found['cpu']:.0f} by processor time), peak {found['peak_mb']:.0f} MB, "
        f"{found['faults']} faults",
        flush=True,
    )
    return found


def against_cl_sii(folder: Path, rows: int) -> None:
    """Read the same sales with both."""
    path = write(folder, FileKind.SALES, rows)
    mine, theirs = in_process("ours", path), in_process("cl-sii", path)
    agree = mine["digest"] == theirs["digest"]
    print(
        f"  every row the same: {'yes' if agree else 'NO, THEY DIFFER'}; ours is "
        f"{theirs['seconds'] / mine['seconds']:.1f} times as fast "
        f"({theirs['cpu'] / mine['cpu']:.1f} by processor time), in "
        f"{mine['peak_mb'] / theirs['peak_mb']:.2f} of the memory"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--cl-sii-rows", type=int, default=50_000, help="0 leaves cl-sii out")
    parser.add_argument("--only-reading", action="store_true")
    parser.add_argument("--only", choices=tuple(VERSIONS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        measure(given.only, given.file, given.state)
        return
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        if given.cl_sii_rows:
            against_cl_sii(Path(folder) / "sales", given.cl_sii_rows)
        path = write(Path(folder) / "purchases", FileKind.PURCHASES_REGISTERED, given.rows)
        for which in ("ours",) if given.only_reading else ("ours", "import"):
            in_process(which, path)


if __name__ == "__main__":
    main()
