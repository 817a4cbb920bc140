"""The kinds of objects an import knows, in the order they are written in: what others point at first."""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import Department
from measures.models import Document, Exclusion, Measure, Passage
from sectors.models import Region, Sector

MEASURE, PASSAGE, DOCUMENT, EXCLUSION = (
    "measures.measure",
    "measures.passage",
    "measures.document",
    "measures.exclusion",
)
# By what a reference names its object, in files and in plans.
NAMED_BY: dict[type[Model], str] = {
    Department: "code",
    Sector: "slug",
    Region: "slug",
    Document: "slug",
    Measure: "code",
}


@dataclass(frozen=True)
class Kind:
    """`key` tells objects apart; `required` must have a value, `others` may have one."""

    name: str
    model: type[Model]
    key: tuple[str, ...]
    required: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return self.required + self.others

    @property
    def label(self) -> str | Promise:
        return self.model._meta.verbose_name or self.name


@cache
def field_of(model: type[Model], name: str) -> Any:
    """The model's field; its type is known only where the field is declared."""
    return model._meta.get_field(name)


def target(model: type[Model], name: str) -> type[Model] | None:
    """The model a field points at, None for a plain one."""
    related: type[Model] | None = getattr(field_of(model, name), "related_model", None)
    return related


def is_several(model: type[Model], name: str) -> bool:
    return bool(field_of(model, name).many_to_many)


class Link(NamedTuple):
    """The table between a model and one of its many, with the columns of both sides."""

    through: type[Model]
    mine: str
    other: str
    model: type[Model]


def link(model: type[Model], name: str) -> Link:
    field = field_of(model, name)
    return Link(
        field.remote_field.through,
        field.m2m_field_name(),
        field.m2m_reverse_field_name(),
        field.related_model,
    )


def path(model: type[Model], name: str) -> str:
    """The lookup that gives a field's value as files write it."""
    other = target(model, name)
    return f"{name}__{NAMED_BY[other]}" if other else name


_KINDS = (
    Kind("accounts.department", Department, ("code",), ("name_en",), ("name_zh_hans", "is_demonstration")),
    Kind("sectors.sector", Sector, ("slug",), ("name_en",), ("name_zh_hans", "parent", "position")),
    Kind(
        "sectors.region",
        Region,
        ("slug",),
        ("name_en", "kind"),
        (
            "name_zh_hans",
            "code",
            "parent",
            "groups",
            "note_en",
            "note_zh_hans",
            "position",
            "tile_column",
            "tile_row",
        ),
    ),
    Kind(
        DOCUMENT,
        Document,
        ("slug",),
        ("title_en", "body"),
        (
            "title_zh_hans",
            "site",
            "source_url",
            "published_on",
            "plan_starts_on",
            "plan_ends_on",
            "language",
            "reporting_from",
            "acceptance_required",
            "due_soon_days",
            "behind_points",
            "is_demonstration",
        ),
    ),
    Kind(EXCLUSION, Exclusion, ("document", "start"), ("end", "quote", "reason_en"), ("reason_zh_hans",)),
    Kind(
        MEASURE,
        Measure,
        ("code",),
        ("title_en", "sector", "document"),
        (
            "title_zh_hans",
            "summary_en",
            "summary_zh_hans",
            "kind",
            "sectors",
            "regions",
            "lead_department",
            "supporting_departments",
            "starts_on",
            "due_on",
            "due_basis",
            "visibility",
            "cadence",
            "supersedes",
        ),
    ),
    Kind(PASSAGE, Passage, ("measure", "document", "start"), ("end", "quote"), ()),
)
KINDS = {kind.name: kind for kind in _KINDS}
