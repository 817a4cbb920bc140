"""What was promised, what became of it, and what the night keeps."""

from measures.models.document import Document, Exclusion
from measures.models.imports import ImportBatch
from measures.models.measure import Measure, Passage
from measures.models.night import Digest, Flag, Heartbeat, NightRun, Notice
from measures.models.progress import ProgressDraft, ProgressUpdate, UpdateDecision
from measures.models.querysets import MeasureQuerySet
from measures.models.search import SearchEntry
from measures.models.standing import Standing

__all__ = [
    "Digest",
    "Document",
    "Exclusion",
    "Flag",
    "Heartbeat",
    "ImportBatch",
    "Measure",
    "MeasureQuerySet",
    "NightRun",
    "Notice",
    "Passage",
    "ProgressDraft",
    "ProgressUpdate",
    "SearchEntry",
    "Standing",
    "UpdateDecision",
]
