"""Reads an uploaded workbook in a process of its own: `python sheets.py < book`, JSON on standard output.

A workbook of a few kilobytes can stand for billions of cells. Whatever it does, it does it under this
process's limits of memory and time, and the site goes on. Imports nothing of the project.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time

import python_calamine

MEMORY = 2_000_000_000
SECONDS = 60
# Characters in all cells together: a text that stands in the file once may be in a million cells.
LENGTH = 100_000_000


def text(value: object) -> str:
    """What a person sees in the cell; days as 2025-12-31, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except python_calamine.PasswordError:
        sys.exit("password")
    sheets, length = [], 0
    for meta in book.sheets_metadata:
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
            cells = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            rows = [[text(cell) for cell in row] for row in cells]
            length += sum(len(cell) for row in rows for cell in row)
            if length > LENGTH:
                sys.exit("too long")
            sheets.append([meta.name, rows])
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    main()
