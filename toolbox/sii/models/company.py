"""The companies whose taxes are kept here."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from toolbox.sii.calc.rut import LONGEST, Rut

LONGEST_WRITTEN = 20
"""More than any usual way of writing a RUT takes."""


class RutField(models.CharField):  # type: ignore[type-arg]
    """A RUT, stored in its canonical form; any usual way of writing it is taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, **kwargs})

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """Return a form field with room for dots and leading zeros."""
        return super().formfield(*args, **{**kwargs, "max_length": LONGEST_WRITTEN})

    def to_python(self, value: Any) -> Any:
        """Return the RUT that a text means; raises ValidationError for a text that is none."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return str(Rut(text))
        except ValueError as error:
            raise ValidationError(_("Not a RUT: write 76086428-5"), code="rut") from error


class Company(models.Model):
    """A company: who it is, and where its files come from."""

    class Source(models.TextChoices):
        """Where the files of a company are."""

        SETTINGS = "", _("As the settings say")
        FOLDER = "folder", _("Folder")
        HTTP = "http", _("HTTP service")
        UPLOADS = "uploads", _("Uploaded files alone")

    id = models.UUIDField(primary_key=True, default=uuid4)
    rut = RutField(_("RUT"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Jobs for all companies take the active ones")
    )
    files_online = models.BooleanField(
        _("files on line"),
        default=True,
        help_text=_("Electronic invoicer: the F29 is due on the 20th and not on the 12th"),
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source, default=Source.SETTINGS, blank=True
    )
    folder = models.CharField(
        _("folder"),
        max_length=200,
        blank=True,
        help_text=_("Below the folder of the settings; empty: its RUT, or all in one folder"),
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} ({Rut(self.rut).display})"


class OfCompany(models.Model):
    """A row that belongs to a company, whose RUT and name are in it for whoever reads with SQL."""

    company = models.ForeignKey(Company, models.CASCADE, db_column="EmpresaId", related_name="+")
    company_rut = models.CharField(db_column="RUTEmpresa", max_length=10)
    company_name = models.CharField(db_column="Empresa", max_length=200)

    class Meta:
        abstract = True
