"""What has come to rest on objects that an undo would take out."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Model
from django.utils.translation import gettext as _

from measures.exchange.kinds import KINDS
from measures.exchange.plan import Change
from measures.exchange.stored import Key
from measures.exchange.writing import ids_of
from measures.models import SearchEntry, Standing

# Made with each measure and gone with it.
_DERIVED: tuple[type[Model], ...] = (Standing, SearchEntry)


def uses(removals: list[Change]) -> list[str]:
    """A sentence for each object that others, outside `removals`, rest on: reports, passages, measures …"""
    by_kind: defaultdict[str, dict[Key, int]] = defaultdict(dict)
    for name in {change.kind for change in removals}:
        by_kind[name] = ids_of(KINDS[name], [change.key for change in removals if change.kind == name])
    going = {KINDS[name].model: set(ids.values()) for name, ids in by_kind.items()}
    return [
        _("“%(key)s” is in use since: %(count)d × %(what)s.")
        % {"key": " · ".join(map(str, key)), "count": count, "what": what}
        for name, ids in by_kind.items()
        for key, count, what in _uses_of(KINDS[name].model, ids, going)
    ]


def _uses_of(
    model: type[Model], ids: dict[Key, int], going: dict[type[Model], set[int]]
) -> Iterator[tuple[Key, int, object]]:
    keys = {pk: key for key, pk in ids.items()}
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in _DERIVED or isinstance(other, str):
            continue
        field = relation.field.name
        rows = other._default_manager.filter(**{f"{field}__in": keys}).exclude(pk__in=going.get(other, ()))
        for pk, count in rows.order_by().values_list(field).annotate(Count("pk")):
            yield keys[pk], count, other._meta.verbose_name
