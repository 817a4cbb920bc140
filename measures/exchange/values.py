"""A cell's text or a JSON value as the value a plan compares: text, number, truth, day as text, slugs."""

import difflib
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, IntegerField, Model
from django.utils.translation import gettext as _

from measures.exchange.cells import parse_date, split
from measures.exchange.kinds import field_of, is_several, target

Value = str | int | bool | list[str] | None


class Wrong(Exception):
    """The value cannot be taken; the message says what to write instead."""


def is_empty(raw: Any) -> bool:
    return raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())


def empty(model: type[Model], name: str, *, required: bool) -> Value:
    """What an emptied field holds. Raises Wrong where it must hold something."""
    field = field_of(model, name)
    if required:
        raise Wrong(_("This must not be empty."))
    if is_several(model, name):
        return []
    if field.null and not field.empty_strings_allowed:
        return None
    if target(model, name) and field.null:
        return None
    if field.empty_strings_allowed and not field.choices:
        return ""
    raise Wrong(_("This must not be empty: write a value, or leave the column out to keep what is there."))


def parse(model: type[Model], name: str, raw: Any) -> Value:
    """The value of a cell that is not empty. Raises Wrong."""
    field = field_of(model, name)
    if is_several(model, name):
        return _several(raw)
    if target(model, name):
        return _text(raw[0] if isinstance(raw, list) and len(raw) == 1 else raw).strip()
    if isinstance(field, BooleanField):
        return _truth(raw)
    if isinstance(field, IntegerField):
        return _whole(raw)
    if isinstance(field, DateField):
        return _day(raw)
    text = _text(raw)
    return _choice(text, [str(value) for value, _label in field.flatchoices]) if field.choices else text


def check_text(model: type[Model], name: str, value: Value) -> Value:
    """A new value as it will be stored: trimmed, within the field's length, of its form. Raises Wrong."""
    field = field_of(model, name)
    if not isinstance(value, str) or target(model, name) or isinstance(field, DateField):
        return value
    if "\0" in value or value != value.encode(errors="ignore").decode():
        raise Wrong(_("The text holds a character that cannot be stored. Type it anew."))
    # A document's text and the quotes from it are exact; elsewhere blanks at the ends are slips.
    value = value if name in ("body", "quote") else value.strip()
    try:
        field.run_validators(value)
    except ValidationError as error:
        raise Wrong(" ".join(error.messages)) from None
    return value


def suggest(value: str, known: Collection[str]) -> str:
    """A sentence that offers the known value closest to this one, or some of them."""
    close = difflib.get_close_matches(value.casefold(), known, n=1, cutoff=0.6)
    if close:
        return _("Did you mean “%(value)s”?") % {"value": close[0]}
    if known and len(known) <= 10:
        return _("Known are: %(values)s.") % {"values": ", ".join(sorted(known))}
    return _("Correct it, or add it first.")


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw)
    raise Wrong(_("This must be text."))


def _several(raw: Any) -> list[str]:
    if isinstance(raw, str):
        return split(raw)
    if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
        return sorted({part.strip() for part in raw} - {""})
    raise Wrong(_("Write several values as one text, joined by semicolons."))


def _truth(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise Wrong(_("This must be true or false."))


def _whole(raw: Any) -> int:
    text = str(raw).strip() if not isinstance(raw, bool) else ""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Wrong(_("“%(value)s” is no whole number from 0 up.") % {"value": str(raw)[:60]})
    return int(text)


def _day(raw: Any) -> str:
    day = parse_date(raw) if isinstance(raw, str) else None
    if day is None:
        raise Wrong(_("“%(value)s” is not a day. Write it as 2026-12-31.") % {"value": str(raw)[:60]})
    return day.isoformat()


def _choice(text: str, known: list[str]) -> str:
    value = text.strip().casefold()
    if value not in known:
        raise Wrong(_("“%(value)s” is not known here.") % {"value": text[:60]} + " " + suggest(value, known))
    return value
