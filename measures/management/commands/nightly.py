"""`nightly`: what the beat starts every night, on the command line."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import nightly

YEARS = range(2000, 2200)  # Far more than plans have, and far from where the calendar of Python ends.


def day(text: str) -> date:
    """A day of `--date`."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("Write the day as 2026-04-11.")) from None
    if found.year not in YEARS:
        raise ArgumentTypeError(
            _("The year must lie between %(first)d and %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return found


class Command(BaseCommand):
    # They load every page of the site, which takes longer than the night; the web process runs them.
    requires_system_checks: list[str] = []
    help = "Flags overdue reports, takes the ladder's steps, and mails everybody who owes something."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=day, help="the day, YYYY-MM-DD; default: today")
        parser.add_argument("--dry-run", action="store_true", help="only print what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["date"] or timezone.localdate()
        if options["dry_run"]:
            for line in nightly.preview(today):
                self.stdout.write(line)
            self.stdout.write(f"Night of {today}, dry run: nothing was written or sent.")
            return
        done = nightly.run(today)
        self.stdout.write(
            f"Night of {today}: flagged {done.flagged}, cleared {done.cleared}, "
            f"queued {done.queued}, sent {done.sent}, failed {done.failed}."
        )
        if done.error:
            raise CommandError(
                f"The mail server cannot be reached: {done.error}. The next try sends the rest."
            )
