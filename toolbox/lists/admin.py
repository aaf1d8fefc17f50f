"""The lists in Django's admin; the console writes down every change."""

from django.contrib import admin

from toolbox.lists.models import (
    BusinessRate,
    ExecutiveAlias,
    ExecutiveCommission,
    SpecialSettlement,
)

VALIDITY = ("valid_from", "valid_until")


@admin.register(ExecutiveAlias)
class ExecutiveAliasAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nicknames of executives."""

    list_display = ("alias", "executive", *VALIDITY)
    search_fields = ("alias", "executive")


@admin.register(SpecialSettlement)
class SpecialSettlementAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Settlements in special care."""

    list_display = ("code", "which", *VALIDITY)
    list_filter = ("which",)
    search_fields = ("code",)


@admin.register(BusinessRate)
class BusinessRateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Costs of funds, commissions, limits."""

    list_display = ("name", "value", *VALIDITY)
    list_filter = ("name",)


@admin.register(ExecutiveCommission)
class ExecutiveCommissionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Executives whose commission has a rule of its own."""

    list_display = ("executive", "kind", "rate", *VALIDITY)
    list_filter = ("kind",)
    search_fields = ("executive",)
