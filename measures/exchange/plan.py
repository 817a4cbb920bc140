"""What an import would do, and what stands in its way."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from measures.exchange.kinds import KINDS
from measures.exchange.reading import Fault, Place
from measures.exchange.stored import Key, State


class Action(StrEnum):
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


def title_of(kind: str, key: Key) -> str:
    """An object in words: its kind and its key."""
    return f"{KINDS[kind].label} {' · '.join(map(str, key))}"


@dataclass(slots=True)
class Change:
    """One object's change: the fields that differ, before and after. Of an added one `before` is empty."""

    kind: str
    key: Key
    action: Action
    before: State
    after: State
    place: Place | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "key": list(self.key),
            "action": self.action.value,
            "before": self.before,
            "after": self.after,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Change":
        return cls(kept["kind"], tuple(kept["key"]), Action(kept["action"]), kept["before"], kept["after"])

    def reversed(self) -> "Change":
        """The change that takes this one back."""
        action = {Action.ADD: Action.REMOVE, Action.REMOVE: Action.ADD}.get(self.action, self.action)
        return Change(self.kind, self.key, action, self.after, self.before)

    @property
    def name(self) -> str:
        return title_of(self.kind, self.key)


@dataclass(slots=True)
class Plan:
    """The changes in the order of the file, the objects it leaves as they are, and what it does not name."""

    changes: list[Change] = field(default_factory=list)
    unchanged: list[tuple[str, Key]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, action: Action) -> list[Change]:
        return [change for change in self.changes if change.action == action]

    @property
    def can_apply(self) -> bool:
        return bool(self.changes) and not self.faults

    @property
    def digest(self) -> str:
        """Differs as soon as the import would do anything else."""
        kept = [[change.as_json() for change in self.changes], [str(fault) for fault in self.faults]]
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
