"""`loaddata`, followed by what fixtures leave undone: standings and search words."""

from typing import Any

from django.utils import timezone
from modeltranslation.management.commands import loaddata

from measures.actions import settle


class Command(loaddata.Command):
    """Fixtures hold what was promised. What became of it is derived from the reports, never reset."""

    def handle(self, *labels: Any, **options: Any) -> None:
        super().handle(*labels, **options)
        settle(today=timezone.localdate())
