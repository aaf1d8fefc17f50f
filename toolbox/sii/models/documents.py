"""Purchases, sales, fee receipts and totals, one row each; amounts are whole pesos.

Columns are named as the SII's files name them, for whoever reads the tables with Power BI.
"""

from functools import partial

from django.db import models

from toolbox.sii.models.company import OfCompany

Text = partial(models.CharField, max_length=255, blank=True, default="")
Pesos = partial(models.BigIntegerField, default=0)
Moment = partial(models.DateTimeField, null=True)


class Entry(OfCompany):
    """One row of a book of a company in a month.

    `digest` tells whether the row changed, `gone` since when its file no longer lists it (it
    stays, and counts no more). Signed amounts are what totals add up: less than nothing for a
    credit note, nothing for what does not count.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.DateField(db_column="Periodo")
    digest = models.CharField(db_column="Huella", max_length=32)
    raw = models.JSONField(db_column="FilaOriginal", default=dict)
    imported = models.DateTimeField(db_column="Importado")
    gone = models.DateTimeField(db_column="Retirado", null=True)

    class Meta:
        abstract = True


class Document(Entry):
    """What purchases and sales share."""

    type_code = models.IntegerField(db_column="TipoDoc")
    folio = models.BigIntegerField(db_column="Folio")
    counterpart_rut = models.CharField(db_column="RUTContraparte", max_length=10)
    counterpart_name = Text(db_column="RazonSocial")
    issued = models.DateField(db_column="FechaDocto")
    received = Moment(db_column="FechaRecepcion")
    acknowledged = Moment(db_column="FechaAcuse")
    claimed = Moment(db_column="FechaReclamo")
    exempt = Pesos(db_column="MontoExento")
    net = Pesos(db_column="MontoNeto")
    vat = Pesos(db_column="MontoIVA")
    total = Pesos(db_column="MontoTotal")
    vat_not_withheld = Pesos(db_column="IVANoRetenido")
    other_taxes = models.JSONField(db_column="OtrosImpuestos", default=list)
    note_on_purchase_invoice = Text(db_column="NotaSobreFacturaDeCompra")
    signed_exempt = Pesos(db_column="ExentoConSigno")
    signed_net = Pesos(db_column="NetoConSigno")
    signed_vat = Pesos(db_column="IVAConSigno")
    signed_total = Pesos(db_column="TotalConSigno")
    warnings = models.JSONField(db_column="Avisos", default=list)

    class Meta(Entry.Meta):
        abstract = True


class Purchase(Document):
    """A purchase in the register; only those in the state REGISTRO count."""

    state = models.CharField(db_column="Estado", max_length=10)
    kind = Text(db_column="TipoCompra", max_length=40)
    vat_lost = Pesos(db_column="IVANoRecuperable")
    vat_lost_code = models.IntegerField(db_column="CodigoIVANoRec", null=True)
    fixed_asset_net = Pesos(db_column="MontoNetoActivoFijo")
    fixed_asset_vat = Pesos(db_column="IVAActivoFijo")
    common_vat = Pesos(db_column="IVAUsoComun")
    tax_without_credit = Pesos(db_column="ImpuestoSinDerechoACredito")
    tobacco = Pesos(db_column="Tabacos")

    class Meta:
        db_table = "sii_compras"
        default_permissions = ()
        verbose_name = "purchase"
        constraints = (
            models.UniqueConstraint(
                fields=("company", "type_code", "folio", "counterpart_rut"), name="sii_compra_once"
            ),
        )
        indexes = (
            models.Index(fields=("company", "period", "state"), name="sii_compra_of_month"),
            models.Index(fields=("period",), name="sii_compra_by_month"),
            models.Index(fields=("company_name",), name="sii_compra_by_company"),
            models.Index(fields=("type_code",), name="sii_compra_by_type"),
            models.Index(fields=("state",), name="sii_compra_by_state"),
            models.Index(fields=("counterpart_rut",), name="sii_compra_by_supplier"),
        )

    def __str__(self) -> str:
        return f"{self.type_code} {self.folio} {self.counterpart_rut}"


class Sale(Document):
    """A sale in the register."""

    kind = Text(db_column="TipoVenta", max_length=40)
    vat_withheld = Pesos(db_column="IVARetenidoTotal")
    vat_withheld_in_part = Pesos(db_column="IVARetenidoParcial")
    vat_own = Pesos(db_column="IVAPropio")
    vat_of_others = Pesos(db_column="IVATerceros")
    vat_late = Pesos(db_column="IVAFueraDePlazo")
    reference_type = models.IntegerField(db_column="TipoDocReferencia", default=0)
    reference_folio = Text(db_column="FolioReferencia")
    foreign_id = Text(db_column="IdReceptorExtranjero", max_length=60)
    branch = Text(db_column="CodigoSucursal", max_length=40)

    class Meta:
        db_table = "sii_ventas"
        default_permissions = ()
        verbose_name = "sale"
        constraints = (
            models.UniqueConstraint(
                fields=("company", "type_code", "folio", "counterpart_rut"), name="sii_venta_once"
            ),
        )
        indexes = (
            models.Index(fields=("company", "period"), name="sii_venta_of_month"),
            models.Index(fields=("period",), name="sii_venta_by_month"),
            models.Index(fields=("company_name",), name="sii_venta_by_company"),
            models.Index(fields=("type_code",), name="sii_venta_by_type"),
            models.Index(fields=("counterpart_rut",), name="sii_venta_by_customer"),
        )

    def __str__(self) -> str:
        return f"{self.type_code} {self.folio} {self.counterpart_rut}"


class FeeReceipt(Entry):
    """A fee receipt, received or issued; cancelled ones count for nothing."""

    direction = models.CharField(db_column="Sentido", max_length=10)
    issuer_rut = models.CharField(db_column="RUTEmisor", max_length=10)
    folio = models.BigIntegerField(db_column="Folio")
    issued = models.DateField(db_column="Fecha")
    state = models.CharField(db_column="Estado", max_length=10)
    cancelled = models.DateField(db_column="FechaAnulacion", null=True)
    counterpart_rut = models.CharField(db_column="RUTContraparte", max_length=10)
    counterpart_name = Text(db_column="Nombre")
    is_firm = models.BooleanField(db_column="SociedadProfesional", default=False)
    gross = Pesos(db_column="Bruto")
    withheld = Pesos(db_column="Retenido")
    paid = Pesos(db_column="Pagado")
    counted_gross = Pesos(db_column="BrutoVigente")
    counted_withheld = Pesos(db_column="RetenidoVigente")
    counted_paid = Pesos(db_column="PagadoVigente")
    warnings = models.JSONField(db_column="Avisos", default=list)

    class Meta:
        db_table = "sii_honorarios"
        default_permissions = ()
        verbose_name = "fee receipt"
        constraints = (
            models.UniqueConstraint(
                fields=("company", "direction", "issuer_rut", "folio"), name="sii_honorario_once"
            ),
        )
        indexes = (
            models.Index(fields=("company", "period"), name="sii_honorario_of_month"),
            models.Index(fields=("period",), name="sii_honorario_by_month"),
            models.Index(fields=("company_name",), name="sii_honorario_by_company"),
        )

    def __str__(self) -> str:
        return f"{self.issuer_rut} {self.folio}"


class Total(Entry):
    """What the register says of a type of document as a whole: in a month, or on one day."""

    book = models.CharField(db_column="Libro", max_length=10)
    type_code = models.IntegerField(db_column="TipoDoc")
    day = models.IntegerField(db_column="Dia", default=0)
    count = models.IntegerField(db_column="Documentos", default=0)
    exempt = Pesos(db_column="MontoExento")
    net = Pesos(db_column="MontoNeto")
    vat = Pesos(db_column="MontoIVA")
    common_vat = Pesos(db_column="IVAUsoComun")
    vat_lost = Pesos(db_column="IVANoRecuperable")
    total = Pesos(db_column="MontoTotal")
    signed_exempt = Pesos(db_column="ExentoConSigno")
    signed_net = Pesos(db_column="NetoConSigno")
    signed_vat = Pesos(db_column="IVAConSigno")
    signed_total = Pesos(db_column="TotalConSigno")
    is_detailed = models.BooleanField(db_column="ConDetalle", default=False)

    class Meta:
        db_table = "sii_totales"
        default_permissions = ()
        verbose_name = "total"
        constraints = (
            models.UniqueConstraint(
                fields=("company", "book", "period", "type_code", "day"), name="sii_total_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.book} {self.period:%Y-%m}: {self.type_code}"
