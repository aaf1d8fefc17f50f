"""What stands around the pages: signing in, language, light and dark, errors."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/?tab=failed"}


def test_signing_in_leads_where_one_wanted_to_go(client: Client, viewer: User) -> None:
    values = {"username": "viewer", "password": "viewer-secret", "next": "/runs/?tab=failed"}
    assert client.post("/sign-in/", values)["Location"] == "/runs/?tab=failed"


def test_signing_in_leads_to_no_other_site(client: Client, viewer: User) -> None:
    values = {"username": "viewer", "password": "viewer-secret", "next": "https://evil.example/"}
    assert client.post("/sign-in/", values)["Location"] == "/"


def test_a_wrong_password_is_refused_with_a_sentence(client: Client, viewer: User) -> None:
    response = client.post("/sign-in/", {"username": "viewer", "password": "no"})
    assert 'role="alert"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post(as_viewer: Client) -> None:
    assert as_viewer.get("/sign-out/").status_code == 405
    assert as_viewer.post("/sign-out/")["Location"] == "/sign-in/"
    assert as_viewer.get("/").status_code == 302


@pytest.mark.django_db
def test_a_fragment_whose_session_ended_sends_the_whole_page_to_the_sign_in(client: Client) -> None:
    response = client.get("/runs/?seen=1", headers=HTMX, follow=True)
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fruns%2F%3Ftab%3Dfailed"


@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_or_dark_is_remembered_without_javascript(client: Client, theme: str) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/sign-in/"})
    assert response["Location"] == "/sign-in/"
    assert f'data-bs-theme="{theme}"' in client.get("/sign-in/").content.decode()


@pytest.mark.django_db
def test_a_theme_that_is_none_and_a_way_to_another_site_are_ignored(client: Client) -> None:
    response = client.post("/theme/", {"theme": "pink", "next": "https://evil.example/"})
    assert response["Location"] == "/"
    assert "theme" not in response.cookies


@pytest.mark.django_db
def test_the_language_is_the_browsers_until_another_is_chosen(client: Client) -> None:
    page = client.get("/sign-in/", headers={"Accept-Language": "es-PE"}).content.decode()
    assert '<html lang="es"' in page
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = client.get("/sign-in/", headers={"Accept-Language": "es-PE"}).content.decode()
    assert '<html lang="en"' in page


def test_a_page_that_is_not_there_and_one_that_is_forbidden_look_like_the_others(
    as_viewer: Client, nobody: User
) -> None:
    response = as_viewer.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    as_viewer.force_login(nobody)
    response = as_viewer.get("/")
    assert response.status_code == 403
    assert "You may not see this" in response.content.decode()


def test_a_form_without_its_token_is_refused_politely(viewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Nothing was done." in response.content.decode()


def test_a_mistake_of_ours_is_a_page_too(
    as_viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_viewer.raise_request_exception = False
    monkeypatch.setattr("tasks_admin.queries.catalogue.registry", None)
    response = as_viewer.get("/tasks/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()


TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_what_the_content_security_policy_forbids(template: Path) -> None:
    source = template.read_text("utf-8")
    assert " style=" not in source
    assert "<style" not in source
    assert " onclick=" not in source
    assert "hx-on" not in source
    assert "<script>" not in source


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_compares_what_its_query_should_say(template: Path) -> None:
    assert ".objects" not in template.read_text("utf-8")
