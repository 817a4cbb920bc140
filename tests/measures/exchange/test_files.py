"""Uploads in every format, and what is refused whole."""

import io
import json
import zipfile
from typing import Any

import pytest

from measures.exchange.files import read
from measures.exchange.reading import Unreadable
from tests.measures.exchange.sheets import book

TEXT = "code,title_zh_hans\nQD-1,青岛港\n"


def cells(content: bytes, name: str) -> list[dict[str, Any]]:
    return [entry.cells for entry in read(content, name).entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding: str, delimiter: str) -> None:
    content = TEXT.replace(",", delimiter).encode(encoding)
    assert cells(content, "x.csv") == [{"code": "QD-1", "title_zh_hans": "青岛港"}]


def test_csv_cells_keep_their_line_breaks_and_quotes() -> None:
    assert cells(b'code,title_en\r\nQD-1,"a ""b""\r\nc, d"\r\n\r\n', "x.csv") == [
        {"code": "QD-1", "title_en": 'a "b"\r\nc, d'}
    ]


def test_chinese_headings_are_understood() -> None:
    assert cells("编号,牵头单位\nQD-1,a\n".encode("gb18030"), "x.csv") == [
        {"code": "QD-1", "lead_department": "a"}
    ]


def test_workbook_numbers_days_and_other_sheets() -> None:
    reading = read(book([["code", "title_en", "due_on"], [7, 2.5, "2025-12-31"]]), "X.XLSX")
    assert [entry.cells for entry in reading.entries] == [
        {"code": "7", "title_en": "2.5", "due_on": "2025-12-31"}
    ]


def test_sheets_without_codes_are_left_aside() -> None:
    with pytest.raises(Unreadable, match="No column is headed “code”"):
        read(book([["name"], ["x"]]), "x.xlsx")


def ods(xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", xml)
    return out.getvalue()


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="S"><table:table-row{rows}>{cells}</table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_opendocument_is_read() -> None:
    xml = ODS.format(rows="", cells=cell("code")).replace(
        "</table:table>", f"<table:table-row>{cell('QD-1')}</table:table-row></table:table>"
    )
    assert cells(ods(xml), "x.ods") == [{"code": "QD-1"}]


@pytest.mark.parametrize("name", ["bomb.ods", "bomb.xlsx"])
def test_workbook_that_stands_for_billions_of_cells_is_refused(name: str) -> None:
    if name.endswith("ods"):
        many = cell("x" * 100, ' table:number-columns-repeated="16384"')
        content = ods(ODS.format(rows=' table:number-rows-repeated="1048576"', cells=many))
    else:
        content = far_cell()
    with pytest.raises(Unreadable, match="damaged or far too large"):
        read(content, name)


def far_cell() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(book([["code"], ["QD-1"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far).replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
            target.writestr(part.filename, data)
    return out.getvalue()


def test_workbook_that_repeats_one_long_text_is_refused() -> None:
    """A few kilobytes of file that would take hundreds of megabytes of this process."""
    with pytest.raises(Unreadable, match="damaged or far too large"):
        read(book([["code"], *[["x" * 30_000]] * 4_000]), "x.xlsx")


def test_zip_bomb_is_refused_by_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.exchange.tables.UNPACKED_LIMIT", 100)
    with pytest.raises(Unreadable, match="Unpacked"):
        read(book([["code"], ["QD-1"]]), "x.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.exe", b"MZ", "cannot be imported"),
        ("x", b"code\nQD-1", "cannot be imported"),
        ("x.xlsx", TEXT.encode(), "no xlsx workbook"),
        ("x.xlsx", b"PK\x03\x04broken", "no xlsx workbook"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0rest", "password"),
        ("x.xls", b"\xd0\xcf\x11\xe0rest", "damaged"),
        ("x.ods", book([["code"]]), "no ods workbook"),
        ("x.csv", book([["code"]]), "no text file"),
        ("x.csv", b"code\0\n", "encoding"),
        ("x.csv", b"code\n\xff\xff\xff", "encoding"),
        ("x.csv", b"", "No column is headed"),
        ("x.csv", b"code,title_en\n", "no rows"),
        ("x.csv", b'code,title_en\nQD-1,"open\n', "Row 2 cannot be read"),
        ("x.csv", b'code,title_en\nQD-1,"a"b\n', "Row 2 cannot be read"),
        ("x.json", b"{", "no valid JSON"),
        ("x.json", b"[NaN]", "no valid JSON"),
        ("x.json", b"[" * 100_000, "no valid JSON"),
        ("x.json", b"{}", "must hold a list"),
        ("x.json", b"[]", "no rows"),
    ],
)
def test_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        read(content, name)


def test_limits_are_the_settings(settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 2
    rows = [{"code": f"QD-{number}"} for number in range(3)]
    with pytest.raises(Unreadable, match="more than 2 rows"):
        read(json.dumps(rows).encode(), "x.json")
    settings.IMPORT_MAX_BYTES = 3
    with pytest.raises(Unreadable, match="larger than"):
        read(TEXT.encode(), "x.csv")
