"""What is stored, as files would say it: objects by their keys, references by slugs and codes."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import Model, QuerySet

from measures.exchange.kinds import NAMED_BY, Kind, field_of, is_several, link, path
from measures.exchange.values import Value

Key = tuple[Any, ...]
State = dict[str, Value]
HEADS = 5_000  # parameters of one query


def stored(kind: Kind, heads: Collection[str], *, locked: bool = False) -> dict[Key, State]:
    """The objects whose key begins with one of `heads`; a few queries for each 5,000 of them.

    `locked` holds their rows against other writers until the transaction ends.
    """
    found: dict[Key, State] = {}
    for some in batched(sorted(heads), HEADS):
        rows: QuerySet[Any] = QuerySet(kind.model).filter(**{f"{path(kind.model, kind.key[0])}__in": some})
        if locked:
            list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        found.update(_states(kind, rows))
    return found


def _states(kind: Kind, rows: QuerySet[Any]) -> dict[Key, State]:
    plain = [name for name in kind.fields if not is_several(kind.model, name)]
    several = [name for name in kind.fields if is_several(kind.model, name)]
    depth = len(kind.key)
    columns = [path(kind.model, name) for name in (*kind.key, *plain)]
    states: dict[int, State] = {}
    found: dict[Key, State] = {}
    for pk, *values in rows.values_list("pk", *columns):
        fields = [field_of(kind.model, name) for name in plain]
        state = {
            field.name: _value(field, value) for field, value in zip(fields, values[depth:], strict=True)
        }
        state.update({name: [] for name in several})
        states[pk] = found[tuple(values[:depth])] = state
    for name in several:
        for pk, slug in pairs(kind.model, name, rows):
            states[pk][name].append(slug)  # type: ignore[union-attr]  # a list, set just above
    return found


def pairs(model: type[Model], name: str, rows: QuerySet[Any]) -> Iterator[tuple[int, str]]:
    """Ids of the rows with the slugs of one of their many, sorted."""
    through, mine, other, related = link(model, name)
    linked = through._default_manager.filter(**{f"{mine}__in": rows.order_by().values("pk")})
    yield from sorted(linked.values_list(f"{mine}_id", f"{other}__{NAMED_BY[related]}"))


def _value(field: Any, value: Any) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if value is None and field.empty_strings_allowed and not field.is_relation:
        return ""
    plain: Value = value
    return plain
