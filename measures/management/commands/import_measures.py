"""`import_measures FILE [--dry-run]`: the plan of an import in text, applied all or nothing."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from measures.exchange.batches import apply_batch, keep
from measures.exchange.files import read
from measures.exchange.plan import Action, Plan
from measures.exchange.planning import make_plan
from measures.exchange.reading import Unreadable
from measures.exchange.showing import lines

SIGNS = {Action.ADD: "+", Action.CHANGE: "~", Action.REMOVE: "-"}


class Command(BaseCommand):
    help = "Imports measures, or a fixture, from a CSV, XLSX, XLS, ODS or JSON file: all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be done, and write nothing"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            content = file.read_bytes()
            plan = make_plan(read(content, file.name))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Unreadable as why:
            raise CommandError(f"{file}: {why}") from why
        self.show(plan)
        if plan.faults:
            for fault in plan.faults:
                self.stderr.write(f"{file.name}: {fault.where}: {fault.reason}")
            sys.exit(1)
        if plan.changes and not dry_run:
            self.apply(content, file.name, plan)

    def show(self, plan: Plan) -> None:
        for change in plan.changes:
            self.stdout.write(f"{SIGNS[change.action]} {change.name}")
            for line in lines(change) if change.action == Action.CHANGE else []:
                self.stdout.write(f"    {line.name}: {line.before[:200]} → {line.after[:200]}")
        for note in plan.notes:
            self.stdout.write(f"! {note}")
        self.stdout.write(
            f"{len(plan.of(Action.ADD))} added, {len(plan.of(Action.CHANGE))} changed, "
            f"{len(plan.of(Action.REMOVE))} removed, {len(plan.unchanged)} unchanged, "
            f"{len(plan.missing)} not in the file, {len(plan.faults)} wrong"
        )

    def apply(self, content: bytes, file_name: str, plan: Plan) -> None:
        try:
            with transaction.atomic():
                batch = keep(content=content, file_name=file_name, by=None)
                apply_batch(batch=batch, expected=plan.digest, today=timezone.localdate())
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        self.stdout.write(f"Applied as import {batch.pk}; it can be undone at /import/{batch.pk}/")
