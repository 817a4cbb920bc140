"""How a value stands in a cell: the guard against formulas, several values in one cell, and dates."""

import re
from collections.abc import Iterable
from datetime import date

JOIN = "; "

# What a spreadsheet may take for a formula, also after blanks or in full width; and the same already guarded.
_RISKY = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_RISKY_FIRST = frozenset("='+-@＝＋－＠")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)


def guard(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might run it.

    A text that looks guarded already gets one more, so that `unguard` gives every text back exactly.
    """
    if text and (text[0] in _RISKY_FIRST or text[0].isspace()) and _RISKY.match(text):
        return "'" + text
    return text


def unguard(cell: str) -> str:
    """The text that `guard` made this cell of; cells it never made stay as they are."""
    if cell.startswith("'") and _RISKY.match(cell, 1):
        return cell[1:]
    return cell


def join(values: Iterable[str]) -> str:
    return JOIN.join(values)


def split(cell: str) -> list[str]:
    """The values of a cell, each once, sorted; full-width semicolons and line breaks part them as well."""
    return sorted({part.strip() for part in re.split(r"[;；\n]", cell)} - {""})


def parse_date(text: str) -> date | None:
    """The day of 2025-12-31, 2025/12/31, 2025.12.31 or 2025年12月31日; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
