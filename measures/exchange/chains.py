"""Chains of references that must not lead back to where they began."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from measures.exchange.kinds import KINDS, MEASURE, path
from measures.exchange.plan import Plan
from measures.exchange.reading import Fault

_CHAINS = (("sectors.sector", "parent"), ("sectors.region", "parent"), (MEASURE, "supersedes"))


def check_chains(plan: Plan) -> None:
    """No sector or region lies under itself, no measure takes over from itself, by whatever detour."""
    for kind, name in _CHAINS:
        setting = [change for change in plan.changes if change.kind == kind and change.after.get(name)]
        if not setting:
            continue
        links = _links(kind, name)
        links |= {
            change.key[0]: change.after[name]
            for change in plan.changes
            if change.kind == kind and name in change.after
        }
        for change in setting:
            if _leads_back(change.key[0], links):
                reason = _(
                    "Followed on, this leads back to “%(key)s” itself. Choose another, or leave it empty."
                )
                plan.faults.append(Fault(reason % {"key": change.key[0]}, change.place, name))


def _links(kind: str, name: str) -> dict[str, object]:
    model, key = KINDS[kind].model, KINDS[kind].key[0]
    rows: QuerySet[Any] = QuerySet(model).filter(**{f"{name}__isnull": False})
    return dict(rows.values_list(key, path(model, name)))


def _leads_back(start: str, links: dict[str, object]) -> bool:
    seen: set[object] = set()
    node = links.get(start)
    while node and node not in seen:
        if node == start:
            return True
        seen.add(node)
        node = links.get(str(node))
    return False
