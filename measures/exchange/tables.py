"""CSV files and workbooks as tables of text, after checking that they are what they say."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from measures.exchange.cells import unguard
from measures.exchange.columns import COLUMNS, column_of
from measures.exchange.reading import Unreadable

Table = tuple[str, list[list[str]]]
UNPACKED_LIMIT = 300_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PART = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
csv.field_size_limit(1_000_000)


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or GB18030. Raises Unreadable."""
    if content[:4] in (_ZIP, _OLE) or content[:5] == b"%PDF-":
        raise Unreadable(
            _("The name says text, but this is no text file. Give the file the ending of its format.")
        )
    known = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    for encoding in [known] if known else ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The text is in no encoding known here. Save the file as “CSV UTF-8”."))


def _delimiter(text: str) -> str:
    """Of comma, semicolon and tab the one under which the first line names the most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def named(delimiter: str) -> int:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(column_of(cell) in COLUMNS for cell in cells)

    return max(",;\t", key=named)


def csv_table(content: bytes) -> list[Table]:
    """The rows of a CSV file. Raises Unreadable, naming the row at which the quotes go wrong."""
    text = decode(content)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            rows.append([unguard(cell) for cell in row])
    except csv.Error as error:
        raise Unreadable(
            _(
                "Row %(row)d cannot be read (%(error)s): a quotation mark is not closed, "
                "or stands in the wrong place."
            )
            % {"row": len(rows) + 1, "error": error}
        ) from None
    return [("", rows)]


def book_tables(content: bytes, ending: str) -> list[Table]:
    """The sheets of an XLSX, XLS or ODS workbook. Raises Unreadable."""
    _check_book(content, ending)
    done = subprocess.run(  # noqa: S603  # this Python and a file of ours; the upload is only its input
        [sys.executable, "-I", str(Path(__file__).with_name("sheets.py"))],
        input=content,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        if done.stderr.strip() == b"password":
            raise Unreadable(_("The workbook is protected by a password. Save it without one."))
        raise Unreadable(
            _("The workbook is damaged or far too large. Open it, save it again, or save it as CSV.")
        )
    return [(name, list(_unguarded(rows))) for name, rows in json.loads(done.stdout)]


def _unguarded(rows: list[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        yield [unguard(cell) for cell in row]


def _check_book(content: bytes, ending: str) -> None:
    if ending == "xls" and content.startswith(_OLE):
        return
    if content.startswith(_OLE):
        raise Unreadable(_("The workbook is protected by a password, or is an .xls file under another name."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sizes = {part.filename: part.file_size for part in book.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        sizes = {}
    if _PART.get(ending) not in sizes:
        raise Unreadable(
            _("The content is no %(ending)s workbook. Give the file the ending of its format.")
            % {"ending": ending}
        )
    if sum(sizes.values()) > UNPACKED_LIMIT:
        raise Unreadable(
            _("Unpacked, the workbook is far too large. Delete empty formatted rows, or save it as CSV.")
        )
