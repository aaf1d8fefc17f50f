"""The lists kept by hand; every entry is valid from a day, perhaps until another."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

HISTORY_FROM = date(2019, 7, 1)


class Dated(models.QuerySet[Any]):
    """Entries with a validity."""

    def on(self, day: date) -> Self:
        """Return the entries that are valid on a day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def meeting(self, first: date, last: date | None) -> Self:
        """Return the entries that are valid on any day of a stretch; it may be open at its end."""
        begun = self.filter(valid_from__lte=last) if last else self
        return begun.filter(Q(valid_until=None) | Q(valid_until__gte=first))


class Entry(models.Model):
    """One line of a list: of what is the same thing, one line at most is valid on a day."""

    same: tuple[str, ...] = ()
    """The fields by which two entries are about the same thing."""

    valid_from = models.DateField(_("valid from"), default=HISTORY_FROM)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty: without end")
    )

    objects = Dated.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError for a validity that ends before it begins or meets another."""
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It ends before it begins")})
        thing = {name: getattr(self, name) for name in self.same}
        others = type(self)._default_manager.filter(**thing).exclude(pk=self.pk)
        if others.meeting(self.valid_from, self.valid_until).exists():
            raise ValidationError(_("Another entry about the same is valid on some of these days"))


class TrimmedField(models.CharField):  # type: ignore[type-arg]
    """A text without blanks around it."""

    def to_python(self, value: Any) -> Any:
        """Return the text trimmed."""
        text = super().to_python(value)
        return text.strip() if isinstance(text, str) else text


class ExecutiveAlias(Entry):
    """A nickname, and the executive it means."""

    same = ("alias",)
    alias = TrimmedField(_("alias"), max_length=200)
    executive = TrimmedField(_("executive"), max_length=200)

    class Meta:
        verbose_name = _("alias of an executive")
        verbose_name_plural = _("aliases of executives")
        ordering = ("alias", "valid_from")

    def __str__(self) -> str:
        return f"{self.alias}: {self.executive}"


class SpecialSettlement(Entry):
    """A settlement on one of the special lists, by its whole code."""

    class Which(models.TextChoices):
        """The special lists."""

        ARREARS = "mora_a_mayo", _("Arrears as of May")
        SPECIAL = "cobranza_especial", _("Special collection")

    same = ("which", "code")
    which = models.CharField(_("list"), max_length=30, choices=Which)
    code = TrimmedField(_("settlement"), max_length=20)

    class Meta:
        verbose_name = _("special settlement")
        verbose_name_plural = _("special settlements")
        ordering = ("which", "code", "valid_from")

    def __str__(self) -> str:
        return f"{self.which}: {self.code}"


class BusinessRate(Entry):
    """A rate that the calculations use; where none is valid they use what they always did."""

    class Name(models.TextChoices):
        """The rates, each as a fraction unless its name says otherwise."""

        SOLES_COST = "costo_fondo_soles", _("Cost of funds in soles, a year")
        OTHER_COST = "costo_fondo_otras", _("Cost of funds in other currencies, a year")
        CRECER_COST = "costo_fondo_crecer", _("Cost of the Crecer fund, a year")
        PROMOTIONAL_COST = "costo_fondo_promocional", _("Cost of the promotional fund, a year")
        VAT = "igv", _("VAT")
        DEFAULT_RATE = "tipo_cambio_por_defecto", _("Soles for a dollar where no rate is known")
        BAD_ROWS = "filas_malas_maximo", _("Most rows that may be set aside")
        UNRATED = "sin_tipo_cambio_maximo", _("Most dollar documents without an exchange rate")
        CARRY_DAYS = "dias_arrastre_tipo_cambio", _("Days that an exchange rate may stand in")
        NEW_OWN = "comision_nuevo_propio", _("Commission: new, brought by the executive")
        NEW_REFERRED = "comision_nuevo_referido", _("Commission: new, brought by another")
        FORMER = "comision_lista_anterior", _("Commission: of the former list")
        RECURRING = "comision_recurrente", _("Commission: recurring")

    same = ("name",)
    name = models.CharField(_("rate"), max_length=40, choices=Name)
    value = models.DecimalField(
        _("value"), max_digits=12, decimal_places=6, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("rate of the business")
        verbose_name_plural = _("rates of the business")
        ordering = ("name", "valid_from")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class ExecutiveCommission(Entry):
    """An executive whose commission has a rule of its own."""

    class Kind(models.TextChoices):
        """The rules."""

        EXTERNAL = "externo", _("External, at a fixed rate")
        SPECIAL = "especial", _("Special")

    same = ("executive",)
    executive = TrimmedField(_("executive"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    rate = models.DecimalField(
        _("rate"), max_digits=8, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("commission of an executive")
        verbose_name_plural = _("commissions of executives")
        ordering = ("executive", "valid_from")

    def __str__(self) -> str:
        return f"{self.executive}: {self.kind}"

    def clean(self) -> None:
        """Raise ValidationError also for an external executive without a rate."""
        super().clean()
        if self.kind == self.Kind.EXTERNAL and self.rate is None:
            raise ValidationError({"rate": _("An external executive has a rate")})
