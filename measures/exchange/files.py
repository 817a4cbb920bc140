"""From the bytes of an upload to entries: which format it is, and what its rows or objects hold."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.exchange.columns import COLUMNS, COMPUTED, JSON_ONLY, column_of, letter
from measures.exchange.objects import read_objects
from measures.exchange.reading import Entry, Fault, Place, Reading, Unreadable
from measures.exchange.tables import Table, book_tables, csv_table, decode

ENDINGS = ("csv", "tsv", "xlsx", "xls", "ods", "json")
_MEANT = frozenset(COLUMNS) - COMPUTED | frozenset(JSON_ONLY) - {"passages"}


def read(content: bytes, file_name: str) -> Reading:
    """The entries of a file. Raises Unreadable where it is not what its name says, or too large."""
    ending = PurePath(file_name).suffix.lower().lstrip(".")
    if ending not in ENDINGS:
        raise Unreadable(
            _("Files ending in .%(ending)s cannot be imported. Use one of: %(endings)s.")
            % {"ending": ending, "endings": ", ".join(ENDINGS)}
        )
    if len(content) > settings.IMPORT_MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(limit)d MB. Split it.")
            % {"limit": settings.IMPORT_MAX_BYTES // 1_000_000}
        )
    if ending == "json":
        reading = read_objects(decode(content))
    else:
        reading = _from_tables(
            csv_table(content) if ending in ("csv", "tsv") else book_tables(content, ending)
        )
    if len(reading.entries) > settings.IMPORT_MAX_ROWS:
        raise Unreadable(
            _("The file has more than %(limit)d rows. Split it.") % {"limit": settings.IMPORT_MAX_ROWS}
        )
    if not reading.entries and not reading.faults:
        raise Unreadable(_("The file holds no rows. Is it the right one?"))
    return reading


def _from_tables(tables: Sequence[Table]) -> Reading:
    """The rows of the sheets that have a column “code”; the others are named and left aside."""
    reading = Reading()
    named = 0
    for sheet, rows in tables:
        head = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
        if head is None:
            continue
        columns = [column_of(cell) for cell in rows[head]]
        if "code" not in columns:
            if sheet:
                reading.notes.append(
                    _("Sheet “%(sheet)s” has no column “code” and is left aside.") % {"sheet": sheet}
                )
            continue
        named += 1
        _read_sheet(reading, sheet, columns, rows, head + 1)
    if not named:
        raise Unreadable(
            _(
                "No column is headed “code”. The first row must name the columns; "
                "“code” says which measure a row is about."
            )
        )
    return reading


def _read_sheet(reading: Reading, sheet: str, columns: list[str], rows: list[list[str]], first: int) -> None:
    letters = {name: letter(index) for index, name in reversed(list(enumerate(columns)))}
    _note_columns(reading, columns, Place(first, sheet, letters))
    meant = [(index, name) for index, name in enumerate(columns) if name in _MEANT]
    for number, row in enumerate(rows[first:], first + 1):
        if not any(cell.strip() for cell in row):
            continue
        place = Place(number, sheet, letters)
        if any(cell.strip() for cell in row[len(columns) :]):
            reading.faults.append(
                Fault(
                    _("The row has more cells than the header. Is a separator inside a cell without quotes?"),
                    place,
                )
            )
        cells = {name: row[index] if index < len(row) else "" for index, name in meant}
        reading.entries.append(Entry("measures.measure", place, cells))


def _note_columns(reading: Reading, columns: list[str], head: Place) -> None:
    for name, times in Counter(columns).items():
        if name and times > 1:
            reading.faults.append(
                Fault(_("Two columns are headed “%(name)s”. Keep one of them.") % {"name": name}, head, name)
            )
    unknown = [name for name in columns if name and name not in COLUMNS and name not in _MEANT]
    if unknown:
        reading.notes.append(
            ngettext(
                "This column is not known and is left aside: %(names)s.",
                "These columns are not known and are left aside: %(names)s.",
                len(unknown),
            )
            % {"names": ", ".join(unknown)}
        )
