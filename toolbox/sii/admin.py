"""Companies in Django's admin; the console writes down every change."""

from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import BookMonth, Company
from toolbox.sii.store.companies import save


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who they are, and where their files come from.

    A company with documents is made inactive rather than removed: its books would go with it.
    """

    list_display = ("name", "shown_rut", "is_active", "files_online", "source", "id")
    list_filter = ("is_active", "files_online", "source")
    search_fields = ("name", "rut", "id")
    readonly_fields = ("id",)
    fields = ("id", "rut", "name", "is_active", "files_online", "source", "folder")

    @admin.display(description=_("RUT"), ordering="rut")
    def shown_rut(self, company: Company) -> str:
        """Return the RUT as people write it."""
        return Rut(company.rut).display

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find a RUT however it is written."""
        with suppress(ValueError):
            search_term = Rut(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no removal of many at once."""
        offered = super().get_actions(request)
        return {name: one for name, one in offered.items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A company of which anything was taken up stays."""
        has_books = obj is not None and BookMonth.objects.filter(company=obj).exists()
        return not has_books and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the company, and its name where tables have it beside their figures."""
        save(obj)
