"""New versions of datasets: staged, checked, and swapped in while readers keep reading."""

from collections.abc import Sequence
from datetime import date
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from background import Dataset, Publication, PublicationRefused, Published
from tasks_admin.models import DatasetVersion, Run
from tasks_admin.models.status import WORKING
from tasks_admin.services import comparing, heralding
from tasks_admin.services.fencing import fenced
from tasks_admin.services.tables import loading, staging
from tasks_admin.services.tables.roominess import roomy
from tasks_admin.services.tables.staging import Staging
from tasks_admin.services.tables.swapping import swap


def publish(
    run_id: UUID, attempt: int, publications: Sequence[Publication], *, dry_run: bool = False
) -> list[Published]:
    """Stage every publication, check them, and swap all in at once; a dry run swaps nothing.

    Raises PublicationRefused (empty, shrunk, a value that does not fit) and LeaseLost; then every
    live table stays as it was and the staging tables are gone.
    """
    suffix = f"{str(run_id)[-8:]}_{token_hex(4)}"
    stagings: list[Staging] = []
    try:
        published = []
        for publication in publications:
            _drop_leftovers(publication, run_id)
            stagings.append(staging.create(publication.dataset, suffix))
            published.append(_stage(publication, stagings[-1]))
        comparisons = [
            comparing.compare(table, result, run_id)
            for table, result in zip(stagings, published, strict=True)
        ]
        with fenced(run_id, attempt):
            again = comparing.made_again(run_id, stagings)
            valid = comparing.still_valid(comparisons)
            versions = [] if dry_run else _recorded(run_id, publications, published)
            comparing.record(run_id, valid, versions)
            heralding.published(versions)
            if not dry_run:
                swap(stagings, again=again)
        return published
    finally:
        staging.drop(name for one in stagings for name in (one.table, one.old))


def refreshed(run_id: UUID, attempt: int, dataset: Dataset, as_of: date) -> None:
    """Record that a table which is written in place is complete as of that day.

    Raises LeaseLost; then nothing is recorded.
    """
    with fenced(run_id, attempt):
        before = DatasetVersion.objects.filter(dataset=dataset.name).first()
        now = timezone.now()
        version = DatasetVersion.objects.create(
            dataset=dataset.name,
            run_id=run_id,
            as_of=as_of,
            rows=dataset.model.objects.count(),
            rows_before=before.rows if before else 0,
            published_at=now,
            fresh_until=dataset.promise.fresh_until(as_of, now),
        )
        heralding.published([version])


def _stage(publication: Publication, table: Staging) -> Published:
    with roomy():
        rows = loading.load(table, publication.batches)
        result = Published(publication.dataset.name, rows, staging.count(table.live))
        _check(publication, result)
        staging.index(table)
    return result


def _check(publication: Publication, result: Published) -> None:
    if result.rows == 0:
        raise PublicationRefused(
            "The new version of {dataset} is empty; the live one with {before} rows stays.",
            dataset=result.dataset,
            before=result.rows_before,
        )
    percent = settings.TASKS_ADMIN_SHRINK_PERCENT
    least = result.rows_before * (100 - percent) / 100
    if result.rows < least and not publication.allow_shrink:
        raise PublicationRefused(
            "The new version of {dataset} has {rows} rows, the live one {before}: more than "
            "{percent} % would disappear, so the live one stays. Check the sources; if the new "
            "figures are right, run the task again and allow the table to shrink.",
            dataset=result.dataset,
            rows=result.rows,
            before=result.rows_before,
            percent=percent,
        )


def _recorded(
    run_id: UUID, publications: Sequence[Publication], published: Sequence[Published]
) -> list[DatasetVersion]:
    now = timezone.now()
    return [
        DatasetVersion.objects.create(
            dataset=result.dataset,
            run_id=run_id,
            as_of=publication.as_of,
            rows=result.rows,
            rows_before=result.rows_before,
            published_at=now,
            fresh_until=publication.dataset.promise.fresh_until(publication.as_of, now),
        )
        for publication, result in zip(publications, published, strict=True)
    ]


def _drop_leftovers(publication: Publication, run_id: UUID) -> None:
    """Drop the staging tables of attempts whose process died, this run's own among them."""
    others = Run.objects.filter(status__in=WORKING).exclude(pk=run_id)
    working = {str(pk)[-8:] for pk in others.values_list("pk", flat=True)}
    staging.drop(
        table
        for table in staging.leftovers(publication.dataset)
        if not any(f"{staging.MARK}{run}_" in table for run in working)
    )
