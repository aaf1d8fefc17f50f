"""What can go wrong with a service, on request: which fault, for which source, how often."""

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from toolbox.sources.ports import SourceName

ALWAYS = 1_000_000_000


TAX_FILES = "sii-files"
"""The service with files of the tax office, which is none of the sources of factoring."""


class FaultKind(StrEnum):
    """The ways in which the real services have been seen to fail, and a few more."""

    TOKEN_EXPIRED = "token-expired"  # noqa: S105  (not a password)
    TOO_MANY = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    TIMEOUT = "timeout"
    DRIP = "drip"
    TRUNCATED = "truncated"
    CUT_OFF = "cut-off"
    HTML = "html"
    EMPTY_ARRAY = "empty-array"
    EMPTY_BODY = "empty-body"
    NOT_A_LIST = "not-a-list"
    REDIRECT_LOOP = "redirect-loop"
    ELSEWHERE = "elsewhere"
    EARLIER_DATE = "earlier-date"
    FLAKY = "flaky"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one source, for a number of calls; kind None puts the source right again."""

    source: str
    kind: FaultKind | None
    times: int = ALWAYS

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Read `SOURCE=KIND` or `SOURCE=KIND:TIMES`; raise ValueError with the reason."""
        source, _, rest = text.partition("=")
        kind, _, times = rest.partition(":")
        return cls(known_source(source), FaultKind(kind), int(times) if times else ALWAYS)


def known_source(name: str) -> str:
    """Return the name of a source; raise ValueError for any other text."""
    return name if name == TAX_FILES else SourceName(name).value


class FaultBoard:
    """The faults that are switched on, and how often each source was called."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._calls: dict[str, int] = {}
        self._lock = Lock()

    def switch(self, fault: Fault) -> None:
        """Switch a fault on, in place of the source's earlier one, or off."""
        with self._lock:
            if fault.kind is None:
                self._faults.pop(fault.source, None)
            else:
                self._faults[fault.source] = fault

    def reset(self) -> None:
        """Switch every fault off and forget the calls."""
        with self._lock:
            self._faults.clear()
            self._calls.clear()

    def call(self, source: str) -> FaultKind | None:
        """Count a call of a source and return the fault that it meets, if any."""
        with self._lock:
            self._calls[str(source)] = self._calls.get(str(source), 0) + 1
            fault = self._faults.get(source)
            if fault is None or fault.times < 1:
                return None
            self._faults[source] = Fault(source, fault.kind, fault.times - 1)
            return fault.kind

    def count(self, name: str) -> None:
        """Count a call of something that is no source, such as the sign-in."""
        with self._lock:
            self._calls[name] = self._calls.get(name, 0) + 1

    def calls(self) -> dict[str, int]:
        """Return how often each source was called."""
        with self._lock:
            return dict(self._calls)
