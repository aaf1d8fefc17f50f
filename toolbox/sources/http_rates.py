"""The rate service: one call for each day, a few at a time, failures by day."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import httpx

from toolbox.sources.errors import SourceFailed, SourceUnavailable
from toolbox.sources.folder import rate_of
from toolbox.sources.http_calls import Patience, persist, refuse_status, told_as_failures
from toolbox.sources.ports import Rate, RatesAnswer, SourceName
from toolbox.sources.reasons import BAD_RATE, NO_RATE, REFUSED, STOPPED, UNREACHED

CONCURRENT = 4


class NoRate(SourceFailed):
    """The service answered for the day, but not with a rate."""


class HttpRates:
    """Asks a public rate service for days; the answer is kept under the day that was asked for.

    On a Sunday or holiday the service may answer with an earlier day's date: it is still the
    rate that holds on the day asked for.
    """

    def __init__(self, url: str, client: httpx.Client, patience: Patience) -> None:
        self.url = f"{url.rstrip('/')}/v1/tipo-cambio-sunat"
        self.client = client
        self.patience = patience

    def ask(self, days: Sequence[date]) -> RatesAnswer:
        """Return the rates found and the days that failed.

        Raises SourceUnavailable where not one of the first days could be reached at all; when
        the service goes down later, the remaining days are not asked for any more.
        """
        answer = RatesAnswer()
        with ThreadPoolExecutor(CONCURRENT) as pool:
            for start in range(0, len(days), CONCURRENT):
                batch = days[start : start + CONCURRENT]
                outcomes = list(pool.map(self._outcome, batch))
                if all(isinstance(outcome, SourceUnavailable) for outcome in outcomes):
                    if start == 0 and isinstance(outcomes[0], SourceUnavailable):
                        raise outcomes[0]
                    answer.failed.update(dict.fromkeys(days[start:], STOPPED))
                    break
                for day, outcome in zip(batch, outcomes, strict=True):
                    _sort_in(answer, day, outcome)
        return answer

    def _outcome(self, day: date) -> Rate | SourceFailed:
        try:
            return persist(self.patience, lambda: self._ask(day))
        except SourceFailed as failure:
            return failure

    def _ask(self, day: date) -> Rate:
        source = SourceName.RATES.value
        with told_as_failures(source):
            response = self.client.get(
                self.url, params={"fecha": day.isoformat()}, timeout=self.patience.rates
            )
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NoRate(NO_RATE, source=source)
        refuse_status(response, source)
        if not response.content.strip():
            raise NoRate(NO_RATE, source=source)
        try:
            content = json.loads(response.content, parse_float=Decimal)
            rate = rate_of(content["compra"], content["venta"])
        except (ValueError, KeyError, TypeError):
            rate = None
        if rate is None:
            raise NoRate(BAD_RATE, source=source)
        return rate


def _sort_in(answer: RatesAnswer, day: date, outcome: Rate | SourceFailed) -> None:
    """Put a day among the found or the failed, with the reason in words."""
    match outcome:
        case Rate():
            answer.found[day] = outcome
        case NoRate():
            answer.failed[day] = outcome.message
        case SourceUnavailable():
            answer.failed[day] = UNREACHED
        case _:
            answer.failed[day] = REFUSED
