"""/health and the pages of a deployment: DEBUG off, MariaDB, Redis."""

import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.installation import free_port, until
from tests.production.conftest import Site

pytestmark = pytest.mark.production

DEPLOYED = {
    "DEBUG": "false",
    "SECRET_KEY": "only-a-test-but-long-enough-and-with-7-different-characters-OK",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HTTPS": "false",  # the proxy in front is not part of this test
}


@pytest.fixture
def deployed(site: Site) -> Site:
    """The site as it is deployed, its front-end files collected."""
    site.environment |= DEPLOYED
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    return site


def health(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=20) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_deployment_becomes_well_once_its_processes_report(deployed: Site) -> None:
    address = deployed.web()
    status, body = health(address)
    assert status == 503
    assert body["checks"]["database"] == body["checks"]["broker"] == {"status": "ok"}
    assert body["checks"]["worker"]["status"] == body["checks"]["beat"]["status"] == "failing"

    deployed.worker()
    deployed.beat()
    until(lambda: health(address)[0] == 200, seconds=60)


def test_a_redis_that_is_gone_is_named_within_seconds(deployed: Site) -> None:
    deployed.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    status, body = health(deployed.web())
    assert status == 503
    assert "the broker does not answer" in body["checks"]["broker"]["reason"]
    assert body["checks"]["database"] == {"status": "ok"}


def test_the_sign_in_page_names_front_end_files_that_are_served(deployed: Site) -> None:
    address = deployed.web()
    with urllib.request.urlopen(f"{address}/sign-in/", timeout=20) as answer:
        page = answer.read().decode()
    manifest = json.loads((deployed.folder / "var" / "static" / "staticfiles.json").read_text())
    served = [path for path in manifest["paths"].values() if f"/static/{path}" in page]
    assert served
    for path in served:
        with urllib.request.urlopen(f"{address}/static/{path}", timeout=20) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"], Path(path)
