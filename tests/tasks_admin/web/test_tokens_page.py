"""API tokens in the browser: shown once, one's own, revoked by a click; and by command."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tasks_admin.models import ApiToken, Scope
from tasks_admin.services.issuing import admit, issue

PAGE = "/tokens/"
WISH = {"name": "Power BI", "scopes": ["read"], "days": "30"}


def test_the_secret_is_shown_once(as_operator: Client) -> None:
    made = as_operator.post(PAGE, WISH)
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert secret not in as_operator.get(PAGE).content.decode()
    token = admit(secret)
    assert token is not None
    assert token.scope_set == {Scope.READ}
    assert token.user.get_username() == "operator"
    assert token.expires_at is not None
    assert token.expires_at - timezone.now() < timedelta(days=30)


@pytest.mark.parametrize("change", [{"name": ""}, {"scopes": []}], ids=["no name", "for nothing"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    as_operator: Client, change: dict[str, object]
) -> None:
    refused = as_operator.post(PAGE, WISH | {"name": "Power BI"} | change)
    assert refused.status_code == 422
    assert refused.context["refusal"]
    assert not ApiToken.objects.exists()


def test_people_see_and_end_their_own_administrators_all(
    as_operator: Client, as_administrator: Client, viewer: User, operator: User
) -> None:
    own, _ = issue(operator, "own", [Scope.READ], expires_at=None, by=operator)
    other, _ = issue(viewer, "other", [Scope.READ], expires_at=None, by=viewer)
    seen = as_operator.get(PAGE).content.decode()
    assert "own" in seen
    assert "other" not in seen
    assert as_operator.post(f"{PAGE}{other.pk}/revoke/").status_code == 404
    assert as_operator.post(f"{PAGE}{own.pk}/revoke/").status_code == 302
    assert as_operator.post(f"{PAGE}{own.pk}/revoke/").status_code == 409
    assert "other" in as_administrator.get(PAGE).content.decode()
    assert as_administrator.post(f"{PAGE}{other.pk}/revoke/").status_code == 302
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_a_command_makes_one_and_prints_nothing_else(
    operator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_token", "operator", "ETL", "--scope=read", "--scope=launch", "--days=7")
    token = admit(capsys.readouterr().out.strip())
    assert token is not None
    assert token.scope_set == {Scope.READ, Scope.LAUNCH}
    with pytest.raises(CommandError, match="nobody"):
        call_command("make_token", "nobody", "ETL")
