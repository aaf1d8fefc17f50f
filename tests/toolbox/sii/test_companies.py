"""Companies: taken in from files, changed in Django's admin, called the same in every table."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from tasks_admin.access import seed_groups
from tasks_admin.models import AuditEntry
from tests.toolbox.sii.making import COMPANY_ID, OTHER, OWN, company, file, kept, sale
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import BookMonth, Company, Sale
from toolbox.sii.samples.writing import COMPANIES_FILE, TaxPlan, write_tax_samples
from toolbox.sii.store.companies import save

pytestmark = pytest.mark.django_db


def imported(path: Path, text: str) -> str:
    """What the command says of a file with this text."""
    path.write_text(text, encoding="utf-8")
    said = StringIO()
    call_command("import_companies", str(path), stdout=said)
    return said.getvalue().strip()


def test_companies_of_a_file_are_taken_in_once_and_changed_later(tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    text = f"rut;name;active;id\n{Rut(OWN).display};Uno;;{COMPANY_ID}\n{OTHER};Dos;no;\n"
    assert imported(path, text) == "2 companies added, 0 changed, 0 there already"
    assert imported(path, text) == "0 companies added, 0 changed, 2 there already"
    assert Company.objects.get(rut=OWN).pk == COMPANY_ID
    assert not Company.objects.get(rut=OTHER).is_active

    as_json = json.dumps([{"rut": OWN, "name": "Primera"}])
    assert imported(path, as_json) == "0 companies added, 1 changed, 0 there already"
    assert Company.objects.get(pk=COMPANY_ID).name == "Primera"


def test_a_file_that_does_not_say_whether_a_company_is_active_leaves_it_as_it_is(
    tmp_path: Path,
) -> None:
    company(is_active=False)
    imported(tmp_path / "companies.csv", f"rut,name\n{OWN},Otro nombre\n")
    assert Company.objects.values_list("name", "is_active").get() == ("Otro nombre", False)


def test_the_companies_of_the_samples_can_be_taken_in(tmp_path: Path) -> None:
    write_tax_samples(tmp_path, TaxPlan(until=date(2026, 11, 5), months=1, documents=30))
    listed = (tmp_path / COMPANIES_FILE).read_text(encoding="utf-8")
    assert imported(tmp_path / "taken.json", listed).startswith("3 companies added")
    told = {one["rut"]: one["files_online"] for one in json.loads(listed)}
    assert dict(Company.objects.values_list("rut", "files_online")) == told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rut,name\n1-2,Uno\n", "line 2: rut: Not a RUT"),
        (f"rut,name\n{OWN},\n", "line 2: name"),
        (f"rut,name,colour\n{OWN},Uno,red\n", "line 2: colour"),
        (f"rut,name,id\n{OWN},Uno,{UUID(int=5)}\n", f"is that of company {COMPANY_ID}"),
        ("name\nUno\n", "no columns"),
        ("[1]", "line 1"),
    ],
)
def test_a_file_with_a_wrong_row_changes_nothing_and_says_which(
    tmp_path: Path, text: str, said: str
) -> None:
    company()
    with pytest.raises(CommandError, match=said):
        imported(tmp_path / "companies.csv", text)
    assert Company.objects.values_list("name", flat=True).get() == "Viña Ficticia SpA"


def test_a_new_name_is_the_name_in_every_table() -> None:
    renamed = company()
    kept(Book.SALES, file(FileKind.SALES, sale(1)))
    renamed.name = "Viña Nueva SpA"
    save(renamed)
    assert Sale.objects.get().company_name == BookMonth.objects.get().company_name
    assert Sale.objects.get().company_name == "Viña Nueva SpA"


@pytest.fixture
def admin_client(administrator: User, client: Client) -> Client:
    seed_groups()
    client.force_login(administrator)
    return client


def test_an_administrator_renames_a_company_and_it_is_written_down(admin_client: Client) -> None:
    company()
    kept(Book.SALES, file(FileKind.SALES, sale(1)))
    given = {"rut": Rut(OWN).display, "name": "Viña Nueva SpA", "is_active": "on"}

    answer = admin_client.post(f"/admin/toolbox/company/{COMPANY_ID}/change/", given)

    assert answer.status_code == 302, answer.context["errors"]
    assert Sale.objects.get().company_name == "Viña Nueva SpA"
    assert AuditEntry.objects.filter(subject_id=str(COMPANY_ID), username="administrator").exists()


def test_a_rut_is_found_however_it_is_written(admin_client: Client) -> None:
    company()
    answer = admin_client.get("/admin/toolbox/company/", {"q": Rut(OWN).display})
    assert "Viña Ficticia SpA" in answer.content.decode()


def test_a_company_with_books_cannot_be_removed(admin_client: Client) -> None:
    company()
    page = f"/admin/toolbox/company/{COMPANY_ID}/delete/"
    assert admin_client.get(page).status_code == 200
    kept(Book.SALES, file(FileKind.SALES, sale(1)))
    assert admin_client.post(page, {"post": "yes"}).status_code == 403
    assert Company.objects.exists()
