"""What must hold between the objects of a plan and those that are stored: references, order, exact quotes."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.exchange.chains import check_chains
from measures.exchange.kinds import DOCUMENT, EXCLUSION, KINDS, MEASURE, NAMED_BY, PASSAGE, field_of, target
from measures.exchange.plan import Action, Change, Plan
from measures.exchange.reading import Fault
from measures.exchange.stored import Key, State
from measures.exchange.values import suggest
from measures.models import Document, Measure, Passage
from measures.models.document import check_slice

Stored = dict[str, dict[Key, State]]
_ORDERED = {
    MEASURE: (
        "starts_on",
        "due_on",
        gettext_noop("The deadline comes before the start (%(first)s). Correct one of the two."),
    ),
    DOCUMENT: (
        "plan_starts_on",
        "plan_ends_on",
        gettext_noop("The plan ends before it starts (%(first)s). Correct one of the two."),
    ),
}


def check(plan: Plan, before: Stored) -> None:
    """Add a fault for everything in the plan that cannot be."""
    _check_references(plan)
    _check_order(plan, before)
    _check_slices(plan, before)
    _check_bodies(plan)
    _check_moves(plan)
    _check_unique(plan)
    check_chains(plan)


def _references(plan: Plan) -> Iterator[tuple[Change, str, type[Model], str]]:
    """Each name by which a change refers to another object, with its field and the model."""
    for change in plan.changes:
        if change.action == Action.REMOVE:
            continue
        kind = KINDS[change.kind]
        for name, value in (*zip(kind.key, change.key, strict=True), *change.after.items()):
            model = target(kind.model, name)
            if model and value:
                for each in value if isinstance(value, list) else [value]:
                    yield change, name, model, str(each)


def _check_references(plan: Plan) -> None:
    references = list(_references(plan))
    asked: defaultdict[type[Model], set[str]] = defaultdict(set)
    for _by, _in, model, value in references:
        asked[model].add(value)
    added = {(KINDS[change.kind].model, change.key[0]) for change in plan.of(Action.ADD)}
    known = {model: _known(model, values) for model, values in asked.items()}
    hints: dict[tuple[type[Model], str], str] = {}
    for change, name, model, value in references:
        if value in known[model] or (model, value) in added:
            continue
        if (model, value) not in hints:
            hints[model, value] = suggest(value, known[model] or _some(model))
        reason = _("There is no %(kind)s “%(value)s”.") % {
            "kind": model._meta.verbose_name,
            "value": value[:80],
        }
        plan.faults.append(Fault(f"{reason} {hints[model, value]}", change.place, name))


def _known(model: type[Model], asked: set[str]) -> set[str]:
    """All names of a taxonomy; of measures, which may be very many, those asked for."""
    name = NAMED_BY[model]
    rows = model._default_manager.order_by()
    return set(
        (rows.filter(**{f"{name}__in": asked}) if model is Measure else rows).values_list(name, flat=True)
    )


def _some(model: type[Model]) -> set[str]:
    return set(model._default_manager.order_by().values_list(NAMED_BY[model], flat=True)[:2_000])


def _check_order(plan: Plan, before: Stored) -> None:
    for change in plan.changes:
        if change.kind not in _ORDERED or change.action == Action.REMOVE:
            continue
        first, last, reason = _ORDERED[change.kind]
        state = before[change.kind].get(change.key, {}) | change.after
        start, end = state.get(first), state.get(last)
        # Days are written year first, so their texts compare as they do.
        if start and end and (first in change.after or last in change.after) and str(end) < str(start):
            column = last if last in change.after else first
            plan.faults.append(Fault(_(reason) % {"first": start}, change.place, column))


def _bodies(plan: Plan) -> dict[str, str]:
    """The texts that quotes in the plan are taken from, as they would be afterwards."""
    quoting = [change for change in plan.changes if change.kind in (PASSAGE, EXCLUSION)]
    slugs = {change.key[-2] for change in quoting}
    bodies = dict(Document.objects.filter(slug__in=slugs).values_list("slug", "body")) if slugs else {}
    new = {change.key[0]: change.after for change in plan.changes if change.kind == DOCUMENT}
    return bodies | {slug: str(after["body"]) for slug, after in new.items() if "body" in after}


def _check_slices(plan: Plan, before: Stored) -> None:
    bodies = _bodies(plan)
    for change in plan.changes:
        if change.kind not in (PASSAGE, EXCLUSION) or change.action == Action.REMOVE:
            continue
        state: dict[str, Any] = before[change.kind].get(change.key, {}) | change.after
        document, start = change.key[-2:]
        if document not in bodies or "end" not in state or "quote" not in state:
            continue  # told already
        try:
            check_slice(bodies[document], start, state["end"], state["quote"])
        except ValidationError as wrong:
            plan.faults.append(Fault(" ".join(wrong.messages), change.place, "quote"))


def _check_bodies(plan: Plan) -> None:
    """A text that passages rest on cannot change."""
    texts = {
        change.key[0]: change
        for change in plan.of(Action.CHANGE)
        if change.kind == DOCUMENT and "body" in change.after
    }
    quoted = Passage.objects.filter(document__slug__in=texts).order_by() if texts else Passage.objects.none()
    for slug in set(quoted.values_list("document__slug", flat=True)):
        reason = _("Measures rest on passages of this text, so it cannot change. Add a new document instead.")
        plan.faults.append(Fault(reason, texts[slug].place, "body"))


def _check_moves(plan: Plan) -> None:
    """A measure that rests on passages, or was reported on, stays with its document."""
    moved = {
        change.key[0]: change
        for change in plan.of(Action.CHANGE)
        if "document" in change.after and change.kind == MEASURE
    }
    rows = Measure.objects.filter(code__in=moved).order_by() if moved else Measure.objects.none()
    reasons = {
        "passages": _(
            "The measure rests on passages of “%(document)s”: it cannot move to another document. "
            "Add a new measure that takes over from it."
        ),
        "updates": _(
            "The measure was reported on under “%(document)s”: it cannot move to another document. "
            "Add a new measure that takes over from it."
        ),
    }
    told: set[str] = set()
    for relation, reason in reasons.items():
        for code in set(rows.filter(**{f"{relation}__isnull": False}).values_list("code", flat=True)) - told:
            told.add(code)
            values = {"document": moved[code].before["document"]}
            plan.faults.append(Fault(reason % values, moved[code].place, "document"))


def _check_unique(plan: Plan) -> None:
    """No two regions have one official code, and no two measures take over from the same one."""
    for kind, name in (("sectors.region", "code"), (MEASURE, "supersedes")):
        setting = [change for change in plan.changes if change.kind == kind and change.after.get(name)]
        if not setting:
            continue
        model = KINDS[kind].model
        lookup = f"{name}__{NAMED_BY[model]}" if field_of(model, name).is_relation else name
        values = {change.after[name] for change in setting}
        rows = model._default_manager.filter(**{f"{lookup}__in": values}).values_list(lookup, NAMED_BY[model])
        changing = {change.key[0] for change in plan.changes if change.kind == kind and name in change.after}
        owners = {value: key for value, key in rows if key not in changing}
        for change in setting:
            owner = owners.setdefault(change.after[name], change.key[0])
            if owner != change.key[0]:
                reason = _("“%(owner)s” has this value already. Correct one of the two.") % {"owner": owner}
                plan.faults.append(Fault(reason, change.place, name))
