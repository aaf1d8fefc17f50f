"""Everything looked at, one after the other."""

from datetime import datetime

from tasks_admin.diagnosing import broker, configuration, database, machine, work
from tasks_admin.diagnosing.finding import Finding, Severity


def examine(now: datetime) -> list[Finding]:
    """Return all that is wrong, errors first.

    Workers and runs are looked at only in a database that answers and is migrated.
    """
    found = [*configuration.findings(), *machine.findings(), *broker.findings()]
    stored = list(database.findings())
    found += stored
    if not any(finding.severity is Severity.ERROR for finding in stored):
        found += work.findings(now)
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)
