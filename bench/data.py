"""N invented measures with ten updates each, on the real sectors and regions, written in bulk.

The same numbers give the same rows. What follows from the reports (standings, search words) comes from the
product's own rules, so that a report logged afterwards finds what it would have left itself.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from random import Random
from typing import Any

from django.core.management import call_command

from accounts.models import Department, Membership, User
from bench.bulk import Table, Writer, analyze, reset_sequences
from bench.reports import invented_reports, invented_title
from bench.words import DONE, NEXT_STEPS, PROBLEMS, THINGS, VERBS
from measures.models import Document
from measures.rules.search import index_words
from measures.rules.standing import Promise, Report, fold
from measures.rules.words import Cadence
from sectors.models import Region, Sector

DEPARTMENTS = 60
DOCUMENTS = 12
CHUNK = 5_000
DAY = timedelta(days=1)
VERIFIED = ("not_assessed", "no_evidence", "limited", "substantial", "complete")


@dataclass
class Places:
    """What measures point at. Some sectors, regions and departments have far more than others."""

    documents: list[int]
    sectors: list[int]
    regions: list[int]
    departments: list[int]
    people: dict[int, int]
    sentences: list[tuple[int, int, str]]


def fill(measures: int, today: date) -> None:
    """Write everything into a database that has its tables and nothing in them."""
    call_command("loaddata", "qingdao", verbosity=0)
    invention = Invention(_places(today), today)
    with Writer() as writer:
        for numbers in batched(range(1, measures + 1), CHUNK):
            writer.write(invention.chunk(numbers))
    reset_sequences()
    analyze()


def prepare() -> None:
    """Tables, indexes and static files as the code at hand has them."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _places(today: date) -> Places:
    Department.objects.bulk_create(
        Department(code=f"unit-{n:02}", name_en=f"Bureau {n:02}", name_zh_hans=f"第{n}局")
        for n in range(DEPARTMENTS)
    )
    departments = list(Department.objects.order_by("code").values_list("pk", flat=True))
    people = {}
    for n, department in enumerate(departments):
        user = User.objects.create(username=f"official-{n}", email="", role=User.Role.MEMBER, language="en")
        Membership.objects.create(user=user, department_id=department)
        people[department] = user.pk
    User.objects.create(
        username="analyst", email="analyst@example.org", role=User.Role.ANALYST, language="en"
    )
    body, sentences = _body()
    start = date(today.year - 3, 1, 1)
    for n in range(DOCUMENTS):
        Document.objects.create(
            slug=f"plan-{n:02}", title_en=f"Plan {n:02}", title_zh_hans=f"规划{n:02}", body=body,
            plan_starts_on=start, plan_ends_on=date(today.year + 3, 12, 31), reporting_from=start,
        )  # fmt: skip
    documents = list(Document.objects.filter(slug__startswith="plan-").values_list("pk", flat=True))
    sectors, regions = (
        list(each.objects.order_by("pk").values_list("pk", flat=True)) for each in (Sector, Region)
    )
    return Places(documents, sectors, regions, departments, people, sentences)


def _body() -> tuple[str, list[tuple[int, int, str]]]:
    """A text of some 240 clauses, and where each stands."""
    clauses = [f"{verb.lower()} {thing}" for verb, _zh in VERBS for thing, _other in THINGS]
    body, found = "The city will ", []
    for clause in clauses:
        found.append((len(body), len(body) + len(clause), clause))
        body += f"{clause}; "
    return body, found


class Invention:
    """Measures one after the other, as rows of each table."""

    def __init__(self, places: Places, today: date) -> None:
        self.places = places
        self.today = today
        self.random = Random(20_261_123)  # noqa: S311  # the same rows every time
        self.rows: dict[Table, list[Any]] = {}

    def chunk(self, numbers: tuple[int, ...]) -> dict[Table, list[Any]]:
        self.rows = {table: [] for table in Table}
        for number in numbers:
            self.measure(number)
        return self.rows

    def skewed(self, values: list[int]) -> int:
        """The first third of the values takes most."""
        return values[int(len(values) * self.random.random() ** 2)]

    def measure(self, number: int) -> None:
        """One in twenty takes over from the one before it."""
        random, today, pk = self.random, self.today, 1_000 + number
        document, sector = random.choice(self.places.documents), self.skewed(self.places.sectors)
        department = self.skewed(self.places.departments)
        starts_on = date(today.year - 3, 1, 1) + random.randrange(400) * DAY
        due_on = today + random.randrange(-250, 900) * DAY if random.random() < 0.95 else None
        title, other = invented_title(random)
        code, summary, summary_zh = (
            f"B-{number:06}",
            f"{title}, as the plan says.",
            f"按照规划要求，{other}。",
        )
        self.rows[Table.MEASURE].append((
            pk, code, title, title, other, summary, summary, summary_zh, "deliverable", document, sector, department,
            starts_on, due_on, "stated" if due_on else "none", "quarterly",
            "internal" if random.random() < 0.06 else "public", pk - 1 if number % 20 == 0 else None,
        ))  # fmt: skip
        start, end, quote = random.choice(self.places.sentences)
        self.rows[Table.PASSAGE].append((pk, document, start, end, quote))
        self.rows[Table.SEARCH].append(
            (pk, index_words(f"{code} {title} {other} {summary} {summary_zh} {quote}"))
        )
        self.links(pk, sector, department)
        self.standing(number, pk, department, starts_on, due_on)

    def links(self, pk: int, sector: int, department: int) -> None:
        random, places, rows = self.random, self.places, self.rows
        further = {self.skewed(places.sectors) for _ in range(random.choice((0, 0, 1, 2)))} - {sector}
        rows[Table.SECTORS] += [(pk, each) for each in further]
        rows[Table.REGIONS] += [(pk, each) for each in {self.skewed(places.regions) for _ in range(2)}]
        supporting = {self.skewed(places.departments) for _ in range(random.randrange(3))} - {department}
        rows[Table.SUPPORTING] += [(pk, each) for each in supporting]

    def standing(self, number: int, pk: int, department: int, starts_on: date, due_on: date | None) -> None:
        today = self.today
        reports = list(invented_reports(number, self.random, today))
        self.log(pk, reports, department)
        superseded_on = today - 30 * DAY if number % 20 == 19 else None
        superseded = superseded_on is not None
        from_day = date(today.year - 3, 1, 1)
        promise = Promise(starts_on, due_on, Cadence.QUARTERLY, from_day, superseded=superseded)
        verified = self.random.choices(VERIFIED, (70, 4, 10, 10, 6))[0]
        answers = asdict(fold(promise, reports)).values()
        self.rows[Table.STANDING].append((pk, *answers, verified, superseded_on))

    def log(self, measure: int, reports: list[Report], department: int) -> None:
        random, person = self.random, self.places.people[department]
        for each in reports:
            at = datetime.combine(each.submitted_on, time(1 + random.randrange(9), random.randrange(60)), UTC)
            self.rows[Table.UPDATE].append((
                each.pk, measure, each.period_end - 85 * DAY, each.period_end, each.status, each.percent,
                each.completed_on, "The council gave it up." if each.status == "not_pursued" else "",
                random.choice(DONE), random.choice(PROBLEMS), random.choice(NEXT_STEPS), each.unchanged, person,
                department, at, each.submitted_on,
            ))  # fmt: skip
            self.rows[Table.DECISION].append((each.pk, each.decision, "", person, at, each.decided_on))
