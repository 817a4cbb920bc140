"""Carries changes out: each kind in bulk, what others point at first; removals last, the other way round."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import DateField, F, ForeignKey, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import translation

from measures.actions import settle
from measures.exchange.kinds import (
    DOCUMENT,
    KINDS,
    MEASURE,
    NAMED_BY,
    PASSAGE,
    Kind,
    field_of,
    is_several,
    link,
    path,
    target,
)
from measures.exchange.plan import Action, Change
from measures.exchange.stored import HEADS, Key
from measures.models import Document, Measure
from measures.models.document import sha256

BATCH = 500
Ids = dict[tuple[type[Model], str], int]


def write(changes: Iterable[Change], *, today: date) -> None:
    """Write the changes inside the caller's transaction, and bring standings and search words into line."""
    by_kind: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change)
    touched = _touched(by_kind)
    # The columns without a language follow the default language, whoever imports in whichever.
    with translation.override("en"):
        for kind in KINDS.values():
            _write_kind(kind, [each for each in by_kind[kind.name] if each.action != Action.REMOVE])
    for kind in reversed(KINDS.values()):
        gone = [each.key for each in by_kind[kind.name] if each.action == Action.REMOVE]
        if gone:
            QuerySet(kind.model).filter(pk__in=list(ids_of(kind, gone).values())).delete()
    plans = {change.key[0] for change in by_kind[DOCUMENT]}
    settle(
        sorted(
            {*_pks(touched), *Measure.objects.filter(document__slug__in=plans).values_list("pk", flat=True)}
        ),
        today=today,
    )


def _touched(by_kind: dict[str, list[Change]]) -> set[str]:
    """Codes of the measures whose answers or search words may follow from the changes."""
    codes = {change.key[0] for kind in (MEASURE, PASSAGE) for change in by_kind[kind]}
    for change in by_kind[MEASURE]:
        codes |= {str(each["supersedes"]) for each in (change.before, change.after) if each.get("supersedes")}
    return codes


def _pks(codes: set[str]) -> list[int]:
    return [
        pk
        for some in batched(sorted(codes), HEADS)
        for pk in Measure.objects.filter(code__in=some).values_list("pk", flat=True)
    ]


def ids_of(kind: Kind, keys: Iterable[Key]) -> dict[Key, int]:
    """The ids of the objects with these keys."""
    wanted = set(keys)
    columns = [path(kind.model, name) for name in kind.key]
    found: dict[Key, int] = {}
    for heads in batched(sorted({str(key[0]) for key in wanted}), HEADS):
        rows: QuerySet[Any] = QuerySet(kind.model).filter(**{f"{columns[0]}__in": heads})
        found.update(
            {tuple(key): pk for pk, *key in rows.values_list("pk", *columns) if tuple(key) in wanted}
        )
    return found


def _write_kind(kind: Kind, changes: list[Change]) -> None:
    if not changes:
        return
    fields = {name for change in changes for name in change.after}
    own = {
        name for name in fields if target(kind.model, name) is kind.model and not is_several(kind.model, name)
    }
    many = {name for name in fields if is_several(kind.model, name)}
    plain = fields - own - many
    ids = _references(kind, changes, own | many)
    _add(kind, [each for each in changes if each.action == Action.ADD], plain, ids)
    pks = ids_of(kind, [each.key for each in changes])
    _change(kind, [each for each in changes if each.action == Action.CHANGE], plain, ids, pks)
    ids |= _references(kind, changes, own | many)
    for name in own:
        _set_own(kind, name, changes, ids, pks)
    for name in many:
        _set_many(kind, name, changes, ids, pks)
    _follow_default_language(kind, plain, list(pks.values()))


def _references(kind: Kind, changes: list[Change], late: set[str]) -> Ids:
    """The ids of what the changes name; of their own kind some exist only once all are added."""
    names: defaultdict[type[Model], set[str]] = defaultdict(set)
    for change in changes:
        for name, value in (*zip(kind.key, change.key, strict=True), *change.after.items()):
            if (model := target(kind.model, name)) and value:
                names[model].update([str(value)] if not isinstance(value, list) else value)
    ids: Ids = {}
    for model, wanted in names.items():
        column = NAMED_BY[model]
        for some in batched(sorted(wanted), HEADS):
            rows = model._default_manager.filter(**{f"{column}__in": some})
            ids.update({(model, name): pk for name, pk in rows.values_list(column, "pk")})
    return ids


def _assign(obj: Model, name: str, value: Any, ids: Ids) -> None:
    field = field_of(type(obj), name)
    if isinstance(field, ForeignKey):
        setattr(obj, field.attname, ids[target(type(obj), name), str(value)] if value else None)  # type: ignore[index]
    elif isinstance(field, DateField):
        setattr(obj, name, date.fromisoformat(value) if value else None)
    else:
        setattr(obj, name, value)
    if isinstance(obj, Document) and name == "body":
        obj.body_sha256 = sha256(value)


def _add(kind: Kind, changes: list[Change], plain: set[str], ids: Ids) -> None:
    rows = []
    for change in changes:
        row = kind.model()
        for name, value in (*zip(kind.key, change.key, strict=True), *change.after.items()):
            if name in kind.key or name in plain:
                _assign(row, name, value, ids)
        rows.append(row)
    kind.model._default_manager.bulk_create(rows, batch_size=BATCH)


def _change(kind: Kind, changes: list[Change], plain: set[str], ids: Ids, pks: dict[Key, int]) -> None:
    names = sorted(plain & {name for change in changes for name in change.after})
    if not names:
        return
    rows = {}
    for some in batched(changes, HEADS):
        rows.update(kind.model._default_manager.in_bulk([pks[each.key] for each in some]))
    for change in changes:
        for name, value in change.after.items():
            if name in plain:
                _assign(rows[pks[change.key]], name, value, ids)
    columns = [*names, "body_sha256"] if "body" in names else names
    kind.model._default_manager.bulk_update(rows.values(), columns, batch_size=BATCH)


def _set_own(kind: Kind, name: str, changes: list[Change], ids: Ids, pks: dict[Key, int]) -> None:
    """A reference within the kind: emptied first, so that two objects can swap a value only one may have."""
    setting = [change for change in changes if name in change.after]
    rows = {pk: kind.model(pk=pk) for pk in (pks[change.key] for change in setting)}
    QuerySet(kind.model).filter(pk__in=rows).update(**{name: None})
    for change in setting:
        _assign(rows[pks[change.key]], name, change.after[name], ids)
    kind.model._default_manager.bulk_update(rows.values(), [name], batch_size=BATCH)


def _set_many(kind: Kind, name: str, changes: list[Change], ids: Ids, pks: dict[Key, int]) -> None:
    through, mine, other, related = link(kind.model, name)
    setting: dict[int, Any] = {pks[each.key]: each.after[name] for each in changes if name in each.after}
    for owners in batched(setting, HEADS):
        through._default_manager.filter(**{f"{mine}__in": owners}).delete()
    rows = [
        through(**{f"{mine}_id": owner, f"{other}_id": ids[related, value]})
        for owner, values in setting.items()
        for value in values
    ]
    through._default_manager.bulk_create(rows, batch_size=BATCH)


def _follow_default_language(kind: Kind, plain: set[str], pks: list[int]) -> None:
    for name in (each.removesuffix("_en") for each in plain if each.endswith("_en")):
        for some in batched(pks, HEADS):
            rows: QuerySet[Any] = QuerySet(kind.model).filter(pk__in=some)
            rows.update(**{name: Coalesce(F(f"{name}_en"), Value(""))})
