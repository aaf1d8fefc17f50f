"""F29 returns as filed, and their codes."""

from django.db import models

from toolbox.sii.models.company import OfCompany


class Filing(OfCompany):
    """One return; `amount` is its code 91, what was due in time. A proposal has the folio 0."""

    id = models.BigAutoField(primary_key=True)
    period = models.DateField(db_column="Periodo")
    folio = models.BigIntegerField(db_column="Folio")
    kind = models.CharField(db_column="Clase", max_length=60, blank=True)
    state = models.CharField(db_column="Estado", max_length=12)
    filed = models.DateField(db_column="FechaPresentacion", null=True)
    due = models.DateField(db_column="Vencimiento", null=True)
    debits = models.BigIntegerField(db_column="TotalDebitos", null=True)
    credits = models.BigIntegerField(db_column="TotalCreditos", null=True)
    vat_due = models.BigIntegerField(db_column="IVADeterminado", null=True)
    carried = models.BigIntegerField(db_column="Remanente", null=True)
    amount = models.BigIntegerField(db_column="MontoAPagar", null=True)
    warnings = models.JSONField(db_column="Avisos", default=list)
    warning_count = models.IntegerField(db_column="NumeroDeAvisos", default=0)
    digest = models.CharField(db_column="Huella", max_length=32)
    imported = models.DateTimeField(db_column="Importado")

    class Meta:
        db_table = "sii_f29"
        default_permissions = ()
        verbose_name = "F29 return"
        constraints = (
            models.UniqueConstraint(fields=("company", "folio", "period"), name="sii_f29_once"),
        )
        indexes = (models.Index(fields=("company", "period"), name="sii_f29_of_month"),)

    def __str__(self) -> str:
        return f"{self.company_rut} {self.period:%Y-%m}: {self.folio}"


class FilingCode(models.Model):
    """One code of a return and its value: whole pesos, but for code 115, a percentage."""

    id = models.BigAutoField(primary_key=True)
    filing = models.ForeignKey(Filing, models.CASCADE, db_column="F29Id", related_name="codes")
    company_rut = models.CharField(db_column="RUTEmpresa", max_length=10)
    period = models.DateField(db_column="Periodo")
    folio = models.BigIntegerField(db_column="Folio")
    code = models.IntegerField(db_column="Codigo")
    value = models.DecimalField(db_column="Valor", max_digits=18, decimal_places=4)

    class Meta:
        db_table = "sii_f29_codigos"
        default_permissions = ()
        verbose_name = "code of an F29 return"
        constraints = (
            models.UniqueConstraint(fields=("filing", "code"), name="sii_f29_code_once"),
        )
        indexes = (models.Index(fields=("code", "period"), name="sii_f29_code_by_month"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
