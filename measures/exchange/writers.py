"""An export as a file: CSV and JSON line by line, XLSX through a temporary file in constant memory."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched
from typing import IO, Any

import xlsxwriter

from measures.exchange.columns import COLUMNS, DATES
from measures.exchange.export import Row, guarded

BOM = "\ufeff"
LINES = 100
_WIDTHS = {
    "code": 14,
    "title_en": 60,
    "title_zh_hans": 46,
    "document": 30,
    "sector": 24,
    "sectors": 30,
    "regions": 24,
}


class _Lines(list[str]):
    """What csv writes, kept until it is sent."""

    write = list.append


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese; lines end in CRLF."""
    lines = _Lines()
    writer = csv.writer(lines)
    lines.write(BOM)
    writer.writerow(COLUMNS)
    for some in batched(guarded(rows), LINES):
        writer.writerows(some)
        yield "".join(lines).encode()
        lines.clear()
    yield "".join(lines).encode()


def json_lines(objects: Iterable[tuple[Row, dict[str, Any]]]) -> Iterator[bytes]:
    """An array with one object a line: the columns, with null for blank days and numbers, and the extras."""
    before = "[\n"
    for row, extras in objects:
        item = dict(zip(COLUMNS, row, strict=True)) | extras
        yield (before + json.dumps(item, ensure_ascii=False, default=str)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def xlsx_file(rows: Iterable[Row]) -> IO[bytes]:
    """A workbook at its beginning, to be closed by whoever sends it. Text is text, days are days."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # outlives this function
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Measures")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 1)
        for index, name in enumerate(COLUMNS):
            sheet.set_column(index, index, _WIDTHS.get(name, 12 if name in DATES else 16))
            sheet.write_string(0, index, name, bold)
        number = 0
        for number, row in enumerate(guarded(rows), 1):
            _write(sheet, number, row, day)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
    file.seek(0)
    return file


def _write(sheet: Any, number: int, row: list[Any], day: Any) -> None:
    for index, value in enumerate(row):
        if isinstance(value, str):
            if value:
                sheet.write_string(number, index, value)
        elif isinstance(value, date):
            sheet.write_datetime(number, index, value, day)
        elif value is not None:
            sheet.write_number(number, index, value)
