"""What a console that is tried out begins with: the sample companies and their files."""

import os
import shutil
from datetime import date
from pathlib import Path
from uuid import uuid4

from background import Month
from toolbox.sii.models import Company
from toolbox.sii.samples.writing import TaxPlan, sample_companies, write_tax_samples


def sample_folder(place: Path, today: date) -> Path:
    """Return the folder of samples up to today, written below `place` unless it is there.

    Each company has a folder of its own in it, named by its RUT.
    """
    target = place / "sii" / f"until-{Month.of(today).plus(-1)}"
    if not target.is_dir():
        written = place / f".{uuid4().hex}"
        write_tax_samples(written, TaxPlan(until=today))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.rename(written, target)
        except OSError:
            # Another process has written the same samples meanwhile.
            shutil.rmtree(written)
    return target


def install_companies(today: date) -> int:
    """Put the sample companies into the table unless there are some; return how many."""
    if Company.objects.exists():
        return 0
    found = sample_companies(TaxPlan(until=today))
    Company.objects.bulk_create(
        Company(id=one.id, rut=one.rut, name=one.name, files_online=one.files_online)
        for one in found
    )
    return len(found)
