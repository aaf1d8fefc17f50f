"""The live services as the source: the ERP, the published sheets and the rate service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx

from toolbox.sources.erp import Erp
from toolbox.sources.errors import SourceNotConfigured
from toolbox.sources.http_calls import Patience, body_of, persist, refuse_status, told_as_failures
from toolbox.sources.http_rates import HttpRates
from toolbox.sources.lists import read_lists
from toolbox.sources.ports import FixedLists, RatesAnswer, Snapshot, SourceName
from toolbox.sources.snapshots import SnapshotStore

REDIRECTS = 5
ERP_SOURCES = frozenset(
    {
        SourceName.PLACEMENTS,
        SourceName.PLACEMENTS_ACCUMULATED,
        SourceName.SETTLEMENTS,
        SourceName.PAYMENTS,
        SourceName.REFUNDS,
    }
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services are; an empty address is a source that is not configured."""

    erp: str = ""
    erp_user: str = ""
    erp_password: str = field(default="", repr=False)
    rates: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict, repr=False)
    lists: Path | None = None


class HttpSource:
    """Asks the services; every answer is streamed into a file first."""

    def __init__(
        self, addresses: Addresses, store: SnapshotStore, *, patience: Patience | None = None
    ) -> None:
        self.addresses = addresses
        self.store = store
        self.patience = patience or Patience()
        self.client = httpx.Client(follow_redirects=True, max_redirects=REDIRECTS)
        self.erp = Erp(addresses.erp, addresses.erp_user, addresses.erp_password, self.client)

    def fetch(self, name: SourceName, *, until: date) -> Snapshot:
        """Ask for the whole answer of one source and land it; transient failures are retried."""
        if name in ERP_SOURCES:
            return persist(self.patience, lambda: self._fetch_erp(name, until))
        url = self.addresses.sheets.get(name.value, "")
        if not url:
            raise SourceNotConfigured(
                "{source} is not configured: its address is not set.", source=name.value
            )
        return persist(self.patience, lambda: self._fetch_sheet(name, url))

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        """Ask the rate service day by day, a few at a time."""
        if not self.addresses.rates:
            raise SourceNotConfigured(
                "{source} is not configured: its address is not set.",
                source=SourceName.RATES.value,
            )
        return HttpRates(self.addresses.rates, self.client, self.patience).ask(days)

    def lists(self) -> FixedLists:
        """Return the lists of the file that the settings name."""
        path = self.addresses.lists
        return read_lists(path) if path else FixedLists()

    def _fetch_sheet(self, name: SourceName, url: str) -> Snapshot:
        with told_as_failures(name.value):
            request = self.client.build_request("GET", url, timeout=self.patience.sheets)
            return self._land(name, request, self.patience.sheets)

    def _fetch_erp(self, name: SourceName, until: date) -> Snapshot:
        with told_as_failures(name.value):
            seconds = self.patience.erp
            request = self.erp.request(name, until, seconds)
            response = self.client.send(request, stream=True)
            if response.status_code == httpx.codes.UNAUTHORIZED and self.erp.signs_in(name):
                response.close()
                self.erp.sign_out()
                request = self.erp.request(name, until, seconds)
                response = self.client.send(request, stream=True)
            return self._land_response(name, response, seconds)

    def _land(self, name: SourceName, request: httpx.Request, seconds: float) -> Snapshot:
        return self._land_response(name, self.client.send(request, stream=True), seconds)

    def _land_response(
        self, name: SourceName, response: httpx.Response, seconds: float
    ) -> Snapshot:
        try:
            refuse_status(response, name.value)
            return self.store.land(name, ".json", self._body(response, seconds))
        finally:
            response.close()

    def _body(self, response: httpx.Response, seconds: float) -> Iterator[bytes]:
        return body_of(
            response,
            seconds=seconds,
            least_bytes_per_second=self.patience.least_bytes_per_second,
        )
