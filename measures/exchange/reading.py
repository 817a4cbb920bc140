"""An uploaded file of whatever format as entries with the places of their cells; nothing is looked up yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: row of a sheet as a spreadsheet counts, or position in a JSON list, from 1."""

    row: int
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.letters:
            return _("Item %(row)d") % {"row": self.row}
        if not self.sheet:
            return _("Row %(row)d") % {"row": self.row}
        return _("Sheet “%(sheet)s”, row %(row)d") % {"sheet": self.sheet, "row": self.row}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what to do, and where."""

    reason: str
    place: Place | None = None
    column: str = ""

    @property
    def where(self) -> str:
        if self.place is None:
            return _("The whole file")
        if not self.column:
            return str(self.place)
        return _("%(place)s, %(column)s") % {"place": self.place, "column": self.column_name}

    @property
    def column_name(self) -> str:
        letter = self.place.letters.get(self.column, "") if self.place else ""
        if letter:
            return _("column %(letter)s (%(name)s)") % {"letter": letter, "name": self.column}
        return _("field %(name)s") % {"name": self.column}


@dataclass(slots=True)
class Entry:
    """One object of the file: its cells by field name, as they stand there."""

    kind: str
    place: Place
    cells: dict[str, Any]


@dataclass(slots=True)
class Reading:
    """The entries of a file, what was left aside, and what is wrong already.

    `whole` names the measures whose passages the file lists in full: others they have are to go.
    """

    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
