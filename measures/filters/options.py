"""What a list can be filtered by: the taxonomies, fetched in one query, and the standard values."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import get_language

from measures.rules.words import ANSWERS, label
from sectors.trees import reach

TAXONOMIES = ("sector", "region", "department", "document")


class Option(NamedTuple):
    """One value of a parameter; `pk` only for taxonomies, `depth` in its tree."""

    value: str
    label: str
    depth: int = 0
    pk: int = 0


@dataclass
class Taxonomy:
    """The rows of one taxonomy as a tree (flat ones have no parents)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    members: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def reach(self, slugs: Iterable[str]) -> set[int]:
        """Ids of the named nodes with all that stand under them."""
        asked = set(slugs)
        parents = {row["id"]: row["parent"] for row in self.rows}
        roots = [row["id"] for row in self.rows if row["slug"] in asked]
        return reach(parents, self.members, roots)

    def above(self) -> dict[int, list[str]]:
        """For each node the slugs it counts for: its own and those of all it stands under."""
        found: dict[int, list[str]] = {row["id"]: [] for row in self.rows}
        for row in self.rows:
            for node in self.reach([row["slug"]]):
                found[node].append(row["slug"])
        return found

    def options(self) -> list[Option]:
        """In tree order: parents before their children."""
        children: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            children[row["parent"]].append(row)
        found: list[Option] = []

        def walk(parent: int | None, depth: int) -> None:
            for row in sorted(children[parent], key=lambda each: (each["position"], each["slug"])):
                found.append(Option(row["slug"], row["name"], depth, row["id"]))
                walk(row["id"], depth + 1)

        walk(None, 0)
        return found

    def labels(self) -> dict[int, str]:
        return {row["id"]: row["name"] for row in self.rows}


class Options:
    """All options of the list, from one query."""

    def __init__(self) -> None:
        self.taxonomies = {name: Taxonomy() for name in TAXONOMIES}
        chinese = get_language() == "zh-hans"
        for kind, pk, slug, english, other, parent, position, shown in _rows():
            if kind == "member":
                self.taxonomies["region"].members[parent].append(pk)
                continue
            name = (chinese and other) or english or slug
            row = {
                "id": pk,
                "slug": slug,
                "name": name,
                "parent": parent,
                "position": position,
                "shown": shown,
            }
            self.taxonomies[kind].rows.append(row)
        self.by_name = {
            **{name: taxonomy.options() for name, taxonomy in self.taxonomies.items()},
            **{
                name: [Option(each.value, str(label(each))) for each in kind]
                for name, kind in ANSWERS.items()
            },
        }

    def __getitem__(self, name: str) -> list[Option]:
        return self.by_name[name]

    def known(self, name: str) -> set[str]:
        return {option.value for option in self.by_name[name]}

    def label(self, name: str, value: str) -> str:
        return next((option.label for option in self.by_name[name] if option.value == value), value)

    def demonstration_ids(self, name: str) -> set[int]:
        """Rows of a taxonomy that are demonstration data."""
        return {row["id"] for row in self.taxonomies[name].rows if row["shown"]}


# (kind, id, slug, English name, Chinese name, parent or group, position, demonstration): in SQL, since five
# query sets joined by UNION cost more to build than the database takes to answer.
ALL_OPTIONS = """
    SELECT 'sector', id, slug, name_en, name_zh_hans, parent_id, position, FALSE FROM sectors_sector
    UNION ALL SELECT 'region', id, slug, name_en, name_zh_hans, parent_id, position, FALSE FROM sectors_region
    UNION ALL SELECT 'department', id, code, name_en, name_zh_hans, NULL, 0, is_demonstration FROM accounts_department
    UNION ALL SELECT 'document', id, slug, title_en, title_zh_hans, NULL, 0, is_demonstration FROM measures_document
    UNION ALL SELECT 'member', from_region_id, '', '', '', to_region_id, 0, FALSE FROM sectors_region_groups
"""


def _rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(ALL_OPTIONS)
        return list(cursor.fetchall())
