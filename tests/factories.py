"""Rows for the tests, made as the product makes them: measures come with their standing and search words."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import Department, Membership, User
from measures import actions
from measures.models import Document, Measure, Passage, ProgressUpdate
from sectors.models import Region, Sector

numbers = count(1)
TODAY = date(2026, 3, 15)
PASSWORD = "correct-horse-battery"


def make_user(role: str = User.Role.MEMBER, **fields: Any) -> User:
    name = fields.pop("username", f"person{next(numbers)}")
    fields = {"email": f"{name}@example.org", "language": "en", **fields}
    return User.objects.create_user(name, password=fields.pop("password", PASSWORD), role=role, **fields)


def make_department(**fields: Any) -> Department:
    number = next(numbers)
    return Department.objects.create(
        **{
            "code": f"department-{number}",
            "name_en": f"Department {number}",
            "name_zh_hans": f"部门{number}",
            **fields,
        }
    )


def make_member(department: Department | None, role: str = Membership.Role.OFFICIAL, **fields: Any) -> User:
    assert department is not None
    user = make_user(**fields)
    Membership.objects.create(user=user, department=department, role=role)
    return user


def make_sector(**fields: Any) -> Sector:
    number = next(numbers)
    return Sector.objects.create(
        **{
            "slug": f"sector-{number}",
            "name_en": f"Sector {number}",
            "name_zh_hans": f"领域{number}",
            **fields,
        }
    )


def make_region(**fields: Any) -> Region:
    number = next(numbers)
    defaults = {
        "slug": f"region-{number}",
        "name_en": f"Region {number}",
        "name_zh_hans": f"区域{number}",
        "kind": "city",
    }
    return Region.objects.create(**{**defaults, **fields})


def make_document(**fields: Any) -> Document:
    number = next(numbers)
    defaults = {
        "slug": f"document-{number}",
        "title_en": f"Document {number}",
        "title_zh_hans": f"文件{number}",
        "body": "The city will build a port. It will also plant trees.",
        "plan_starts_on": date(2025, 1, 1),
        "plan_ends_on": date(2026, 12, 31),
        "reporting_from": date(2025, 1, 1),
    }
    return Document.objects.create(**{**defaults, **fields})


def make_measure(*, today: date = TODAY, regions: list[Region] | None = None, **fields: Any) -> Measure:
    """A public, quarterly measure from 2025-01-01 to 2026-12-31, with its standing as of `today`."""
    number = next(numbers)
    further, supporting = fields.pop("sectors", []), fields.pop("supporting_departments", [])
    defaults = {
        "code": f"M-{number:03}",
        "title_en": f"Measure {number}",
        "title_zh_hans": f"任务{number}",
        "starts_on": date(2025, 1, 1),
        "due_on": date(2026, 12, 31),
    }
    for name, make in (
        ("document", make_document),
        ("sector", make_sector),
        ("lead_department", make_department),
    ):
        if name not in fields:
            fields[name] = make()
    measure = Measure.objects.create(**{**defaults, **fields})
    measure.sectors.set(further)
    measure.regions.set(regions or [])
    measure.supporting_departments.set(supporting)
    actions.settle([measure.pk], today=today)
    return Measure.objects.select_related("document", "standing").get(pk=measure.pk)


def make_passage(measure: Measure, quote: str) -> Passage:
    start = measure.document.body.index(quote)
    return Passage.objects.create(
        measure=measure, document=measure.document, start=start, end=start + len(quote), quote=quote
    )


def report(measure: Measure, by: User, *, today: date = TODAY, **fields: Any) -> ProgressUpdate:
    """Submit a report through the action; by default an on-track one for the month up to `today`."""
    defaults: dict[str, Any] = {"period_start": today.replace(day=1), "period_end": today}
    if not fields.get("unchanged"):
        defaults |= {"status": "on_track", "progress": "Work went on."}
    seen = fields.pop("seen", None)
    return actions.submit_progress(
        measure=measure, by=by, report=actions.Report(**{**defaults, **fields}), today=today, seen=seen
    )
