"""Generated sample data as the source: a folder that is written on first use."""

import os
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from toolbox.samples.rates import rate_on
from toolbox.samples.writing import SamplePlan, write_samples
from toolbox.sources.folder import FolderSource, rate_of
from toolbox.sources.ports import RatesAnswer
from toolbox.sources.reasons import NO_RATE
from toolbox.sources.snapshots import SnapshotStore

DOCUMENTS = 5_000
SEED = 7


class SampleSource(FolderSource):
    """The folder of samples, except that its rates go on after the day it was made."""

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        """Compute the rate of each day; some days have none, as at the real service."""
        answer = RatesAnswer()
        for day in days:
            quote = rate_on(SEED, day)
            rate = rate_of(quote.bid, quote.ask) if quote else None
            if rate is None:
                answer.failed[day] = NO_RATE
            else:
                answer.found[day] = rate
        return answer


def open_samples(folder: Path, store: SnapshotStore) -> SampleSource:
    """Return the samples in `folder`, written there now unless they already are."""
    target = folder / f"{DOCUMENTS}-{SEED}"
    if not target.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / f".{uuid4().hex}"
        until = store.clock().date() - timedelta(days=1)
        write_samples(written, SamplePlan(documents=DOCUMENTS, seed=SEED, until=until))
        try:
            os.rename(written, target)
        except OSError:
            # Another process has written the same samples meanwhile.
            shutil.rmtree(written)
    return SampleSource(target, store)
