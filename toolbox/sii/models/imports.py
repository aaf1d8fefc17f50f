"""What was read of which file, and how each book of each month stands."""

from django.db import models

from toolbox.sii.models.company import Company, OfCompany


class BookMonth(OfCompany):
    """One book of a company in one month: how far it is read. Who writes the book holds this row.

    `state` is what operators see: imported, or partial where a file or a row could not be used.
    `files` is the digest of the files that it was last made of: the same ones need not be read
    again. It is empty where they are to be, whatever they are.
    """

    class State(models.TextChoices):
        """How a month stands."""

        IMPORTED = "importado"
        PARTIAL = "parcial"
        ABSENT = "ausente"

    id = models.BigAutoField(primary_key=True)
    book = models.CharField(db_column="Libro", max_length=10)
    period = models.DateField(db_column="Periodo")
    state = models.CharField(db_column="Estado", max_length=10)
    rows = models.IntegerField(db_column="Filas", default=0)
    faults = models.IntegerField(db_column="Errores", default=0)
    warnings = models.IntegerField(db_column="Avisos", default=0)
    files = models.CharField(db_column="HuellaArchivos", max_length=64, blank=True, default="")
    imported = models.DateTimeField(db_column="Importado", null=True)

    class Meta:
        db_table = "sii_periodos"
        default_permissions = ()
        verbose_name = "month of a book"
        constraints = (
            models.UniqueConstraint(fields=("company", "book", "period"), name="sii_month_once"),
        )
        indexes = (models.Index(fields=("period",), name="sii_month_by_month"),)

    def __str__(self) -> str:
        return f"{self.company_rut} {self.book} {self.period:%Y-%m}: {self.state}"


class ImportFile(models.Model):
    """One file that a run took up, under the digest of its content."""

    class State(models.TextChoices):
        """What became of it."""

        READ = "leido"
        PARTIAL = "parcial"
        REFUSED = "rechazado"

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, models.CASCADE, db_column="EmpresaId", related_name="+")
    company_rut = models.CharField(db_column="RUTEmpresa", max_length=10)
    run = models.UUIDField(db_column="Ejecucion")
    name = models.CharField(db_column="Archivo", max_length=255)
    kind = models.CharField(db_column="Tipo", max_length=20, blank=True)
    book = models.CharField(db_column="Libro", max_length=10)
    period = models.DateField(db_column="Periodo", null=True)
    size = models.BigIntegerField(db_column="Bytes")
    digest = models.CharField(db_column="SHA256", max_length=64)
    reader = models.IntegerField(db_column="VersionLector")
    state = models.CharField(db_column="Estado", max_length=10)
    rows = models.IntegerField(db_column="Filas", default=0)
    faults = models.IntegerField(db_column="Errores", default=0)
    message = models.TextField(db_column="Mensaje", blank=True)
    imported = models.DateTimeField(db_column="Importado")

    class Meta:
        db_table = "sii_archivos"
        default_permissions = ()
        verbose_name = "imported file"
        indexes = (
            models.Index(fields=("company", "book", "period"), name="sii_file_of_month"),
            models.Index(fields=("run",), name="sii_file_of_run"),
        )

    def __str__(self) -> str:
        return self.name


class RowError(models.Model):
    """One row of a file that could not be used, and why: a literal sentence and its fields."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(
        ImportFile, models.CASCADE, db_column="ArchivoId", related_name="row_errors"
    )
    company_rut = models.CharField(db_column="RUTEmpresa", max_length=10)
    run = models.UUIDField(db_column="Ejecucion")
    name = models.CharField(db_column="Archivo", max_length=255)
    line = models.IntegerField(db_column="Linea")
    column = models.CharField(db_column="Columna", max_length=60, blank=True)
    value = models.CharField(db_column="Valor", max_length=255, blank=True)
    message = models.CharField(db_column="Mensaje", max_length=500)

    class Meta:
        db_table = "sii_errores_de_fila"
        default_permissions = ()
        verbose_name = "row that could not be used"
        indexes = (models.Index(fields=("run",), name="sii_error_of_run"),)

    def __str__(self) -> str:
        return f"{self.name}:{self.line}"
