"""Limits of users in Django's admin: each a thing that is chosen by its name."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from background import Scope, registry
from tasks_admin.models import UserLimit
from tasks_admin.models.reading import place_of
from tasks_admin.witnessed_admin import Witnessed
from tasks_admin.wording import say


def scopes() -> list[Scope]:
    """Return what the tasks belong to, each scope once."""
    found = (spec.scope[0] for spec in registry if spec.scope)
    return list({scope.name: scope for scope in found}.values())


def _things() -> list[tuple[str, Any]]:
    groups = [
        (say(scope.title), [(place_of(scope.name, one.value), one.label) for one in scope.offer()])
        for scope in scopes()
    ]
    return [("", "---------"), *groups]


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A user, and one of the things that tasks belong to."""

    thing = forms.ChoiceField(label=_("limited to"), choices=_things)

    class Meta:
        model = UserLimit
        fields = ("user",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["thing"].initial = place_of(self.instance.scope, self.instance.value)

    def clean(self) -> dict[str, Any]:
        """Take the thing apart into what is stored; the same twice is refused."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.instance.scope, _, self.instance.value = cleaned.get("thing", "").partition(":")
        same = UserLimit.objects.filter(
            user=cleaned.get("user"), scope=self.instance.scope, value=self.instance.value
        )
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(SAME)
        return cleaned


SAME = _("The user has this limit already.")


@admin.register(UserLimit)
class UserLimitAdmin(Witnessed):
    """Who is limited to what; a user without a row here sees everything."""

    form = LimitForm
    list_display = ("user", "kind", "thing")
    list_filter = ("user",)
    search_fields = ("user__username", "value")
    list_select_related = ("user",)

    @admin.display(description=_("kind"), ordering="scope")
    def kind(self, limit: UserLimit) -> str:
        """Return what the thing is."""
        known = {scope.name: scope for scope in scopes()}
        return say(known[limit.scope].title) if limit.scope in known else limit.scope

    @admin.display(description=_("limited to"), ordering="value")
    def thing(self, limit: UserLimit) -> str:
        """Return what people call the thing."""
        known = {scope.name: scope for scope in scopes()}
        return known[limit.scope].label_of(limit.value) if limit.scope in known else limit.value
