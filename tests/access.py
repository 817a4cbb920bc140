"""The access table's words: who comes, where to, and what they are answered."""

from dataclasses import dataclass, field
from typing import Any

ANONYMOUS, READER, OTHER, OFFICIAL, HEAD, SUPPORTING = (
    "anonymous",
    "reader",
    "other",
    "official",
    "head",
    "supporting",
)
REVIEWER, ANALYST, ADMINISTRATOR = "reviewer", "analyst", "administrator"
ROLES = (ANONYMOUS, READER, OTHER, OFFICIAL, HEAD, SUPPORTING, REVIEWER, ANALYST, ADMINISTRATOR)
KNOWN = ROLES[1:]
# Who may see internal measures: the offices, and departments that lead or support them.
INSIDERS = (OFFICIAL, HEAD, SUPPORTING, REVIEWER, ANALYST, ADMINISTRATOR)
LEADS = (OFFICIAL, HEAD)

Answers = dict[str, int]


def everyone(status: int = 200) -> Answers:
    return dict.fromkeys(ROLES, status)


def only(*roles: str, status: int = 200, otherwise: int = 403, anonymous: int = 302) -> Answers:
    """The roles get `status`, other people with an account `otherwise`; 302 sends strangers to the login."""
    return {ANONYMOUS: anonymous} | dict.fromkeys(KNOWN, otherwise) | dict.fromkeys(roles, status)


def logged_in(status: int = 200, *, anonymous: int = 302) -> Answers:
    return only(*KNOWN, status=status, anonymous=anonymous)


@dataclass(frozen=True)
class Row:
    """A request to a named address, and each role's answer. `at` may name what the world has: "public" …"""

    name: str
    answers: Answers
    at: dict[str, Any] = field(default_factory=dict)
    post: dict[str, Any] | None = None

    def __str__(self) -> str:
        sent = "" if self.post is None else f" POST {' '.join(map(str, self.post.values()))}"
        return f"{self.name} {' '.join(map(str, self.at.values()))}{sent}"[:70]
