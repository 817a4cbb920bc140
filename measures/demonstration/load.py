"""Puts the demonstration on the stage: all of it, or nothing."""

from datetime import date
from random import Random

from django.db import transaction

from accounts.models import User
from measures.actions import settle
from measures.demonstration.cast import assign_leads, make_cast
from measures.demonstration.history import raise_flags, write_history
from measures.demonstration.material import read
from measures.demonstration.plan import make_plan
from measures.demonstration.stories import Story
from measures.models import Document

FIRST = "qingdao-opening-up-2021-25"
YEARS = 2
# How the commitments of 2021–25 went, by invention: shuffled over those that no later measure carries on.
FIRST_STORIES = [
    *[Story("done")] * 16,
    *[Story("done_late")] * 6,
    *[Story("dropped")] * 2,
    *[Story("slipping")] * 6,
    *[Story("at_risk")] * 5,
    Story("steady", unchanged=1),
    Story("recovering", unchanged=2),
    *[Story("recovering", backdated=True)] * 2,
    *[Story("slipping", silent=1)] * 2,
    *[Story("at_risk", silent=2)] * 2,
    Story("silent"),
]


def is_loaded() -> bool:
    return Document.objects.filter(slug=read("plan")["document"]["slug"]).exists()


@transaction.atomic
def load(*, today: date, seed: int, password: str) -> None:
    """Invent everything; the same for the same day and seed.

    The document's fixture must be there. Raises ValidationError where a name is taken.
    """
    rng = Random(seed)
    cast = make_cast(today, password)
    first = Document.objects.get(slug=FIRST)
    first.reporting_from = two_years_before(today)
    first.save(update_fields=["reporting_from"])
    assign_leads(cast, first)
    plan, stories = make_plan(cast, today)
    settle(today=min(today, plan.plan_starts_on or today))
    write_history(cast, _first_stories(first, rng) | stories, today=today, rng=rng)
    settle(today=today)
    raise_flags(today)


def _first_stories(first: Document, rng: Random) -> dict[int, Story]:
    """A story for each measure that has no report yet; those carried on by the second plan simply went on."""
    unwritten = first.measures.filter(updates=None).order_by("code")
    carried_on = unwritten.exclude(superseded_by=None).values_list("pk", flat=True)
    others = list(unwritten.filter(superseded_by=None).values_list("pk", flat=True))
    shuffled = rng.sample(FIRST_STORIES, len(FIRST_STORIES))
    told = {pk: shuffled[number % len(shuffled)] for number, pk in enumerate(others)}
    return told | dict.fromkeys(carried_on, Story("recovering"))


def two_years_before(today: date) -> date:
    """The first day of the quarter in which today lay two years ago."""
    return date(today.year - YEARS, (today.month - 1) // 3 * 3 + 1, 1)


def renew_passwords(password: str) -> bool:
    """Let the named demonstration accounts in with `password` again; whether that took a change."""
    changed = False
    for user in User.objects.filter(username__in=read("cast")["accounts"], is_demonstration=True):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
            changed = True
    return changed
