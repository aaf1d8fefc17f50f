"""The clients that older systems were given, run as they were printed but for address and token.

The launches among them are made on the page and at the command line too.
"""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import playwright
import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation, until

pytestmark = pytest.mark.browser

CLIENTS = Path(__file__).with_name("clients")
PRINTED = "http://localhost:8000"
NODE = Path(playwright.__file__).parent / "driver" / "node"
PATIENCE = 120_000
COMPANY = "123e4567-e89b-12d3-a456-426614174000"


@pytest.fixture(scope="session")
def token(console: Installation) -> str:
    told = console.manage("make_token", "admin", "clients", "--scope=launch", "--scope=read")
    return told.stdout.strip()


class Client:
    """A printed program with the console's address in it, and the token added to what it sends."""

    def __init__(self, address: str, token: str, folder: Path) -> None:
        self.address, self.header, self.folder = address, f"Bearer {token}", folder

    def printed(self, name: str) -> str:
        """The program as it was printed, for the console's address."""
        return (CLIENTS / name).read_text(encoding="utf-8").replace(PRINTED, self.address)

    def shell(self, text: str) -> str:
        """Run a program for bash; its curl is silent."""
        curl = f'curl() {{ command curl --silent -H "Authorization: {self.header}" "$@"; }}\n'
        return _printed_by("bash", "-c", curl + text)

    def python(self) -> str:
        """Run the program in Python."""
        session = (
            f"requests = requests.Session()\nrequests.headers['Authorization'] = {self.header!r}\n"
        )
        text = self.printed("client.python").replace(
            "import requests\n", f"import requests\n{session}"
        )
        return _printed_by(sys.executable, "-u", "-c", text)

    def typescript(self) -> str:
        """Run the program in TypeScript."""
        signed = (
            "const plain = globalThis.fetch;\n"
            "globalThis.fetch = (url, asked = {}) => plain(url, {...asked, headers: "
            f"{{...asked.headers, Authorization: {json.dumps(self.header)}}}}});\n"
        )
        program = self.folder / "client.mts"
        program.write_text(signed + self.printed("client.ts"), encoding="utf-8")
        return _printed_by(str(NODE), str(program))


@pytest.fixture
def client(address: str, token: str, tmp_path: Path) -> Client:
    return Client(address, token, tmp_path)


def _printed_by(*command: str) -> str:
    """What a program printed, once it is over; it must have ended well."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_clients_in_curl_python_and_typescript_launch_poll_and_get_the_result(
    client: Client,
) -> None:
    with ThreadPoolExecutor() as threads:
        flow = threads.submit(client.shell, client.printed("flow.sh"))
        python, typescript = threads.submit(client.python), threads.submit(client.typescript)

    told = flow.result()
    answer = json.loads(told[told.rindex("Status: SUCCESS") + len("Status: SUCCESS") :])
    assert answer["status"] == "SUCCESS"
    assert answer["result"]["success"] is True
    assert answer["result"]["compras"]["total"] > 0
    assert answer["result"]["ventas"]["total"] > 0
    assert "total" in answer["result"]["honorarios"]
    assert re.search(r"Status: SUCCESS\nResult: \{.*'compras'", python.result())
    assert re.search(r"Status: SUCCESS\nResult: \{.*compras", typescript.result(), re.DOTALL)


def answers(text: str) -> list[Any]:
    """The JSON documents that curl printed one after the other."""
    found, rest = [], text.strip()
    while rest:
        document, end = json.JSONDecoder().raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


def test_the_four_printed_launches_end_well(client: Client) -> None:
    launched = answers(client.shell(client.printed("launches.sh")))
    assert [one["task_type"] for one in launched] == [
        "sii.sync_documents",
        "sii.sync_documents_all_companies",
        "sii.sync_f29",
        "sii.sync_f29_all_companies",
    ]
    assert {one["status"] for one in launched} == {"PENDING"}
    for one in launched:
        ask = f"curl {client.address}/api/celery/tasks/{one['task_id']}"

        def is_over(ask: str = ask) -> Any:
            [told] = answers(client.shell(ask))
            return told if told["status"] in ("SUCCESS", "FAILURE") else None

        told = until(is_over, seconds=120)
        assert told["status"] == "SUCCESS", told
        assert told["result"]["success"] is True


def test_the_printed_checks_are_answered_as_documented(client: Client) -> None:
    told = answers(client.shell(client.printed("testing.sh")))
    tasks, refused, unknown, stats, revoked = told
    assert "sii.sync_documents" in {one["task_type"] for one in tasks}
    assert refused["detail"].startswith("Invalid parameters: company_id")
    assert (unknown["status"], unknown["result"]) == ("PENDING", None)
    assert "sii.sync_f29" in stats["registered_tasks"]
    assert revoked["task_id"] == "TASK_ID"


def test_the_same_four_run_from_the_command_line(console: Installation) -> None:
    for words in (
        ("sii.sync_documents", f"company_id={COMPANY}", "months=3"),
        ("sii.sync_documents_all_companies", "months=1", "month_offset=1"),
        ("sii.sync_f29", f"company_id={COMPANY}"),
        ("sii.sync_f29_all_companies",),
    ):
        console.manage("run_task", *words, "--wait")


@pytest.mark.parametrize(
    ("task", "values"),
    [
        ("sii.sync_documents", {"company_id": COMPANY, "months": "3"}),
        ("sii.sync_documents_all_companies", {"months": "1", "month_offset": "1"}),
        ("sii.sync_f29", {"company_id": COMPANY}),
        ("sii.sync_f29_all_companies", {}),
    ],
)
def test_the_same_four_are_launched_from_their_pages(
    page: Page, address: str, task: str, values: dict[str, str]
) -> None:
    page.goto(f"{address}/tasks/{task}/")
    for name, value in values.items():
        field = page.locator(f"main form [name=p-{name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Run now").click()
    expect(page.locator("#status-title")).to_contain_text("Succeeded", timeout=PATIENCE)
