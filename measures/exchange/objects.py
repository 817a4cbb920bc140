"""JSON files as entries: lists as exported, and fixtures with natural keys."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from measures.exchange.columns import COMPUTED
from measures.exchange.kinds import KINDS, MEASURE, PASSAGE
from measures.exchange.reading import Entry, Fault, Place, Reading, Unreadable
from measures.models.document import sha256

# Halves of characters, and the NUL that only PostgreSQL refuses.
_UNSTORABLE = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def read_objects(text: str) -> Reading:
    """The objects of a list. Raises Unreadable where the text is no list in JSON."""
    try:
        items = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("This is no valid JSON: %(error)s.") % {"error": error}) from None
    if not isinstance(items, list):
        raise Unreadable(_("The file must hold a list of objects: measures as exported, or a fixture."))
    reading = Reading()
    for number, item in enumerate(items, 1):
        place = Place(number)
        if not isinstance(item, dict):
            reading.faults.append(Fault(_("This is no object. Each item is an object in braces."), place))
        elif _UNSTORABLE.search(json.dumps(item, ensure_ascii=False)):
            reason = _("The text holds a character that cannot be stored. Type it anew.")
            reading.faults.append(Fault(reason, place))
        elif "model" in item:
            _read_fixture(reading, place, item)
        else:
            _read_measure(reading, place, item)
    return reading


def _read_fixture(reading: Reading, place: Place, item: dict[str, Any]) -> None:
    model, fields = item["model"], item.get("fields")
    if not isinstance(model, str) or model not in KINDS:
        reason = _("Objects of the kind “%(kind)s” cannot be imported. Remove it; known are: %(known)s.")
        reading.faults.append(Fault(reason % {"kind": model, "known": ", ".join(KINDS)}, place, "model"))
    elif not isinstance(fields, dict):
        reading.faults.append(Fault(_("“fields” must be an object that holds the values."), place, "fields"))
    else:
        cells = {name: _natural(value) for name, value in fields.items()}
        _check_digest(reading, place, cells)
        reading.entries.append(Entry(model, place, cells))


def _check_digest(reading: Reading, place: Place, cells: dict[str, Any]) -> None:
    """A text that comes with its SHA-256 must be that text."""
    digest, body = cells.pop("body_sha256", None), cells.get("body")
    if digest and isinstance(body, str) and sha256(body) != digest:
        reason = _(
            "The text is not the one this SHA-256 was made of. Copy the text anew, or leave the digest out."
        )
        reading.faults.append(Fault(reason, place, "body_sha256"))


def _natural(value: Any) -> Any:
    """A natural key of one part, as fixtures write it, is that part; a list of such keys a list of parts."""
    if isinstance(value, list):
        return [part[0] if isinstance(part, list) and len(part) == 1 else part for part in value]
    return value


def _read_measure(reading: Reading, place: Place, item: dict[str, Any]) -> None:
    cells = {name: value for name, value in item.items() if name not in COMPUTED}
    passages = cells.pop("passages", None)
    reading.entries.append(Entry(MEASURE, place, cells))
    if passages is None:
        return
    if not isinstance(passages, list) or not all(isinstance(each, dict) for each in passages):
        reading.faults.append(Fault(_("“passages” must be a list of objects."), place, "passages"))
        return
    reading.whole.add(str(item.get("code")))
    for passage in passages:
        reading.entries.append(Entry(PASSAGE, place, {**passage, "measure": item.get("code")}))
