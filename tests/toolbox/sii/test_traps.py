"""What the SII's files and the programs that save them again are known to do to a row."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.toolbox.sii.any_rows import COMPANY, SEPTEMBER, SUPPLIER, fee, filing, purchase
from toolbox.sii.calc.books import Direction, FeeState, FileKind, FilingState
from toolbox.sii.calc.days import ZONE
from toolbox.sii.calc.rows import OtherTax, RowFault
from toolbox.sii.reading import FileFault, read
from toolbox.sii.reading.layouts import DETAILS
from toolbox.sii.samples.fee_reports import write_fees
from toolbox.sii.samples.layouts import write_detail
from toolbox.sii.samples.returns import write_codes, write_filing

OTHER = "96874030-K"
HEADINGS = DETAILS[FileKind.PURCHASES_REGISTERED].headings
USUAL = {
    "Nro": "1",
    "Tipo Doc": "33",
    "Tipo Compra": "Del Giro",
    "RUT Proveedor": SUPPLIER,
    "Razon Social": "Proveedor",
    "Folio": "100",
    "Fecha Docto": "03/09/2026",
    "Fecha Recepcion": "04/09/2026 10:01:02",
    "Monto Exento": "0",
    "Monto Neto": "100000",
    "Monto IVA Recuperable": "19000",
    "Monto Total": "119000",
}


def line(**cells: str) -> str:
    """A row of purchases, as usual but for the columns that are given, blanks as underscores."""
    given = USUAL | {name.replace("_", " "): text for name, text in cells.items()}
    return ";".join(given.get(heading, "") for heading in HEADINGS)


def file(*lines: str, heading: str = ";".join(HEADINGS)) -> bytes:
    return "\n".join([heading, *lines, ""]).encode()


def outcome(content: bytes, name: str = "x.csv") -> tuple[list[Any], list[RowFault]]:
    reading = read(content, name)
    return list(reading.rows), list(reading.faults)


def fault(**cells: str) -> RowFault:
    rows, faults = outcome(file(line(**cells)))
    assert rows == []
    (only,) = faults
    assert only.line == 2
    return only


@pytest.mark.parametrize(
    ("written", "pesos"),
    [
        ("119000", 119_000),
        ("119.000", 119_000),
        ("$ 119.000", 119_000),
        ("$119.000", 119_000),
        ("119000,0", 119_000),
        ("119.000,00", 119_000),
        ("119000.0", 119_000),
        ("-119000", -119_000),
        ("-$ 119.000", -119_000),
        ("(119.000)", -119_000),
        (" 0119000 ", 119_000),
        ("$\u00a01.190.000", 1_190_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_however_it_was_saved(written: str, pesos: int) -> None:
    ((row,), faults) = outcome(file(line(Monto_Total=written)))
    assert (row.total, faults) == (pesos, [])


@pytest.mark.parametrize("written", ["", "-", "null", "NULL", "  "])
def test_an_amount_may_be_absent_but_not_the_total(written: str) -> None:
    ((row,), _) = outcome(file(line(Monto_Exento=written)))
    assert row.exempt == 0
    assert fault(Monto_Total=written).message == "This value is needed."


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("119,5", "An amount with a fraction: amounts are whole pesos."),
        ("1000.5", "An amount with a fraction: amounts are whole pesos."),
        ("119,000", "Not an amount in whole pesos."),
        ("1.19.000", "Not an amount in whole pesos."),
        ("1,19E+08", "Not an amount in whole pesos."),
        ("119_000", "Not an amount in whole pesos."),
        ("١١٩", "Not an amount in whole pesos."),
        ("#REF!", "Not an amount in whole pesos."),
        ("9" * 15, "The amount is too large to be one."),
        ("9" * 30, "The amount is too large to be one."),
    ],
)
def test_what_may_mean_another_amount_is_refused(written: str, message: str) -> None:
    assert fault(Monto_Neto=written) == RowFault(2, "Monto Neto", written, message)


@pytest.mark.parametrize(
    "written", ["03/09/2026", "3/9/2026", "03-09-2026", "2026-09-03", "2026-09-03 00:00:00"]
)
def test_a_day_is_read_as_in_chile_or_as_saved_again(written: str) -> None:
    ((row,), _) = outcome(file(line(Fecha_Docto=written)))
    assert row.issued == date(2026, 9, 3)


@pytest.mark.parametrize("written", ["09/31/2026", "03/09/26", "46268", "03/09/0026", "mañana"])
def test_what_is_no_day_is_refused(written: str) -> None:
    assert fault(Fecha_Docto=written).message == "Not a day: write DD/MM/YYYY."


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("04/09/2026 10:01:02", datetime(2026, 9, 4, 10, 1, 2, tzinfo=ZONE)),
        ("04-09-2026 10:01", datetime(2026, 9, 4, 10, 1, tzinfo=ZONE)),
        ("2026-09-04T10:01:02", datetime(2026, 9, 4, 10, 1, 2, tzinfo=ZONE)),
        ("04/09/2026", datetime(2026, 9, 4, tzinfo=ZONE)),
        ("null", None),
    ],
)
def test_a_moment_is_one_of_santiago(written: str, moment: datetime | None) -> None:
    ((row,), _) = outcome(file(line(Fecha_Recepcion=written)))
    assert row.received == moment


@pytest.mark.parametrize(
    ("column", "written", "message"),
    [
        ("RUT_Proveedor", "12345678-9", "Not a RUT: its form or its check digit is wrong."),
        ("RUT_Proveedor", "ACME", "Not a RUT: its form or its check digit is wrong."),
        ("Tipo_Doc", "999", "No type of document that the register knows."),
        ("Tipo_Doc", "801", "No type of document that the register knows."),
        ("Tipo_Doc", "52", "Dispatch guides (52) are no documents of the register."),
        ("Tipo_Doc", "factura", "Not a whole number."),
        ("Tipo_Doc", "", "This value is needed."),
        ("Folio", "0", "Not a folio: a whole number from 1 to 10,000,000,000."),
        ("Folio", "10000000001", "Not a folio: a whole number from 1 to 10,000,000,000."),
        ("Folio", "-5", "Not a folio: a whole number from 1 to 10,000,000,000."),
        ("Folio", "", "This value is needed."),
        ("Fecha_Recepcion", "ayer", "Not a moment: write DD/MM/YYYY HH:MM:SS."),
        ("Fecha_Recepcion", "04/09/2026 25:00:00", "Not a moment: write DD/MM/YYYY HH:MM:SS."),
        ("Razon_Social", "x" * 256, "A text of more than {most} letters."),
    ],
)
def test_nonsense_in_a_cell_is_told_with_its_column(
    column: str, written: str, message: str
) -> None:
    found = fault(**{column: written})
    assert found.column == column.replace("_", " ")
    assert (found.value, found.message) == (written[:100], message)


def test_every_fault_of_a_row_is_told_and_the_others_are_read() -> None:
    bad = line(Folio="0", Monto_Neto="x", Monto_Total="y")
    rows, faults = outcome(file(line(), bad, line(Nro="3", Folio="102")))
    assert [row.folio for row in rows] == [100, 102]
    assert [(one.line, one.column) for one in faults] == [
        (3, "Folio"),
        (3, "Monto Neto"),
        (3, "Monto Total"),
    ]


def test_a_supplier_may_be_absent() -> None:
    for written in ("-", "", "null"):
        ((row,), _) = outcome(file(line(RUT_Proveedor=written)))
        assert row.rut == ""


def test_further_taxes_stand_in_rows_of_their_own() -> None:
    more = {
        "Nro": "",
        "Fecha_Recepcion": "",
        "Monto_Exento": "",
        "Monto_Neto": "",
        "Monto_IVA_Recuperable": "",
        "Monto_Total": "",
    }
    content = file(
        line(Codigo_Otro_Impuesto="27", Valor_Otro_Impuesto="1000", Tasa_Otro_Impuesto="10"),
        line(**more, Codigo_Otro_Impuesto="24", Valor_Otro_Impuesto="$ 2.000"),
        line(**more, Codigo_Otro_Impuesto="271", Tasa_Otro_Impuesto="20,5"),
        line(Nro="2", Folio="101"),
        line(**more, Folio="555", Codigo_Otro_Impuesto="15"),
    )
    (first, second), faults = outcome(content)
    assert first.other_taxes == (
        OtherTax(27, 1_000, Decimal(10)),
        OtherTax(24, 2_000, None),
        OtherTax(271, None, Decimal("20.5")),
    )
    assert (second.folio, second.other_taxes) == (101, ())
    assert [(one.line, one.message) for one in faults] == [
        (6, "A row of a further tax that belongs to no document.")
    ]


def test_three_suppliers_with_the_same_type_and_folio_are_three_documents() -> None:
    ruts = ["12345678-5", "76086428-5", "96874030-K"]
    rows, faults = outcome(file(*(line(RUT_Proveedor=rut) for rut in ruts)))
    assert ([row.rut for row in rows], faults) == (ruts, [])


def test_an_invoice_and_a_credit_note_with_the_same_number_are_two_documents() -> None:
    rows, faults = outcome(file(line(), line(Tipo_Doc="61")))
    assert ([row.type_code for row in rows], faults) == ([33, 61], [])


def test_of_a_document_that_is_there_twice_the_first_counts_and_both_lines_are_told() -> None:
    rows, (told,) = outcome(file(line(), line(Nro="2", Monto_Total="1")))
    assert [row.total for row in rows] == [119_000]
    assert (told.line, told.column, told.fields) == (3, "Folio", {"first": "2"})


@pytest.mark.parametrize("footer", ["", ";;;;", ";" * 26, "Total;;;;119000", ";;TOTALES;;;1"])
def test_blank_rows_and_lines_of_totals_are_no_documents(footer: str) -> None:
    rows, faults = outcome(file(line(), footer))
    assert (len(rows), faults) == (1, [])


def test_a_row_that_breaks_off_is_told_and_one_without_its_last_empty_cells_is_read() -> None:
    whole = line()
    before_total = ";".join(whole.split(";")[:14])
    in_total = before_total + ";119"
    after_total = ";".join(whole.split(";")[:16])
    rows, faults = outcome(file(after_total, before_total, in_total))
    assert len(rows) == 1
    assert [(one.line, one.fields) for one in faults] == [
        (3, {"found": "14", "expected": "27"}),
        (4, {"found": "15", "expected": "27"}),
    ]


def test_quotation_marks_that_do_not_match_swallow_no_rows() -> None:
    names = ['"ACME" SpA', 'ACME "SUR', '"']
    given = [line(Razon_Social=name, Folio=str(at)) for at, name in enumerate(names, 1)]
    rows, faults = outcome(file(*given))
    assert ([row.name for row in rows], faults) == (names, [])


def test_headings_differ_in_case_accents_order_and_delimiter() -> None:
    cells = [*zip(HEADINGS, line().split(";"), strict=True)]
    spelt = {"Razon Social": "RAZÓN  SOCIAL", "Codigo IVA No Rec.": "código iva no rec"}
    heading = ",".join(spelt.get(name, f" {name} ") for name, _ in reversed(cells))
    content = file(",".join(cell for _, cell in reversed(cells)), heading=heading)
    ((row,), faults) = outcome(content)
    assert (row.name, row.folio, row.total, faults) == ("Proveedor", 100, 119_000, [])


def test_the_row_is_kept_as_it_came_with_columns_that_nobody_knows() -> None:
    content = file(line() + ";algo", heading=";".join([*HEADINGS, "Columna Nueva"]))
    ((row,), _) = outcome(content)
    assert row.raw == USUAL | {"Columna Nueva": "algo"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"PK\x03\x04rest", "The file is an Excel workbook."),
        (b"\xd0\xcf\x11\xe0rest", "The file is an Excel workbook."),
        (b"%PDF-1.7", "The file is a PDF"),
        ("Nro;Tipo Doc".encode("utf-16"), "The file is written in UTF-16."),
        ("Nro;Tipo Doc".encode("utf-16-le"), "The file is no text"),
        (b"Nro;\x81\x8d\n", "written neither in UTF-8 nor"),
        ("Nro;Año;Ñ".encode()[:-1], "breaks off in the middle of a letter"),
        (b"hola;mundo\n1;2\n", "none that is known here"),
        (b"<html><body>Ingrese su clave</body></html>", "not the monthly report"),
        (b'{"a": 1}', "no F29"),
        (b'{"codes": {"91": 1}, "codes": {}}', "names twice: codes"),
        (b'{"codes": NaN}', "cannot be read as such"),
        (b"[" * 100_000, "cannot be read as such"),
        (file(heading=";".join([*HEADINGS[:-1], "Folio"])), "lacks columns that are needed"),
        (file(heading=";".join([*HEADINGS, "FOLIO"])), "columns twice: Folio"),
        (file(heading="Nro;Tipo Doc;Folio;RUT Proveedor"), "Razon Social, Fecha Docto"),
    ],
)
def test_a_file_of_no_use_is_refused_in_words(content: bytes, message: str) -> None:
    with pytest.raises(FileFault, match=message):
        read(content, "x.csv")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("RCV_COMPRA_REGISTRO_76086428-9_202609.csv", "check digit is wrong: 76086428-9"),
        ("RCV_COMPRA_NO_INCLUIR_76086428-5_202609.csv", "compra-no-incluir.*compra-registro"),
        ("RCV_VENTA_76086428-5_202609.csv", "“venta”"),
    ],
)
def test_a_name_that_contradicts_is_refused(name: str, message: str) -> None:
    with pytest.raises(FileFault, match=message):
        read(file(line()), name)


@pytest.mark.parametrize(
    ("name", "rut", "period", "only_type"),
    [
        ("RCV_COMPRA_REGISTRO_76086428-5_202609.csv", COMPANY, SEPTEMBER, None),
        ("RCV_COMPRA_REGISTRO_76086428-5_202609_33.csv", COMPANY, SEPTEMBER, 33),
        ("2026/RCV_COMPRA_REGISTRO_76086428-5_202609 (1).csv", COMPANY, SEPTEMBER, None),
        ("rcv_compra_registro_76.086.428-5_2026-09.CSV", COMPANY, SEPTEMBER, None),
        ("compras septiembre.csv", None, None, None),
    ],
)
def test_the_name_tells_whose_and_when(
    name: str, rut: str | None, period: date | None, only_type: int | None
) -> None:
    reading = read(file(line()), name)
    assert (reading.rut, reading.period, reading.only_type) == (rut, period, only_type)


def test_what_is_known_from_elsewhere_outranks_the_name() -> None:
    wrong = "RCV_COMPRA_REGISTRO_76086428-9_202610.csv"
    reading = read(file(line()), wrong, rut=COMPANY, period=SEPTEMBER)
    assert (reading.rut, reading.period) == (COMPANY, SEPTEMBER)


def report(*receipts: Any, **changes: str) -> bytes:
    content = write_fees(
        receipts, direction=Direction.RECEIVED, rut=COMPANY, period=SEPTEMBER
    ).decode("iso-8859-1")
    for old, new in changes.items():
        content = content.replace(old, new)
    return content.encode("iso-8859-1")


@pytest.mark.parametrize(
    ("word", "state"), [("VIGENTE", FeeState.VALID), ("ANU", FeeState.CANCELLED)]
)
def test_the_state_of_a_receipt_is_known_by_its_word(word: str, state: FeeState) -> None:
    ((row,), faults) = outcome(report(fee(), VIGENTE=word), "x.xls")
    assert (row.state, faults) == (state, [])


@pytest.mark.parametrize("word", ["OBSERVADA", ""])
def test_a_receipt_in_an_unknown_state_is_told(word: str) -> None:
    rows, (told,) = outcome(report(fee(), VIGENTE=word), "x.xls")
    assert rows == []
    assert (told.column, told.message) == ("Estado", "Not one of {known}.")
    assert told.fields == {"known": "VIGENTE, ANULADA"}


def test_two_issuers_may_have_the_same_folio_but_one_may_not() -> None:
    rows, faults = outcome(report(fee(), fee(rut=OTHER), fee(gross=1)), "x.xls")
    assert [row.rut for row in rows] == [SUPPLIER, OTHER]
    assert [one.message for one in faults] == [
        "The same receipt is on line {first} already; that one counts."
    ]


def test_a_report_that_is_cut_off_is_told() -> None:
    content = report(fee(), fee(folio=8))
    cut = content[: content.index(b"<tr><td colspan=7>")]
    rows, faults = outcome(cut, "x.xls")
    assert len(rows) == 2
    assert [one.message for one in faults] == [
        "The report has no line of totals at its end: it may be cut off."
    ]


def test_a_report_whose_side_cannot_be_told_is_refused() -> None:
    with pytest.raises(FileFault, match="received or issued"):
        read(report(fee(), Emisor="Persona"), "x.xls")


def test_the_name_and_the_report_have_to_agree() -> None:
    with pytest.raises(FileFault, match="says RUT 12345678-5, its content 76086428-5"):
        read(report(fee()), "honorarios_12345678-5.xls")
    with pytest.raises(FileFault, match="says 2026-10, its content 2026-09"):
        read(report(fee()), "honorarios_202610.xls")


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({'"Vigente"': '"Presentado"'}, "status", "Not one of {known}."),
        ({'"folio": "8123456789"': '"folio": null'}, "folio", "This value is needed."),
        ({COMPANY: "76086428-9"}, "rut", "Not a RUT: its form or its check digit is wrong."),
        ({'"2026-09"': '"2026-13"'}, "period", "Not a month: write YYYY-MM."),
        ({"190000": "190000.5"}, "538", "An amount with a fraction: amounts are whole pesos."),
        ({"190000": '"mucho"'}, "538", "Not an amount in whole pesos."),
        ({"190000": "true"}, "538", "Not an amount in whole pesos."),
        ({"0.25": "12345"}, "115", "Not a rate in percent."),
        ({'"538"': '"codigo"'}, "codes", "Not a code of the F29."),
        ({'"537"': '"0538"'}, "0538", "The code is there twice, with different values."),
        ({'"kind"': '"clase"'}, "clase", "A return has no value of this name."),
    ],
)
def test_what_is_wrong_in_a_return_is_told(
    changes: dict[str, str], column: str, message: str
) -> None:
    content = write_filing(filing()).decode()
    for old, new in changes.items():
        assert old in content
        content = content.replace(old, new)
    rows, (told,) = outcome(content.encode(), "x.json")
    assert rows == []
    assert (told.line, told.column, told.message) == (1, column, message)


def test_a_return_in_codes_may_have_its_head_among_them() -> None:
    content = b"Codigo;Glosa;Valor\n03;RUT;76.086.428-5\n15;PERIODO;202609\n07;FOLIO;812\n"
    content += b"315;FECHA;20/10/2026\n091;TOTAL;$ 40.000\n01;NOMBRE;ACME\n115;TASA;0,25\n"
    ((row,), faults) = outcome(content)
    assert faults == []
    assert (row.rut, row.period, row.folio) == (COMPANY, SEPTEMBER, 812)
    assert (row.filed, row.state) == (date(2026, 10, 20), FilingState.VALID)
    assert row.codes == {91: Decimal(40_000), 115: Decimal("0.25")}


def test_a_return_that_does_not_say_whose_it_is_may_say_so_by_its_name() -> None:
    content = write_codes(filing()).replace(b"rut;76086428-5\n", b"").replace(b"2026-09", b"")
    ((row,), _) = outcome(content, f"F29_{COMPANY}_202609.csv")
    assert (row.rut, row.period) == (COMPANY, SEPTEMBER)


def test_a_file_without_documents_is_one_without_faults() -> None:
    for kind in DETAILS:
        assert outcome(write_detail(kind, [])) == ([], [])
    assert outcome(write_detail(FileKind.PURCHASES_REGISTERED, [purchase()]))[1] == []
