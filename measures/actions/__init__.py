"""Every write that spans rows: atomic, keyword-only, `by` whom."""

from measures.actions.progress import (
    Report,
    discard_draft,
    last_said,
    refresh_standing,
    refuses_unchanged,
    save_draft,
    submit_progress,
)
from measures.actions.settle import settle

__all__ = [
    "Report",
    "discard_draft",
    "last_said",
    "refresh_standing",
    "refuses_unchanged",
    "save_draft",
    "settle",
    "submit_progress",
]
