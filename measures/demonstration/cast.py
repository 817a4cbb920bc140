"""Who plays: departments of the city, their people, and who leads which measure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department, Membership, User
from measures.demonstration.material import read
from measures.models import Document, Measure

LEFT_DAYS_AGO = 100


@dataclass(frozen=True, slots=True)
class Cast:
    departments: dict[str, Department]
    members: dict[int, list[Membership]]
    reviewer: User

    def reporter(self, department_id: int, day: date) -> User:
        """Who reported for a department on a day: its official, or the head once the official had left."""
        present = [each for each in self.members[department_id] if not each.has_left(day)]
        return present[0].user


def make_cast(today: date, password: str) -> Cast:
    """Departments with an official and a head each, and the named accounts. Raises ValidationError."""
    script = read("cast")
    _refuse_taken(script)
    named = {
        (each["department"], each["membership"]): username
        for username, each in script["accounts"].items()
        if "department" in each
    }
    departments, members = {}, {}
    for entry in script["departments"]:
        department = Department.objects.create(
            code=entry["code"],
            name_en=entry["name_en"],
            name_zh_hans=entry["name_zh_hans"],
            is_demonstration=True,
        )
        departments[entry["code"]] = department
        members[department.pk] = [
            _member(department, role, entry, named.get((entry["code"], role.value)), today, password)
            for role in (Membership.Role.OFFICIAL, Membership.Role.HEAD)
        ]
    offices = {
        username: _person(username, each["name"], "", password, role=each["role"])
        for username, each in script["accounts"].items()
        if "role" in each
    }
    return Cast(departments, members, offices["reviewer"])


def assign_leads(cast: Cast, document: Document) -> None:
    """A lead unit and supporting units, by sector, for measures that have none."""
    responsible = read("cast")["responsible"]
    through = Measure.supporting_departments.through
    supports = []
    measures = list(document.measures.filter(lead_department=None).select_related("sector"))
    for measure in measures:
        lead, *others = (cast.departments[code] for code in responsible[measure.sector.slug])
        measure.lead_department = lead
        supports += [through(measure_id=measure.pk, department_id=other.pk) for other in others]
    Measure.objects.bulk_update(measures, ["lead_department"])
    through.objects.bulk_create(supports, ignore_conflicts=True)


def _refuse_taken(script: dict[str, Any]) -> None:
    people = User.objects.filter(username__in=script["accounts"])
    departments = Department.objects.filter(code__in=[each["code"] for each in script["departments"]])
    taken = [*people.values_list("username", flat=True), *departments.values_list("code", flat=True)]
    if taken:
        raise ValidationError(
            _("These names are taken by people or departments of this site: %(names)s.")
            % {"names": ", ".join(sorted(taken))}
        )


def _member(
    department: Department,
    role: Membership.Role,
    entry: dict[str, Any],
    account: str | None,
    today: date,
    password: str,
) -> Membership:
    username = account or f"{role.value}-{department.code}"
    language = "" if account else entry["language"]
    user = _person(username, entry[role.value], language, password if account else None)
    left = role == Membership.Role.OFFICIAL and entry.get("official_left", False)
    return Membership.objects.create(
        user=user,
        department=department,
        role=role,
        left_on=today - timedelta(days=LEFT_DAYS_AGO) if left else None,
    )


def _person(username: str, name: list[str], language: str, password: str | None, **fields: Any) -> User:
    """A person whose name says that they are invented: 示例 is "example", 演示 "demonstration"."""
    return User.objects.create_user(
        username,
        f"{username}@example.org",
        password,
        first_name=name[0],
        last_name=f"({name[1]})",
        language=language,
        is_demonstration=True,
        **fields,
    )
