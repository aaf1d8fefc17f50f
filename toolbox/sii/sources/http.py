"""A service that hands files of the tax office out over HTTP (docs/sii.md has its contract)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Annotated
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from background import Month
from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import Company
from toolbox.sii.reading import FileFault
from toolbox.sii.sources.manifest import place_of
from toolbox.sii.sources.ports import SERVICE, SourceItem
from toolbox.sources.errors import SourceFailed, SourceUnavailable
from toolbox.sources.http_calls import Patience, body_of, persist, refuse_status, told_as_failures

REDIRECTS = 3
LONGEST_LIST = 20_000_000


class Listed(BaseModel):
    """One file as the service lists it."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    url: str
    kind: FileKind | None = None
    rut: Rut | None = None
    period: Month | None = None

    @property
    def month(self) -> date | None:
        """The first day of its month."""
        return self.period.first if self.period else None


_LIST = TypeAdapter(list[Listed])


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service is, how it knows us, and which hosts besides its own it may send us to."""

    url: str
    token: str = field(default="", repr=False)
    hosts: frozenset[str] = frozenset()

    @property
    def allowed(self) -> frozenset[str]:
        """The hosts that are asked, with their ports."""
        return self.hosts | {urlsplit(self.url).netloc}


class HttpFiles:
    """Asks the service; what may pass is asked again, as patience allows."""

    def __init__(self, address: Address, *, largest: int, patience: Patience | None = None) -> None:
        self.address, self.largest = address, largest
        self.patience = patience or Patience()
        self.client = httpx.Client(timeout=self.patience.sheets)
        self._urls: dict[str, str] = {}

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Ask which files there are of a company; what it was not asked for is left out."""
        query = {
            "rut": str(company.rut),
            "kinds": ",".join(sorted(kinds)),
            "periods": ",".join(sorted(f"{one:%Y-%m}" for one in periods)),
        }
        url = str(httpx.URL(self._base("files"), params=query))
        content = persist(self.patience, lambda: self._fetch(url, LONGEST_LIST))
        try:
            listed = _LIST.validate_json(content)
        except ValidationError as error:
            raise SourceFailed(
                "{source} answered with a list of files that is not as agreed, at {place}.",
                source=SERVICE,
                place=place_of(error),
            ) from error
        wanted = [
            one for one in listed if one.kind in {None, *kinds} and one.month in {None, *periods}
        ]
        if len({one.name for one in wanted}) < len(wanted):
            raise SourceFailed("{source} lists files of the same name.", source=SERVICE)
        self._urls |= {one.name: urljoin(self._base("files"), one.url) for one in wanted}
        return [_item(one) for one in wanted]

    def open(self, item: SourceItem) -> bytes:
        """Fetch a file; raises FileFault where it is too large or no longer there."""
        if item.size > self.largest:
            raise self._too_large()
        return persist(self.patience, lambda: self._whole(item))

    def _whole(self, item: SourceItem) -> bytes:
        content = self._fetch(self._urls[item.name], self.largest)
        if sha256(content).hexdigest() != item.digest:
            raise SourceUnavailable(
                "{source} sent {name} with another content than it had listed. "
                "It may have been replaced meanwhile: run again.",
                source=SERVICE,
                name=item.name,
            )
        return content

    def _fetch(self, url: str, largest: int) -> bytes:
        """The body behind an address, after redirects to hosts that are allowed."""
        with told_as_failures(SERVICE):
            request = self.client.build_request("GET", url, headers=self._signed(url))
            for _ in range(REDIRECTS):
                self._refuse_strange(request.url)
                response = self.client.send(request, stream=True)
                if response.next_request is None:
                    return self._body(response, largest)
                response.close()
                request = response.next_request
            raise httpx.TooManyRedirects("too many", request=request)

    def _body(self, response: httpx.Response, largest: int) -> bytes:
        try:
            if response.status_code == httpx.codes.NOT_FOUND:
                raise FileFault("The file is not there.")
            refuse_status(response, SERVICE)
            content = bytearray()
            for piece in body_of(
                response,
                seconds=self.patience.sheets,
                least_bytes_per_second=self.patience.least_bytes_per_second,
            ):
                content += piece
                if len(content) > largest:
                    raise self._too_large()
            return bytes(content)
        finally:
            response.close()

    def _signed(self, url: str) -> dict[str, str]:
        """The token, for the service's own host alone."""
        own = urlsplit(url).netloc == urlsplit(self.address.url).netloc
        return {"Authorization": f"Bearer {self.address.token}"} if own else {}

    def _refuse_strange(self, url: httpx.URL) -> None:
        secure = url.scheme == "https" or urlsplit(self.address.url).scheme == "http"
        if url.netloc.decode() not in self.address.allowed or not secure:
            raise SourceFailed(
                "{source} sends us on to {host}, which is not among the hosts of the settings.",
                source=SERVICE,
                host=f"{url.scheme}://{url.host}",
            )

    def _too_large(self) -> FileFault:
        return FileFault(
            "The file is larger than {megabytes} MB. Hand it in in parts, "
            "or raise TOOLBOX_SII_MEGABYTES.",
            megabytes=self.largest // 1_000_000,
        )

    def _base(self, path: str) -> str:
        return f"{self.address.url.rstrip('/')}/{path}"


def _item(one: Listed) -> SourceItem:
    return SourceItem(
        name=one.name,
        size=one.size,
        digest=one.sha256,
        kind=one.kind,
        rut=one.rut,
        period=one.month,
    )
