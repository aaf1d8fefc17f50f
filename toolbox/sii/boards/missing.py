"""The board of what is missing: how far each book of each company is read, month by month."""

from background.boards import Board, Filter, Grid, Look, Mark, Panel, Rows, Sum, Values
from background.results import Kind
from toolbox.sii.boards.words import BOOK_LABELS, COMPANY, FILE_LABELS, MONTH, MONTH_LABELS
from toolbox.sii.dataset import ARCHIVOS, ERRORES_DE_FILA, PERIODOS
from toolbox.sii.models import BookMonth, ImportFile

BOOKS = Rows("Books")
FILES = Rows("Files")
State = BookMonth.State
STATES = Grid(
    across="Periodo",
    state="Estado",
    marks=(
        Mark(State.ABSENT, MONTH_LABELS[State.ABSENT], Look.BAD),
        Mark(State.PARTIAL, MONTH_LABELS[State.PARTIAL], Look.WARN),
        Mark(State.IMPORTED, MONTH_LABELS[State.IMPORTED], Look.GOOD),
    ),
)

MISSING = Board(
    name="tax-missing",
    title="What is missing (SII)",
    description="Which books of which months are imported, which only in part, which not at all; "
    "files and rows that could not be used.",
    dataset=PERIODOS,
    filters=(COMPANY, MONTH, Filter("Libro", "Book"), Filter("Estado", "State")),
    panels=(
        Panel(
            "By company and month",
            (BOOKS,),
            Values("RUTEmpresa", "Company", top=100, named="Empresa"),
            grid=STATES,
        ),
        Panel(
            "By book and month",
            (BOOKS,),
            Values("Libro", "Book", labels=BOOK_LABELS),
            grid=STATES,
        ),
        Panel(
            "Books by state",
            (
                BOOKS,
                Sum("Filas", "Rows", kind=Kind.COUNT),
                Sum("Errores", "Rows left out", kind=Kind.COUNT),
                Sum("Avisos", "Warnings", kind=Kind.COUNT),
            ),
            Values("Estado", "State", labels=MONTH_LABELS),
        ),
        Panel(
            "Files by what became of them",
            (FILES, Sum("Errores", "Rows left out", kind=Kind.COUNT)),
            Values("Estado", "State", labels=FILE_LABELS),
            dataset=ARCHIVOS,
        ),
        Panel(
            "Files that could not be used",
            (FILES,),
            Values("Archivo", "File", top=15),
            where={"Estado": str(ImportFile.State.REFUSED)},
            dataset=ARCHIVOS,
        ),
        Panel(
            "Rows left out, by file",
            (Rows("Rows"),),
            Values("Archivo", "File", top=15),
            dataset=ERRORES_DE_FILA,
        ),
    ),
)
