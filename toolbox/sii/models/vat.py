"""What the books of a month say of VAT and withholdings, beside what the return says."""

from functools import partial

from django.db import models

from toolbox.sii.models.company import OfCompany

Pesos = partial(models.BigIntegerField, null=True)


class VatMonth(OfCompany):
    """One month of a company: what was registered, what was filed, and until when it had to be.

    Amounts of a book that is not imported are null, and so are those of the return in force where
    there is none; `filed` is when the first return of the month was. Credits are compared without
    the one that was carried from the month before. A difference is the return's amount less the
    register's. `standing` is that of the day on which the row was reckoned last.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.DateField(db_column="Periodo")
    debits = Pesos(db_column="DebitoRegistro")
    credits = Pesos(db_column="CreditoRegistro")
    withheld = Pesos(db_column="RetencionRegistro")
    folio = models.BigIntegerField(db_column="FolioF29", null=True)
    filed_debits = Pesos(db_column="DebitoF29")
    filed_credits = Pesos(db_column="CreditoF29")
    carried_before = Pesos(db_column="RemanenteAnterior")
    filed_vat_due = Pesos(db_column="IVADeterminadoF29")
    filed_carried = Pesos(db_column="RemanenteF29")
    filed_withheld = Pesos(db_column="RetencionF29")
    filed_amount = Pesos(db_column="MontoAPagar")
    debits_apart = Pesos(db_column="DiferenciaDebito")
    credits_apart = Pesos(db_column="DiferenciaCredito")
    withheld_apart = Pesos(db_column="DiferenciaRetencion")
    due = models.DateField(db_column="Vencimiento")
    filed = models.DateField(db_column="FechaPresentacion", null=True)
    standing = models.CharField(db_column="Situacion", max_length=20)
    warnings = models.JSONField(db_column="Avisos", default=list)

    class Meta:
        db_table = "sii_iva"
        default_permissions = ()
        verbose_name = "month of VAT"
        constraints = (
            models.UniqueConstraint(fields=("company", "period"), name="sii_vat_month_once"),
        )
        indexes = (
            models.Index(fields=("period",), name="sii_vat_by_month"),
            models.Index(fields=("company_name",), name="sii_vat_by_company"),
            models.Index(fields=("standing",), name="sii_vat_by_standing"),
        )

    def __str__(self) -> str:
        return f"{self.company_rut} {self.period:%Y-%m}: {self.standing}"
