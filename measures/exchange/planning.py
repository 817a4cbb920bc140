"""From entries to a plan: compares them with what is stored, field by field, and writes nothing."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from measures.exchange.checks import check
from measures.exchange.kinds import KINDS, MEASURE, PASSAGE, Kind
from measures.exchange.plan import Action, Change, Plan
from measures.exchange.reading import Entry, Fault, Reading
from measures.exchange.stored import Key, State, stored
from measures.exchange.values import Value, Wrong, check_text, empty, is_empty, parse
from measures.models import Measure

Stored = dict[str, dict[Key, State]]


def make_plan(reading: Reading, *, locked: bool = False) -> Plan:
    """What applying the file would do now. A fixed number of queries for each 5,000 rows.

    `locked` (inside a transaction) keeps other writers off the rows until the plan has been carried out.
    """
    plan = Plan(notes=list(reading.notes), faults=list(reading.faults))
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in reading.entries:
        entries[entry.kind].append(entry)
    before: Stored = {}
    for kind in KINDS.values():
        before[kind.name] = _plan_kind(plan, kind, entries[kind.name], locked=locked)
    _plan_removals(plan, reading, before[PASSAGE])
    check(plan, before)
    plan.faults.sort(key=lambda fault: (fault.place.sheet, fault.place.row) if fault.place else ("", 0))
    plan.missing = _missing(plan, before[MEASURE])
    return plan


def _plan_kind(plan: Plan, kind: Kind, entries: list[Entry], *, locked: bool) -> dict[Key, State]:
    if not entries:
        return {}
    keyed = list(_keyed(plan, kind, entries))
    before = stored(kind, {str(key[0]) for key, _entry in keyed}, locked=locked)
    lacking: defaultdict[str, list[Entry]] = defaultdict(list)
    unknown: set[str] = set()
    for key, entry in keyed:
        unknown |= entry.cells.keys() - set(kind.key) - set(kind.fields)
        change = _compare(plan, kind, key, entry, before.get(key), lacking)
        if change.action == Action.CHANGE and not change.after:
            plan.unchanged.append((kind.name, key))
        else:
            plan.changes.append(change)
    _note_unknown(plan, kind, unknown)
    _fault_lacking(plan, kind, lacking)
    return before


def _keyed(plan: Plan, kind: Kind, entries: Iterable[Entry]) -> Iterable[tuple[Key, Entry]]:
    """The entries with their keys, without those that have none or repeat one."""
    first: dict[Key, Entry] = {}
    for entry in entries:
        key = _key(plan, kind, entry)
        if key is None:
            continue
        if key in first:
            reason = _("“%(key)s” stands in the file already (%(place)s). Keep one of them.")
            values = {"key": " · ".join(map(str, key)), "place": first[key].place}
            plan.faults.append(Fault(reason % values, entry.place, kind.key[0]))
            continue
        first[key] = entry
        yield key, entry


def _key(plan: Plan, kind: Kind, entry: Entry) -> Key | None:
    values: list[Value] = []
    for name in kind.key:
        try:
            if is_empty(entry.cells.get(name)):
                raise Wrong(_("This must not be empty: it says what the row is about."))
            value = parse(kind.model, name, entry.cells[name])
            values.append(value.strip() if isinstance(value, str) else value)
        except Wrong as wrong:
            plan.faults.append(Fault(str(wrong), entry.place, name))
            return None
    return tuple(values)


def _compare(
    plan: Plan, kind: Kind, key: Key, entry: Entry, before: State | None, lacking: dict[str, list[Entry]]
) -> Change:
    """The change of one object: the fields whose value differs from the stored one."""
    change = Change(kind.name, key, Action.ADD if before is None else Action.CHANGE, {}, {}, entry.place)
    if before is None:
        _check_new_key(plan, kind, key, entry)
        for name in kind.required:
            if name not in entry.cells:
                lacking[name].append(entry)
    for name in kind.fields:
        if name not in entry.cells or (
            before is None and is_empty(entry.cells[name]) and name not in kind.required
        ):
            continue
        try:
            value = _new_value(kind, name, entry.cells[name], None if before is None else before[name])
        except Wrong as wrong:
            plan.faults.append(Fault(str(wrong), entry.place, name))
            continue
        if before is None or value != before[name]:
            change.after[name] = value
            if before is not None:
                change.before[name] = before[name]
    return change


def _new_value(kind: Kind, name: str, raw: object, before: Value) -> Value:
    if raw == before and isinstance(raw, str):
        return before  # exactly as stored, whatever a new value would have to be
    if is_empty(raw):
        return before if before in ("", None, []) else empty(kind.model, name, required=name in kind.required)
    value = parse(kind.model, name, raw)
    return value if value == before else check_text(kind.model, name, value)


def _check_new_key(plan: Plan, kind: Kind, key: Key, entry: Entry) -> None:
    for name, value in zip(kind.key, key, strict=True):
        try:
            check_text(kind.model, name, value)
        except Wrong as wrong:
            plan.faults.append(Fault(str(wrong), entry.place, name))


def _fault_lacking(plan: Plan, kind: Kind, lacking: dict[str, list[Entry]]) -> None:
    """One fault a column, however many rows need it."""
    for name, entries in lacking.items():
        if kind.name == MEASURE:
            reason = _(
                "New measures need “%(name)s”, and the file has no such column "
                "(%(count)d rows, first: %(place)s). Add it."
            )
        else:
            reason = _(
                "New objects need “%(name)s”, and the file has no such column "
                "(%(count)d rows, first: %(place)s). Add it."
            )
        values = {"name": name, "count": len(entries), "place": entries[0].place}
        plan.faults.append(Fault(reason % values))


def _note_unknown(plan: Plan, kind: Kind, unknown: set[str]) -> None:
    if unknown:
        reason = _("Fields of “%(kind)s” that are not known here are left aside: %(names)s.")
        plan.notes.append(reason % {"kind": kind.label, "names": ", ".join(sorted(unknown))})


def _plan_removals(plan: Plan, reading: Reading, before: dict[Key, State]) -> None:
    """Passages the file no longer lists for a measure whose passages it lists in full."""
    if not reading.whole:
        return
    listed = {key for kind, key in plan.unchanged if kind == PASSAGE}
    listed |= {change.key for change in plan.changes if change.kind == PASSAGE}
    kept = before or {}
    missing = reading.whole - {key[0] for key in kept}
    kept = kept | (stored(KINDS[PASSAGE], missing) if missing else {})
    for key, state in kept.items():
        if key[0] in reading.whole and key not in listed:
            plan.changes.append(Change(PASSAGE, key, Action.REMOVE, state, {}))


def _missing(plan: Plan, before: dict[Key, State]) -> list[str]:
    """Measures of the documents the file is about that it does not name. They stay as they are."""
    named = {change.key[0] for change in plan.changes if change.kind == MEASURE} | {key[0] for key in before}
    documents = {str(state["document"]) for state in before.values()}
    codes = (
        Measure.objects.filter(document__slug__in=documents).order_by("code").values_list("code", flat=True)
    )
    return [code for code in codes if code not in named] if documents else []
