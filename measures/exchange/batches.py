"""An upload's life: kept, applied all or nothing, and taken back as long as nothing has moved on."""

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.exchange.files import read
from measures.exchange.kinds import KINDS
from measures.exchange.plan import Action, Change, Plan
from measures.exchange.planning import make_plan
from measures.exchange.reading import Fault, Unreadable
from measures.exchange.stored import stored
from measures.exchange.uses import uses
from measures.exchange.writing import write
from measures.models import ImportBatch


class PlanMoved(Exception):
    """What the import would do is no longer what was shown; carries the plan as it is now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def keep(*, content: bytes, file_name: str, by: Any) -> ImportBatch:
    """Keep an upload for its preview. Raises Unreadable, and keeps nothing, where it cannot be read."""
    read(content, file_name)
    digest = hashlib.sha256(content).hexdigest()
    return ImportBatch.objects.create(content=content, file_name=file_name[-255:], sha256=digest, by=by)


def plan_of(batch: ImportBatch, *, locked: bool = False) -> Plan:
    """What applying the kept file would do now."""
    try:
        return make_plan(read(bytes(batch.content), batch.file_name), locked=locked)
    except Unreadable as why:
        return Plan(faults=[Fault(str(why))])


@transaction.atomic
def apply_batch(*, batch: ImportBatch, expected: str | None, today: date) -> ImportBatch:
    """Carry out the plan of a kept file, all of it or nothing.

    `expected` is the digest of the plan that was shown. Raises PlanMoved where it would now do anything else,
    ValidationError where it was applied before, has faults or changes nothing.
    """
    batch = _hold(batch)
    if batch.applied_at:
        raise ValidationError(_("This import was applied already."))
    plan = plan_of(batch, locked=True)
    if expected is not None and plan.digest != expected:
        raise PlanMoved(plan)
    if plan.faults:
        raise ValidationError(
            _("The file has errors, so nothing was imported. Correct them and upload it again.")
        )
    if not plan.changes:
        raise ValidationError(_("The file changes nothing."))
    _write(plan.changes, today)
    batch.added, batch.changed = len(plan.of(Action.ADD)), len(plan.changes) - len(plan.of(Action.ADD))
    batch.changes = [change.as_json() for change in plan.changes]
    batch.applied_at = timezone.now()
    batch.save(update_fields=["added", "changed", "changes", "applied_at"])
    return batch


@transaction.atomic
def undo_batch(*, batch: ImportBatch, today: date) -> ImportBatch:
    """Put back what an import replaced and take out what it added.

    Raises ValidationError with a line for each object that has moved on since; nothing is undone then.
    """
    batch = _hold(batch)
    if batch.applied_at is None or batch.undone_at:
        raise ValidationError(
            _("There is nothing to undo: the import was not applied, or was undone already.")
        )
    changes = [Change.from_json(kept) for kept in batch.changes]
    reasons = _moved_on(changes)
    if reasons:
        raise ValidationError(reasons)
    back = [change.reversed() for change in changes]
    # What the import added may be in use by now; by what it replaced itself, not after that is put back.
    _write([change for change in back if change.action != Action.REMOVE], today)
    removals = [change for change in back if change.action == Action.REMOVE]
    if reasons := uses(removals):
        raise ValidationError(reasons)
    _write(removals, today)
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    return batch


def _hold(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now. Imports wait for each other: each locks all that may still be applied."""
    waiting = ImportBatch.objects.select_for_update().filter(undone_at=None).order_by("pk")
    list(waiting.values_list("pk", flat=True))
    return ImportBatch.objects.get(pk=batch.pk)


def _write(changes: list[Change], today: date) -> None:
    try:
        with transaction.atomic():
            write(changes, today=today)
    except IntegrityError as error:
        # The plan forbids all that is known; the database has the last word.
        raise ValidationError(
            _("The database refused the changes, so nothing was imported: %(error)s") % {"error": error}
        ) from error


def _moved_on(changes: list[Change]) -> list[str]:
    """A sentence for each object that is no longer as the import left it."""
    reasons = []
    for kind in KINDS.values():
        mine = [change for change in changes if change.kind == kind.name]
        now = stored(kind, {str(change.key[0]) for change in mine}, locked=True)
        for change in mine:
            state = now.get(change.key)
            if change.action == Action.REMOVE:
                if state is not None:
                    reasons.append(_("“%(name)s” was added again since.") % {"name": change.name})
            elif state is None:
                reasons.append(_("“%(name)s” was deleted since.") % {"name": change.name})
            elif differs := [name for name, value in change.after.items() if state[name] != value]:
                values = {"name": change.name, "fields": ", ".join(differs)}
                reasons.append(_("“%(name)s” was changed since: %(fields)s.") % values)
    return reasons
