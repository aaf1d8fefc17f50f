"""The ERP's web service: where its reports are, and signing in to it."""

from datetime import date

import httpx

from toolbox.sources.errors import SourceFailed, SourceNotConfigured
from toolbox.sources.http_calls import refuse_status
from toolbox.sources.ports import SourceName

HISTORY_FROM = date(2019, 7, 1)
"""The first day of the business: every report is asked for from here on."""

REPORTS = {SourceName.PLACEMENTS: 2, SourceName.PLACEMENTS_ACCUMULATED: 0}
OPEN_PATHS = {
    SourceName.SETTLEMENTS: "liquidacionCab/subquery-cab",
    SourceName.PAYMENTS: "liquidacionPago/subquery",
    SourceName.REFUNDS: "liquidacionDevolucion/subquery",
}


class Erp:
    """Builds the requests to the ERP; keeps the token of one sign-in for as long as it works."""

    def __init__(self, url: str, user: str, password: str, client: httpx.Client) -> None:
        self.url = url.rstrip("/")
        self.user = user
        self.password = password
        self.client = client
        self.token: str | None = None

    def signs_in(self, name: SourceName) -> bool:
        """Whether this source needs a token."""
        return name in REPORTS

    def sign_out(self) -> None:
        """Forget the token: the next request signs in again."""
        self.token = None

    def request(self, name: SourceName, until: date, seconds: float) -> httpx.Request:
        """Return the request for a source's whole history up to and with `until`.

        Raises SourceNotConfigured, or SourceFailed where the sign-in is refused.
        """
        if not self.url:
            raise SourceNotConfigured(
                "{source} is not configured: the address of the ERP is not set.",
                source=name.value,
            )
        if not self.signs_in(name):
            return self.client.build_request(
                "GET", f"{self.url}/{OPEN_PATHS[name]}", timeout=seconds
            )
        if self.token is None:
            self.token = self._sign_in(name.value, seconds)
        return self.client.build_request(
            "GET",
            f"{self.url}/colocaciones",
            params={
                "desde": f"{HISTORY_FROM:%Y%m%d}",
                "hasta": f"{until:%Y%m%d}",
                "fechaCorte": f"{until:%Y%m%d}",
                "reporte": REPORTS[name],
            },
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=seconds,
        )

    def _sign_in(self, source: str, seconds: float) -> str:
        response = self.client.post(
            f"{self.url}/token",
            data={"username": self.user, "password": self.password},
            timeout=seconds,
        )
        if response.status_code in (400, 401, 403):
            raise SourceFailed(
                "{source} refused the sign-in (status {status}). Check TOOLBOX_ERP_USER and "
                "TOOLBOX_ERP_PASSWORD.",
                source=source,
                status=response.status_code,
            )
        refuse_status(response, source)
        try:
            return str(response.json()["access_token"])
        except (ValueError, KeyError, TypeError) as error:
            raise SourceFailed(
                "{source} answered the sign-in with something that is no token. "
                "Check TOOLBOX_ERP_URL.",
                source=source,
            ) from error
