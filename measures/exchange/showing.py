"""A plan in the words people read: fields by their labels, values as files write them."""

from typing import NamedTuple

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures.exchange.cells import join
from measures.exchange.kinds import KINDS, field_of
from measures.exchange.plan import Action, Change
from measures.exchange.values import Value

NOTHING = "–"


class Line(NamedTuple):
    """One field of a change."""

    name: str
    label: str | Promise
    before: str
    after: str


def lines(change: Change) -> list[Line]:
    """The fields a change sets, with what they hold before and after."""
    model = KINDS[change.kind].model
    shown = change.before if change.action == Action.REMOVE else change.after
    return [
        Line(
            name,
            label(model, name),
            text(change.before.get(name)),
            text(change.after.get(name)),
        )
        for name in shown
        if change.action == Action.CHANGE or text(shown[name]) != NOTHING
    ]


def label(model: type[Model], name: str) -> str | Promise:
    """The field's label; of one in two languages, with the language."""
    field = field_of(model, name)
    original = getattr(field, "translated_field", None)
    if original is None:
        return str(field.verbose_name)
    language = _("English") if field.language == "en" else _("Chinese")
    return _("%(field)s (%(language)s)") % {"field": original.verbose_name, "language": language}


def text(value: Value) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return join(value) if isinstance(value, list) else str(value)
