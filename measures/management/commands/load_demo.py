"""`load_demo`: invented departments, people, a second plan and progress, where demonstration data is on."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import demonstration
from measures.demonstration.load import FIRST
from measures.models import Document


class Command(BaseCommand):
    help = "Loads demonstration data: departments, people, a second plan and two years of progress, all invented."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="another seed tells other stories")

    def handle(self, *, seed: int, **options: Any) -> None:
        if not settings.DEMONSTRATION_DATA:
            raise CommandError(
                _(
                    "Demonstration data is not switched on here, so nothing was loaded. It is for trying out, never "
                    "for a real site. To try it on a site of its own: TRACKER_MODE=demo, or DEMONSTRATION_DATA=true."
                )
            )
        if demonstration.is_loaded():
            self.stdout.write(_("The demonstration data is there already."))
            if demonstration.renew_passwords(settings.DEMO_PASSWORD):
                self.stdout.write(_("The accounts’ password is now the one in DEMO_PASSWORD."))
            return
        if not Document.objects.filter(slug=FIRST).exists():
            call_command("loaddata", "qingdao", stdout=self.stdout)
        try:
            demonstration.load(today=timezone.localdate(), seed=seed, password=settings.DEMO_PASSWORD)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(_("Demonstration data loaded."))
