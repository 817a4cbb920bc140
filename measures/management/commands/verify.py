"""`manage.py verify`: exit 0 where all is well, else 1 with a line for each fault."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from measures.actions.verify import faults


class Command(BaseCommand):
    help = "Look for faults in what is stored; exit with 1 and name each where there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = False
        for fault in faults():
            found = True
            self.stdout.write(fault)
        if found:
            raise SystemExit(1)
        self.stdout.write(_("No faults found."))
