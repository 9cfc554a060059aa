"""Workbooks: typed cells at exact addresses; errors and uncalculated formulas told from blanks."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from creditctl.errors import DataRefused
from creditctl.findings import Severity
from creditctl.imports.readers import ReadOptions, notes, package, read
from creditctl.imports.table import CellError, Uncalculated


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(cells: dict[str, object]) -> bytes:
    book = openpyxl.Workbook()
    for address, value in cells.items():
        book.active[address] = value
    return saved(book)


def patched(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """The workbook with every match in one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                changed = re.sub(pattern, replacement, text.decode())
                assert changed != text.decode()
                text = changed.encode()
            new.writestr(name, text)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def one(data: bytes, **options):
    (table,) = read(data, "x.xlsx", ReadOptions(**options))
    return table


def refusal(data: bytes, **options):
    with pytest.raises(DataRefused) as caught:
        read(data, "x.xlsx", ReadOptions(**options))
    assert all(f.hint for f in caught.value.findings)
    return caught.value.findings[0]


def test_cells_keep_type_and_address():
    table = one(
        sheet_of(
            {
                "C4": "Nr",
                "D4": "Open",
                "C6": "00123",
                "D6": 12.5,
                "E6": 3.0,
                "F6": True,
                "G6": date(2026, 1, 31),
                "H6": datetime(2026, 1, 31, 12, 30),
                "I6": 12345678901234567,
                "J6": time(12, 30),
                "K6": timedelta(days=2, hours=3),
                "L6": " x ",
            }
        )
    )
    assert table.lines == [1, 2, 3, 4, 5, 6]
    assert table.records[0] == [None] * 12
    assert table.records[3] == [None, None, "Nr", "Open", *[None] * 8]
    assert table.records[4] == [None] * 12
    row = table.records[5]
    assert row[:8] == [
        None,
        None,
        "00123",
        12.5,
        3,
        True,
        date(2026, 1, 31),
        datetime(2026, 1, 31, 12, 30),
    ]
    assert (type(row[4]), type(row[5]), type(row[6])) == (int, bool, date)
    assert isinstance(row[8], float), "a number of 17 digits is not exact in a double"
    assert row[9:] == ["12:30:00", "2 days, 3:00:00", " x "]
    assert (table.encoding, table.delimiter, table.quoted, table.epoch_1904) == (
        "",
        "",
        False,
        False,
    )
    place = table.place(5, 3, "Open")
    assert (place.file, place.line, place.column, place.field) == (
        "x.xlsx",
        6,
        None,
        "Open Sheet!D6",
    )
    assert table.place(5, None) == type(place)("x.xlsx", 6)


def test_the_epoch_of_1904_is_honoured_and_told():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2026, 1, 31), 44591])
    table = one(saved(book))
    assert table.records == [[date(2026, 1, 31), 44591]]
    assert table.epoch_1904


def test_errors_and_formulas_without_a_value_are_no_blanks():
    data = sheet_of(
        {"A1": "Open", "A2": "#DIV/0!", "A3": "=B3-C3", "A4": None, "A5": 1, "B9": "=SUM(A1:A5)"}
    )
    table = one(data)
    column = [record[0] for record in table.records]
    assert column == [
        "Open",
        CellError("#DIV/0!"),
        Uncalculated("=B3-C3"),
        None,
        1,
        None,
        None,
        None,
        None,
    ]
    assert table.records[8][1] == Uncalculated("=SUM(A1:A5)")
    assert len(table.lines) == 9


def test_a_calculated_formula_is_its_value_even_when_that_is_empty_text():
    data = sheet_of({"A1": "x", "A2": "=1+1", "A3": '=""', "A4": "=B1"})
    data = patched(
        data,
        SHEET,
        r'<c r="A2"([^>]*)><f>1\+1</f><v ?/></c>',
        r'<c r="A2"\1><f>1+1</f><v>2</v></c>',
    )
    data = patched(
        data,
        SHEET,
        r'<c r="A3"([^>]*)><f>""</f><v ?/></c>',
        r'<c r="A3" t="str"><f>""</f><v></v></c>',
    )
    assert [r[0] for r in one(data).records] == ["x", 2, None, Uncalculated("=B1")]


def test_zeros_of_a_file_that_asks_to_be_calculated_are_no_values():
    """Libraries write 0 for each formula and leave the calculation to the spreadsheet program."""
    data = sheet_of({"A1": 5, "A2": "=A1", "A3": "=A1*2", "A4": 0})
    zeros = patched(data, SHEET, r"<v ?/>", "<v>0</v>")
    assert [r[0] for r in one(zeros).records] == [5, Uncalculated("=A1"), Uncalculated("=A1*2"), 0]
    mixed = patched(zeros, SHEET, r"A1\*2</f><v>0", "A1*2</f><v>10")
    assert [r[0] for r in one(mixed).records] == [5, 0, 10, 0]
    asked = patched(zeros, "xl/workbook.xml", r' fullCalcOnLoad="1"', "")
    assert [r[0] for r in one(asked).records] == [5, 0, 0, 0]


def test_shared_formulas_are_told_as_the_cell_has_them():
    data = sheet_of({"A1": 5, "B1": 1, "C1": "=A1-B1", "C2": "=0", "C3": "=0"})
    data = patched(data, SHEET, r"<f>A1-B1</f>", '<f t="shared" ref="C1:C3" si="0">A1-B1</f>')
    data = patched(data, SHEET, r"<f>0</f>", '<f t="shared" si="0"/>')
    formulas = [record[2] for record in one(data).records]
    assert formulas == [Uncalculated("=A1-B1"), Uncalculated("=A2-B2"), Uncalculated("=A3-B3")]


def test_a_prefix_in_the_sheet_hides_nothing():
    data = sheet_of({"A1": "Open", "A2": "=B2", "A3": "#N/A"})
    data = patched(data, SHEET, r"<(/?)([a-zA-Z])", r"<\1x:\2")
    data = patched(data, SHEET, r"xmlns=", "xmlns:x=")
    assert [r[0] for r in one(data).records] == ["Open", Uncalculated("=B2"), CellError("#N/A")]


def test_text_that_reads_like_an_error_is_one():
    book = openpyxl.Workbook()
    book.active.append(["Name", "# 12", "#1"])
    book.active.cell(2, 1, "#REF!").data_type = "s"
    assert one(saved(book)).records == [["Name", "# 12", "#1"], [CellError("#REF!"), None, None]]


def test_all_visible_sheets_with_content_come_in_order():
    book = openpyxl.Workbook()
    book.active.title = "Zo"
    book.active.append(["a"])
    book.create_sheet("Leeg")
    book.create_sheet("Errors")["B2"] = "#N/A"
    hidden = book.create_sheet("Geheim")
    hidden.append(["secret"])
    hidden.sheet_state = "veryHidden"
    book.create_chartsheet("Grafiek")
    data = saved(book)

    tables = read(data, "x.xlsx")
    assert [t.sheet for t in tables] == ["Zo", "Errors"]
    assert tables[1].records == [[None, None], [None, CellError("#N/A")]]
    (finding,) = tables[0].findings
    assert (finding.code, finding.severity) == ("CI108", Severity.INFO)
    assert "Geheim" in finding.message
    assert tables[1].findings == ()

    assert one(data, sheet="errors").sheet == "Errors"
    assert one(data, sheet="Geheim").records == [["secret"]]
    finding = refusal(data, sheet="Open")
    assert finding.code == "CI107"
    assert "Zo, Leeg, Errors, Geheim" in finding.hint
    assert refusal(data, sheet="Leeg").code == "CI102"


def test_a_workbook_whose_only_content_is_hidden_is_refused_with_the_sheets_name():
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Open")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    with pytest.raises(DataRefused) as caught:
        read(saved(book), "x.xlsx")
    assert [f.code for f in caught.value.findings] == ["CI102", "CI108"]


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_not_paid_with_memory():
    finding = refusal(sheet_of({"A1": "x", "XFD1048576": "y"}))
    assert finding.code == "CI106"
    assert "XFD1048576" in finding.message


def test_formatted_cells_without_content_do_not_count(monkeypatch):
    monkeypatch.setattr("creditctl.imports.readers.xlsx.CELL_LIMIT", 100)
    monkeypatch.setattr("creditctl.imports.readers.workbook.CELL_LIMIT", 100)
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["AB90"].number_format = "0.00"
    assert one(saved(book)).records == [["x"]]
    book.active["AB90"] = "y"
    assert refusal(saved(book)).code == "CI106"
    assert notes.CELL_LIMIT > 10_000_000, "a full sheet of an ordinary export fits"


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(package, "UNPACKED_LIMIT", 1000)
    assert refusal(sheet_of({"A1": "x"})).code == "CI106"


def test_entities_that_grow_out_of_proportion_are_refused():
    entities = '<!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">'
    for n in range(1, 10):
        entities += f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">'
    data = patched(sheet_of({"A1": "x"}), "xl/workbook.xml", r"^", entities + "]>")
    data = patched(data, "xl/workbook.xml", r'name="Sheet"', 'name="&a9;"')
    assert refusal(data).code == "CI105"


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"])
def test_damaged_parts_are_refused(part):
    data = patched(sheet_of({"A1": "x", "A2": "#N/A"}), part, r"(?s)^(.*).{30}$", r"\1")
    assert refusal(data).code == "CI105"


def test_a_file_that_was_cut_off_is_refused():
    data = sheet_of({"A1": "x"})
    assert {refusal(data[:n]).code for n in range(100, len(data), 997)} == {"CI105"}


ODS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def ods(rows: str, manifest: str = "<m/>") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in ODS.items())
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Open">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("content.xml", content)
        new.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def ods_text(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def ods_row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def test_ods_errors_are_no_amounts_and_stand_where_they_stand():
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="float" office:value="0" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    old_error = (
        '<table:table-cell table:formula="of:=[.A1]/0" office:value-type="float" office:value="0">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    uncalculated = '<table:table-cell table:formula="of:=[.A1]-[.B1]"/>'
    zero = (
        '<table:table-cell table:formula="of:=[.A1]" office:value-type="float" office:value="0">'
        "<office:annotation><text:p>#N/A</text:p></office:annotation><text:p>0</text:p></table:table-cell>"
    )
    blanks = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = (
        ods_row('<table:table-cell table:number-columns-repeated="5"/>', repeated=2)
        + f"<table:table-header-rows>{ods_row(ods_text('Nr'), '<table:covered-table-cell/>', ods_text('Open'))}"
        "</table:table-header-rows>"
        + ods_row(blanks, error, old_error)
        + ods_row(uncalculated, zero, repeated=2)
        + ods_row('<table:table-cell table:number-columns-repeated="16384"/>', repeated=1048570)
    )
    table = one(ods(rows))
    assert table.records == [
        [None, None, None, None],
        [None, None, None, None],
        ["Nr", None, "Open", None],
        [None, None, CellError("#N/A"), CellError("#DIV/0!")],
        [Uncalculated("=[.A1]-[.B1]"), 0, None, None],
        [Uncalculated("=[.A1]-[.B1]"), 0, None, None],
    ]


def test_an_encrypted_ods_is_refused():
    finding = refusal(ods(ods_row(ods_text("x")), manifest="<m><encryption-data/></m>"))
    assert finding.code == "CI104"


def test_far_off_cells_in_ods_are_refused():
    far = '<table:table-cell table:number-columns-repeated="16383"/>' + ods_text("z")
    rows = ods_row(ods_text("a")) + ods_row(repeated=1048574) + ods_row(far)
    assert refusal(ods(rows)).code == "CI105"
